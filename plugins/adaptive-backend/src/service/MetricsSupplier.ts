import {
  type EngineRef,
  type MetricsRangeResponse,
  type SourceStatus,
  stringifyEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import type {
  AdaptiveMetricsSource,
  AdaptivePoolMeasure,
  AdaptivePoolMeasurement,
} from '@adaptive-portal/plugin-adaptive-node';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { MAX_POINTS } from '../metrics/range/alignRange';
import { SourceState } from '../metrics/SourceState';
import type { PoolMetricsKey } from '../metrics/types';

/** Milliseconds between two rounds of questions. */
export const SUPPLY_INTERVAL_MS = 15_000;
const VALID_MS = 60_000;
const RANGE_TIMEOUT_MS = 10_000;
/** Ranges that are remembered of one source. */
const MAX_RANGES = 100;

/** What modules can tell of a pool. */
export const MEASURES: readonly AdaptivePoolMeasure[] = [
  'ttftTimeoutRatio',
  'requestRate',
  'ttftP50',
  'ttftP95',
  'gpuUtilization',
  'gpuMemory',
];

interface KeptRange {
  answer: Promise<MetricsRangeResponse | undefined>;
  /** Unix milliseconds. */
  until: number;
}

/** Rejects with the signal, whether or not whoever got it cares. */
function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), {
      once: true,
    });
  });
}

/** What a source said of one pool. */
export type SuppliedValues = AdaptivePoolMeasurement['values'];

function keyOf(engine: PoolMetricsKey, pool: string): string {
  return `${stringifyEngineRef(engine)}/${pool}`;
}

/** One source that a module added, and what it said last. */
export class MetricsSupplier {
  readonly #source: AdaptiveMetricsSource;
  readonly #state: SourceState;
  #values = new Map<string, SuppliedValues>();
  #running = false;
  /** The oldest first. */
  readonly #ranges = new Map<string, KeptRange>();

  constructor(source: AdaptiveMetricsSource, logger: LoggerService) {
    this.#source = source;
    this.#state = new SourceState({
      name: `Metric source ${source.id}`,
      lateAfterMs: VALID_MS,
      clock: Date.now,
      logger,
    });
  }

  /** Asks unless it still has to answer. Never rejects. */
  async poll(signal: AbortSignal): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      const found = await this.#source.read({ signal });
      this.#values = new Map(
        found.map(({ engine, pool, values }) => [
          `${stringifyEngineRef(engine)}/${pool}`,
          values,
        ]),
      );
      this.#state.succeed();
    } catch (error) {
      if (!signal.aborted) this.#state.fail(error);
    } finally {
      this.#running = false;
    }
  }

  /** What it knows of the pool; nothing when that is too old. */
  valuesOf(key: PoolMetricsKey): SuppliedValues {
    if (this.#state.age > VALID_MS) return {};
    return this.#values.get(keyOf(key, key.pool)) ?? {};
  }

  /**
   * Points of a range that the configured sources have none of; undefined when this source has none either. What
   * keeps it from telling is the reason of the answer. Who asks for the same within a round shares one question.
   */
  fillRange(
    engine: EngineRef,
    empty: MetricsRangeResponse,
  ): Promise<MetricsRangeResponse | undefined> {
    const { pool, metric, from, to, step } = empty;
    const key = JSON.stringify([engine, pool, metric, from, to, step]);
    const known = this.#ranges.get(key);
    if (known && known.until > Date.now()) return known.answer;
    const answer = this.#askRange(engine, empty);
    this.#ranges.delete(key);
    this.#ranges.set(key, { answer, until: Date.now() + SUPPLY_INTERVAL_MS });
    for (const oldest of this.#ranges.keys()) {
      if (this.#ranges.size <= MAX_RANGES) break;
      this.#ranges.delete(oldest);
    }
    return answer;
  }

  get id(): string {
    return this.#source.id;
  }

  status(): SourceStatus {
    return {
      id: `metrics:${this.id}`,
      kind: 'metrics',
      resource: this.id,
      freshness: this.#state.freshness(),
      items: this.#values.size,
    };
  }

  /** Never rejects. */
  async #askRange(
    engine: EngineRef,
    empty: MetricsRangeResponse,
  ): Promise<MetricsRangeResponse | undefined> {
    const { pool, metric, from, to, step } = empty;
    const measure = MEASURES.find(each => each === metric);
    if (!measure || !this.#source.readRange) return undefined;
    const signal = AbortSignal.timeout(RANGE_TIMEOUT_MS);
    try {
      const request = { engine, pool, measure, from, to, step, signal };
      const found = await Promise.race([
        this.#source.readRange(request),
        rejectionOf(signal),
      ]);
      const points = found
        .filter(([at, value]) => at >= from && at <= to && isFinite(value))
        .slice(-MAX_POINTS);
      if (points.length === 0) return undefined;
      const { reason: _, ...answer } = empty;
      const answeredAt = new Date().toISOString();
      return { ...answer, points, source: this.id, answeredAt };
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      return {
        ...empty,
        reason: `${this.#source.title} does not answer: ${said}`,
      };
    }
  }
}

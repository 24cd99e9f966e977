import {
  type EngineRef,
  type MetricsRangeResponse,
  type PoolMetrics,
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
import type {
  MetricsService,
  MetricsSnapshot,
  PoolMetricsKey,
  PoolReading,
} from '../metrics/types';

const INTERVAL_MS = 15_000;
const VALID_MS = 60_000;
const RANGE_TIMEOUT_MS = 10_000;

const MEASURES: readonly AdaptivePoolMeasure[] = [
  'ttftTimeoutRatio',
  'requestRate',
  'ttftP50',
  'ttftP95',
  'gpuUtilization',
  'gpuMemory',
];

type Values = AdaptivePoolMeasurement['values'];

function keyOf(engine: PoolMetricsKey, pool: string): string {
  return `${stringifyEngineRef(engine)}/${pool}`;
}

/** One source that a module added, and what it said last. */
class Supplier {
  readonly #source: AdaptiveMetricsSource;
  readonly #state: SourceState;
  #values = new Map<string, Values>();
  #running = false;

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
  valuesOf(key: PoolMetricsKey): Values {
    if (this.#state.age > VALID_MS) return {};
    return this.#values.get(keyOf(key, key.pool)) ?? {};
  }

  /**
   * Points of a range that the configured sources have none of; undefined when this source has none either. What
   * keeps it from telling is the reason of the answer.
   */
  async fillRange(
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
}

/** Rejects with the signal, whether or not whoever got it cares. */
function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), {
      once: true,
    });
  });
}

function fillIn(
  reading: PoolReading,
  supplied: ReadonlyArray<{ id: string; values: Values }>,
): PoolReading {
  const metrics: PoolMetrics = { ...reading.metrics };
  let { cause } = reading;
  for (const measure of MEASURES) {
    if (metrics[measure]?.value !== undefined) continue;
    const source = supplied.find(({ values }) => values[measure]);
    const value = source?.values[measure];
    if (!source || !value || !Number.isFinite(value.value)) continue;
    metrics[measure] = { ...value, source: source.id };
    if (measure === 'ttftTimeoutRatio') cause = 'ok';
  }
  return { ...reading, metrics, cause };
}

/** The configured sources of measurements, and behind them those that modules added. */
class SuppliedMetrics implements MetricsService {
  readonly #metrics: MetricsService;
  readonly #suppliers: Supplier[];
  readonly #listeners = new Set<() => void>();
  readonly sources: MetricsService['sources'];
  #abort: AbortController | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(metrics: MetricsService, suppliers: Supplier[]) {
    this.#metrics = metrics;
    this.#suppliers = suppliers;
    this.sources = () => metrics.sources();
  }

  start(): void {
    this.#metrics.start();
    if (this.#abort) return;
    this.#abort = new AbortController();
    this.#timer = setInterval(() => void this.#poll(), INTERVAL_MS);
    void this.#poll();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#abort?.abort();
    this.#abort = undefined;
    await this.#metrics.stop();
  }

  snapshot(): MetricsSnapshot {
    const snapshot = this.#metrics.snapshot();
    return {
      ...snapshot,
      pool: key =>
        fillIn(
          snapshot.pool(key),
          this.#suppliers.map(supplier => ({
            id: supplier.id,
            values: supplier.valuesOf(key),
          })),
        ),
    };
  }

  async range(
    ...[ref, pool, request]: Parameters<MetricsService['range']>
  ): Promise<MetricsRangeResponse> {
    let answer = await this.#metrics.range(ref, pool, request);
    for (const supplier of this.#suppliers) {
      if (answer.points.length > 0) break;
      answer = (await supplier.fillRange(ref, answer)) ?? answer;
    }
    return answer;
  }

  status(): SourceStatus[] {
    return [
      ...this.#metrics.status(),
      ...this.#suppliers.map(supplier => supplier.status()),
    ];
  }

  subscribe(listener: () => void): { unsubscribe(): void } {
    const subscription = this.#metrics.subscribe(listener);
    this.#listeners.add(listener);
    return {
      unsubscribe: () => {
        subscription.unsubscribe();
        this.#listeners.delete(listener);
      },
    };
  }

  async #poll(): Promise<void> {
    const { signal } = this.#abort ?? {};
    if (!signal) return;
    await Promise.all(
      this.#suppliers.map(async supplier => {
        await supplier.poll(signal);
        if (signal.aborted) return;
        for (const listener of this.#listeners) listener();
      }),
    );
  }
}

/** The metrics as they are where no module adds a source. */
export function withSuppliedMetrics(options: {
  metrics: MetricsService;
  sources: readonly AdaptiveMetricsSource[];
  logger: LoggerService;
}): MetricsService {
  const { metrics, sources, logger } = options;
  if (sources.length === 0) return metrics;
  return new SuppliedMetrics(
    metrics,
    sources.map(source => new Supplier(source, logger)),
  );
}

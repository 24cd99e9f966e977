import type {
  MetricsRangeResponse,
  PoolMetrics,
  SourceStatus,
} from '@adaptive-portal/plugin-adaptive-common';
import type { AdaptiveMetricsSource } from '@adaptive-portal/plugin-adaptive-node';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  MetricsService,
  MetricsSnapshot,
  PoolReading,
} from '../metrics/types';
import {
  MEASURES,
  MetricsSupplier,
  SUPPLY_INTERVAL_MS,
  type SuppliedValues,
} from './MetricsSupplier';

function fillIn(
  reading: PoolReading,
  supplied: ReadonlyArray<{ id: string; values: SuppliedValues }>,
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
  readonly #suppliers: MetricsSupplier[];
  readonly #listeners = new Set<() => void>();
  readonly sources: MetricsService['sources'];
  #abort: AbortController | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(metrics: MetricsService, suppliers: MetricsSupplier[]) {
    this.#metrics = metrics;
    this.#suppliers = suppliers;
    this.sources = () => metrics.sources();
  }

  start(): void {
    this.#metrics.start();
    if (this.#abort) return;
    this.#abort = new AbortController();
    this.#timer = setInterval(() => void this.#poll(), SUPPLY_INTERVAL_MS);
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
    sources.map(source => new MetricsSupplier(source, logger)),
  );
}

import type {
  EngineRef,
  PoolMetrics,
} from '@adaptive-portal/plugin-adaptive-common';
import { createExtensionPoint } from '@backstage/backend-plugin-api';

/**
 * What can be told of a pool, in the units of `PoolMetrics`.
 *
 * @public
 */
export type AdaptivePoolMeasure = Extract<
  keyof PoolMetrics,
  | 'ttftTimeoutRatio'
  | 'requestRate'
  | 'ttftP50'
  | 'ttftP95'
  | 'gpuUtilization'
  | 'gpuMemory'
>;

/**
 * The last measurements of one pool.
 *
 * @public
 */
export interface AdaptivePoolMeasurement {
  engine: EngineRef;
  /** Raw name of the pool. */
  pool: string;
  /** What is known; a measure that is left out is not known, which is not 0. `at` is ISO 8601. */
  values: Partial<Record<AdaptivePoolMeasure, { value: number; at?: string }>>;
}

/**
 * What is asked of a metric source over time. Times are Unix seconds, whole multiples of `step`; at most 500 points.
 *
 * @public
 */
export interface AdaptiveRangeRequest {
  engine: EngineRef;
  /** Raw name of the pool. */
  pool: string;
  measure: AdaptivePoolMeasure;
  from: number;
  to: number;
  /** Seconds between two points. */
  step: number;
  /** Ends after ten seconds. */
  signal: AbortSignal;
}

/**
 * Knows measurements that no configured Prometheus has.
 *
 * @public
 */
export interface AdaptiveMetricsSource {
  /** Unique; shown as the origin of a value. */
  id: string;
  /** Shown on pages. */
  title: string;
  /**
   * The measurements of all pools it knows; asked every fifteen seconds, and not again before it has answered. What it
   * said last counts for a minute.
   *
   * @throws what keeps it from knowing, as a sentence without secrets; it is shown on the page of sources
   */
  read(options: { signal: AbortSignal }): Promise<AdaptivePoolMeasurement[]>;
  /**
   * One measure of one pool over time, where the configured sources have no points. Without it the last values are
   * all there is. Points that are not finite or outside the range are left out.
   *
   * @returns `[unix seconds, value]`, oldest first; none when it does not know the pool
   * @throws as `read`
   */
  readRange?(request: AdaptiveRangeRequest): Promise<Array<[number, number]>>;
}

/**
 * Lets modules add metric sources.
 *
 * @public
 */
export interface AdaptiveMetricsExtensionPoint {
  addMetricsSource(source: AdaptiveMetricsSource): void;
}

/**
 * Extension point of the Adaptive backend for other sources of measurements. They are used where the configured ones
 * have no value.
 *
 * @public
 */
export const adaptiveMetricsExtensionPoint =
  createExtensionPoint<AdaptiveMetricsExtensionPoint>({
    id: 'adaptive.metrics',
  });

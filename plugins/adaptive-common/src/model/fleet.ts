import type { ComputePool } from './engine';
import type { EngineRef } from './engineRef';
import type { Freshness, GpuCapacity } from './freshness';
import type { Problem, ProblemSeverity } from './problem';
import type { StageId } from './scalingPath';

/**
 * A problem and the engine it is about.
 *
 * @public
 */
export interface FleetProblem extends Problem {
  ref: EngineRef;
}

/**
 * Filter and page of the problems across the fleet.
 *
 * @public
 */
export interface ProblemsRequest {
  severity?: ProblemSeverity;
  code?: string;
  cluster?: string;
  namespace?: string;
  /** 1 or more. */
  limit?: number;
  cursor?: string;
}

/**
 * Answer of `GET /api/adaptive/problems`: the most severe first, then by cluster, namespace, release, pool and code.
 *
 * @public
 */
export interface ProblemsResponse {
  items: FleetProblem[];
  /** All that match, on whatever page. */
  totalItems: number;
  /** Of all that match, on whatever page. */
  counts: Record<ProblemSeverity, number>;
  /** Opaque; pass as `cursor` for the next page. Absent on the last page. */
  nextCursor?: string;
}

/**
 * A compute pool and the engine it belongs to; without its pods and stages.
 *
 * @public
 */
export interface FleetPool
  extends Omit<ComputePool, 'pods' | 'problems' | 'scalingPath'> {
  ref: EngineRef;
  /** Stage of the scaling path that binds; absent when all is well. */
  limitedBy?: StageId;
  problems: Record<ProblemSeverity, number>;
}

/**
 * Answer of a list of pools: by cluster, namespace, release and name of the pool.
 *
 * @public
 */
export interface PoolsResponse {
  items: FleetPool[];
  totalItems: number;
}

/**
 * GPUs of one resource name that an engine asks for and holds.
 *
 * @public
 */
export interface EngineGpuShare {
  ref: EngineRef;
  /** By all pods of its pools, pending ones included. */
  requested: number;
  /** By pods that are on a node of this product. */
  allocated: number;
}

/**
 * GPUs of one product in a cluster, and who holds them.
 *
 * @public
 */
export interface GpuProductCapacity extends GpuCapacity {
  /** Engines that hold some, the most first; only those that may be seen. */
  engines: Array<Omit<EngineGpuShare, 'requested'>>;
  /** Held by everything else: other tenants, and engines that may not be seen. */
  otherAllocated: number;
}

/**
 * GPUs that pools of an engine still wait for, as pods on no node are of no product yet.
 *
 * @public
 */
export interface WaitingGpus {
  ref: EngineRef;
  pool: string;
  resource: string;
  pods: number;
  gpus: number;
}

/**
 * GPUs of one cluster.
 *
 * @public
 */
export interface ClusterCapacityView {
  cluster: string;
  title: string;
  freshness: Freshness;
  /** By resource and product; absent when nodes or pods cannot be listed: unknown is not free. */
  products?: GpuProductCapacity[];
  /** By engine and pool; only of engines that may be seen. */
  waiting: WaitingGpus[];
}

/**
 * Answer of `GET /api/adaptive/capacity`, by the order of the configuration.
 *
 * @public
 */
export interface CapacityResponse {
  items: ClusterCapacityView[];
}

/**
 * What can be asked for over time.
 *
 * @public
 */
export type PoolMetricId =
  | 'ttftTimeoutRatio'
  | 'requestRate'
  | 'ttftP50'
  | 'ttftP95'
  | 'gpuUtilization'
  | 'gpuMemory'
  | 'ready';

/**
 * Range of a metric. Times are Unix seconds; they are moved outwards to whole steps.
 *
 * @public
 */
export interface MetricsRangeRequest {
  metric: PoolMetricId;
  from: number;
  to: number;
  /** Seconds; widened where the range would have more than 500 points. Chosen by the range when absent. */
  step?: number;
}

/**
 * Answer of a metrics range: one series of one pool.
 *
 * @public
 */
export interface MetricsRangeResponse {
  ref: EngineRef;
  /** Raw pool name. */
  pool: string;
  metric: PoolMetricId;
  /** `ratio` is 0 to 1. */
  unit: 'ratio' | 'perSecond' | 'milliseconds' | 'count';
  /** As answered: whole steps. Unix seconds. */
  from: number;
  to: number;
  /** Seconds. */
  step: number;
  /** `[unix seconds, value]`, oldest first, at most 500; a step without a value is left out, never 0. */
  points: Array<[number, number]>;
  /** Id of the metric source that answered. */
  source?: string;
  /** When it answered, ISO 8601; other callers get the same answer for one step. */
  answeredAt?: string;
  /** Why there are no points, in words. */
  reason?: string;
}

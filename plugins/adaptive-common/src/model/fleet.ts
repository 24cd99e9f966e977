import type { ComputePool } from './engine';
import type { EngineRef } from './engineRef';
import type { Freshness, GpuCapacity } from './freshness';
import type { Problem, ProblemSeverity } from './problem';
import type { StageId } from './scalingPath';

/**
 * A cluster whose engines may be missing in an answer, with the reason.
 *
 * @public
 */
export interface IncompleteCluster {
  cluster: string;
  freshness: Freshness;
}

/**
 * A problem and the engine it is about.
 *
 * @public
 */
export interface FleetProblem extends Problem {
  ref: EngineRef;
  /** Owner of the engine, as entity ref. */
  owner?: string;
  /** Of the engine: what is said of an engine that cannot be read is as old as that. */
  freshness: Freshness;
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
  /** Words that all occur in cluster, namespace, release, pool, code or sentence. */
  search?: string;
  /** 1 to 200. Default 50. */
  limit?: number;
  cursor?: string;
}

/**
 * Answer of `GET /api/adaptive/problems`: the most severe first, then by code, cluster, namespace, release and pool.
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
  /** As in `EnginesResponse`: clusters whose engines, and their problems, may be missing. */
  incomplete?: IncompleteCluster[];
}

/**
 * A compute pool and the engine it belongs to; without its pods and stages.
 *
 * @public
 */
export interface FleetPool
  extends Omit<
    ComputePool,
    'conditions' | 'pods' | 'problems' | 'scalingPath'
  > {
  ref: EngineRef;
  /** Owner of the engine, as entity ref. */
  owner?: string;
  /** Of the engine. */
  freshness: Freshness;
  /** Stage of the scaling path that binds; absent when all is well. */
  limitedBy?: StageId;
  problems: Record<ProblemSeverity, number>;
}

/**
 * Filter, sort and page of `GET /api/adaptive/pools`.
 *
 * @public
 */
export interface PoolsRequest {
  cluster?: string;
  namespace?: string;
  status?: ComputePool['status'];
  /** Words that all occur in cluster, namespace, release or pool name. */
  search?: string;
  /**
   * - `name`: by cluster, namespace, release and pool; the default
   * - `status`: the worst first
   * - `timeouts`: the highest TTFT timeout ratio first, those without one last
   * - `gpus`: the most requested GPUs first
   */
  sort?: 'name' | 'status' | 'timeouts' | 'gpus';
  /** 1 to 200. Default 50. */
  limit?: number;
  cursor?: string;
}

/**
 * Answer of `GET /api/adaptive/pools`.
 *
 * @public
 */
export interface PoolsResponse {
  items: FleetPool[];
  /** All that match, on whatever page. */
  totalItems: number;
  /** Opaque; pass as `cursor` for the next page. Absent on the last page. */
  nextCursor?: string;
  /** As in `EnginesResponse`: clusters whose engines, and their pools, may be missing. */
  incomplete?: IncompleteCluster[];
}

/**
 * Answer of `GET /api/adaptive/engines/{cluster}/{namespace}/{release}/pools/{pool}/scaling-path`.
 *
 * @public
 */
export interface ScalingPathResponse
  extends Pick<
    ComputePool,
    | 'name'
    | 'key'
    | 'status'
    | 'statusReason'
    | 'replicas'
    | 'autoscaling'
    | 'scalingPath'
    | 'problems'
  > {
  ref: EngineRef;
  /** Of the engine. */
  freshness: Freshness;
  /** Of the engine; changes whenever anything in its view changes. Opaque. */
  version: string;
}

/**
 * GPUs of one product that an engine holds.
 *
 * @public
 */
export interface EngineGpuShare {
  ref: EngineRef;
  /** By pods of its pools that are on a node of this product. */
  allocated: number;
}

/**
 * GPUs of one product in a cluster, and who holds them.
 *
 * @public
 */
export interface GpuProductCapacity extends GpuCapacity {
  /** Engines that hold some, the most first; only those that may be seen. */
  engines: EngineGpuShare[];
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
  /** Pods that the metric source scrapes with success. */
  | 'scraped';

/**
 * Range of a metric. Times are Unix seconds; they are moved down to whole steps.
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
  /** When it answered, ISO 8601; everybody who asks for the same gets the same answer. */
  answeredAt?: string;
  /** Why there are no points, in words. */
  reason?: string;
}

import type { ComputePool, EngineSummary, PoolMetrics } from './engine';
import type { EngineRef } from './engineRef';
import type { Freshness, GpuCapacity } from './freshness';
import type { Problem, ProblemSeverity } from './problem';
import type { ScalingPath, StageId } from './scalingPath';

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
 * What every answer about the fleet has that comes in pages.
 *
 * @public
 */
export interface FleetPage<T> {
  items: T[];
  /** On all pages together. */
  totalItems: number;
  /** Opaque; pass as `cursor` for the next page, with the other parameters as they are. Absent on the last page. */
  nextCursor?: string;
  /** As in `EnginesResponse`. */
  incomplete?: IncompleteCluster[];
}

/**
 * A compute pool among those of all engines.
 *
 * @public
 */
export interface PoolSummary
  extends Pick<
    ComputePool,
    | 'name'
    | 'key'
    | 'workload'
    | 'status'
    | 'statusReason'
    | 'replicas'
    | 'gpus'
    | 'autoscaling'
  > {
  engine: EngineRef;
  /** Of the engine, as entity ref. */
  owner?: string;
  /** Of the engine. */
  freshness: Freshness;
  metrics: Omit<PoolMetrics, 'ttftTimeoutHistory'>;
  problems: Record<ProblemSeverity, number>;
  /** The stage of the scaling path that is broken or limits; absent when all is well. */
  limitedBy?: StageId;
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
export type PoolsResponse = FleetPage<PoolSummary>;

/**
 * A problem, with the engine that has it.
 *
 * @public
 */
export interface FleetProblem extends Problem {
  engine: EngineRef;
  /** Of the engine, as entity ref. */
  owner?: string;
  /** Of the engine: what is said of an engine that cannot be read is as old as that. */
  freshness: Freshness;
}

/**
 * Filter and page of `GET /api/adaptive/problems`.
 *
 * @public
 */
export interface ProblemsRequest {
  cluster?: string;
  namespace?: string;
  severity?: ProblemSeverity;
  /** Code of a problem, for example `pending-for-gpus`. */
  code?: string;
  /** Words that all occur in cluster, namespace, release, pool name, code or sentence. */
  search?: string;
  /** 1 to 200. Default 50. */
  limit?: number;
  cursor?: string;
}

/**
 * Answer of `GET /api/adaptive/problems`: the worst first, then by code, engine and pool.
 *
 * @public
 */
export interface ProblemsResponse extends FleetPage<FleetProblem> {
  /** Of all pages together. */
  severities: Record<ProblemSeverity, number>;
}

/**
 * Answer of `GET /api/adaptive/engines/{cluster}/{namespace}/{release}/pools/{pool}/scaling-path`.
 *
 * @public
 */
export interface ScalingPathResponse
  extends Pick<
    ComputePool,
    'name' | 'key' | 'status' | 'statusReason' | 'replicas' | 'autoscaling'
  > {
  engine: EngineRef;
  freshness: Freshness;
  scalingPath: ScalingPath;
  /** Of the pool. */
  problems: Problem[];
  /** Of the engine; changes whenever anything in its view changes. Opaque. */
  version: EngineSummary['version'];
}

/**
 * GPUs of one product in one cluster, with how far to trust the numbers.
 *
 * @public
 */
export interface ClusterGpuCapacity extends GpuCapacity {
  cluster: string;
  /** Of the cluster. */
  freshness: Freshness;
}

/**
 * GPUs of one product, over all clusters that show their nodes. Counts are devices.
 *
 * @public
 */
export interface GpuProductCapacity
  extends Omit<GpuCapacity, 'largestFreeOnOneNode'> {
  /** Clusters that have the product, by name. */
  clusters: string[];
  /** Largest number of devices free on one node of any cluster. */
  largestFreeOnOneNode: number;
}

/**
 * Filter of `GET /api/adaptive/capacity`.
 *
 * @public
 */
export interface CapacityRequest {
  cluster?: string;
  /** As the label `nvidia.com/gpu.product` says, `unknown` for nodes without it. */
  product?: string;
}

/**
 * Answer of `GET /api/adaptive/capacity`.
 *
 * @public
 */
export interface CapacityResponse {
  /** By cluster, product and resource. */
  items: ClusterGpuCapacity[];
  /** By product and resource. */
  products: GpuProductCapacity[];
  /** Clusters whose nodes are not known: `items` has none of theirs, which does not mean that they have no GPUs. */
  unknown: IncompleteCluster[];
}

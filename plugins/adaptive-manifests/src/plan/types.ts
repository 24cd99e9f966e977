import type { PlanOperation } from '@adaptive-portal/plugin-adaptive-common';
import type { JsonValue } from '@backstage/types';
import type { Finding } from '../model';
import type { FileChange } from './describeChange';
import type { GpuTotals } from './gpuTotals';

/**
 * What a change does, before anyone merges it: plain JSON, made by {@link planEngine}.
 *
 * @public
 */
export interface EnginePlan {
  operation: PlanOperation;
  /** Files that differ, sorted by path; empty when the change does nothing. */
  files: FileChange[];
  /** What differs in values and manifests, whatever the order of keys, the comments and the files they are in. */
  changes: ObjectChange[];
  /** Compute pools and the default group, in the order of the values; those that go come last. */
  pools: PoolPlan[];
  gpus: GpuPlan;
  /** Workloads whose pods come, go or are made anew, and those that are left alone. */
  restarts: WorkloadRestart[];
  /** Of all layers of validation, errors first; a plan with an error must not be committed. */
  findings: Finding[];
}

/**
 * What happens to the keys of one values file or one object.
 *
 * @public
 */
export interface ObjectChange {
  /** Kind of the object; `Values` for a file of Helm values. */
  kind: string;
  /** `<name>` or `<namespace>/<name>` of the object, path of a values file. */
  name: string;
  /** File where it is to be, or was. */
  path: string;
  change: 'added' | 'changed' | 'removed';
  /** Keys that differ, in the order of the object; only for `changed`. */
  keys: KeyChange[];
}

/**
 * One key that differs.
 *
 * @public
 */
export interface KeyChange {
  /**
   * Path of the key: `harmony.computePool[llama-70b].maxReplicaCount`. Items of lists are named by what tells them apart,
   * or by their number from 0; keys with other characters are quoted.
   */
  key: string;
  change: 'added' | 'changed' | 'removed';
  /** Absent when the key is added, or `hidden`. */
  before?: JsonValue;
  /** Absent when the key is removed, or `hidden`. */
  after?: JsonValue;
  /** The values look like secrets and are not shown. */
  hidden?: boolean;
}

/**
 * Size of a compute pool.
 *
 * @public
 */
export interface PoolSize {
  /** Replicas at least; equal to `max` where nothing scales. */
  min: number;
  max: number;
  gpusPerReplica: number;
  /** Autoscaling is paused: the pool keeps what it has. */
  paused: boolean;
}

/**
 * One compute pool, before and after.
 *
 * @public
 */
export interface PoolPlan {
  /** Raw name. */
  pool: string;
  /** It is the default harmony group and no pool. */
  defaultGroup: boolean;
  /** `<kind>/<name>`, of the workload to be or, when the pool goes, of that which is there. */
  workload: string;
  /** Absent for a new pool. */
  before?: PoolSize;
  /** Absent for a pool that goes. */
  after?: PoolSize;
  /** What the cluster has for it; absent when its nodes are not known, or the pool goes. */
  fit?: PoolFit;
}

/**
 * Whether the nodes of a cluster can hold a pool.
 *
 * @public
 */
export interface PoolFit {
  /**
   * - `fits`: there is room for `max`, were nothing else on the nodes
   * - `maxTooLarge`: for `min`, but not for `max`
   * - `minTooLarge`: not even for `min`
   * - `never`: no node can hold one replica, see `limit`
   */
  verdict: 'fits' | 'maxTooLarge' | 'minTooLarge' | 'never';
  /** Products of the nodes that node selector and tolerations allow. */
  products: string[];
  /** Replicas that these nodes hold at most, were nothing else on them; other pools are not considered. */
  capacity: number;
  /** Replicas that have room at present beside everything that runs, at most. */
  free: number;
  /** What a node lacks for one replica: at all when `never`, at present when `free` is 0. */
  limit?: 'nodeSelector' | 'tolerations' | 'gpus' | 'cpu' | 'memory';
}

/**
 * GPUs of an engine, before, after and in between.
 *
 * @public
 */
export interface GpuPlan {
  /** Absent when there is no engine before, or it cannot be read. */
  before?: GpuTotals;
  /** Absent when there is no engine after, or the chart would refuse it. */
  after?: GpuTotals;
  /**
   * The most at once while the change rolls out, with pools at their smallest and at their largest. A Deployment starts
   * a quarter of its replicas, rounded up, before it ends old ones (`maxSurge` 25 %), a StatefulSet none, and a workload
   * that is replaced by one of another kind or name runs beside it. Pods that are ending count no more.
   */
  peakWhileRolling?: GpuTotals;
  /** GPUs that the engine's pods hold at present; absent when not known. */
  held?: number;
}

/**
 * What happens to the pods of one workload.
 *
 * @public
 */
export interface WorkloadRestart {
  /** `<kind>/<name>`. */
  workload: string;
  /** Raw name of the pool; absent for other parts. */
  pool?: string;
  /**
   * - `restarted`: the pod template changes, so that all pods are made anew, one after another
   * - `replaced`: a workload of another kind or name takes its place, all pods are made anew at once
   * - `added`, `removed`: the workload comes or goes
   * - `left`: its pods go on; their number may change
   */
  effect: 'restarted' | 'replaced' | 'added' | 'removed' | 'left';
  /** How many pods that concerns, at the workload's smallest and largest. */
  pods: { min: number; max: number };
  /** What of the pod changes: keys below `spec.template`; only for `restarted` and `replaced`. */
  reasons: string[];
}

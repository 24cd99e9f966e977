import type {
  EngineGitOps,
  EngineRef,
  Freshness,
  PoolAutoscaling,
  PoolGpus,
  PoolReplicas,
} from '@adaptive-portal/plugin-adaptive-common';
import type { PoolReading } from '../metrics/types';
import type { ResourceQuotaObject } from '../objects/partTypes';
import type {
  EventObject,
  HpaObject,
  PodObject,
  ScaledObjectObject,
  WatchedResource,
  WorkloadObject,
} from '../objects/types';
import type { FitReport, NodeUse } from './capacity';
import type { PastScale } from './pastScales';
import type { Pause, TtftTrigger } from './autoscaling';

/** Everything that problems, status and scaling path of one pool are derived from. */
export interface PoolContext {
  ref: EngineRef;
  /** Milliseconds since the epoch. */
  now: number;
  name: string;
  key: string;
  workload: WorkloadObject;
  scaledObject?: ScaledObjectObject;
  hpa?: HpaObject;
  /** What its HPA did lately, oldest first. */
  scales: readonly PastScale[];
  /** What installs the engine from git. */
  installer?: EngineGitOps;
  pause?: Pause;
  ttftTrigger?: TtftTrigger;
  /** Pods of the pool, by name; without those that succeeded. */
  pods: readonly PodObject[];
  /** False when pods cannot be listed: then counts come from the workload's own status. */
  podsKnown: boolean;
  /** Nodes that hold pods of the pool. */
  nodes: readonly NodeUse[];
  replicas: PoolReplicas;
  gpus?: PoolGpus;
  autoscaling: PoolAutoscaling;
  reading: PoolReading;
  /** What the reading lacks is only what its source missed while it was away. */
  returning: boolean;
  /** Where another replica fits; absent when nodes or pods cannot be listed, or the pool asks for no GPU. */
  fit?: FitReport;
  /** Events about the pool's workload, ScaledObject, HPA and those of its pods that are on no node. */
  events: readonly EventObject[];
  /** Quotas of the namespace. */
  quotas: readonly ResourceQuotaObject[];
  /** How far what is known of a resource can be trusted; absent for one that is not watched. */
  freshnessOf(resource: WatchedResource): Freshness | undefined;
  /** Other engines whose equally named pool this pool's trigger sums up as well. */
  sharesMetricWith: readonly EngineRef[];
}

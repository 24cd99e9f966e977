import type { EngineGitOps } from './engineGitOps';
import type { EngineRef } from './engineRef';
import type { Freshness } from './freshness';
import type { MetricValue, PoolMetrics } from './metrics';
import type { EngineSurroundings } from './parts';
import type { Problem } from './problem';
import type { ScalingPath } from './scalingPath';

/**
 * Replica counts of a pool. A count that cannot be seen is absent, never 0.
 *
 * @public
 */
export interface PoolReplicas {
  /** Wanted by people: ScaledObject or chart value. */
  min?: number;
  max?: number;
  /** Wanted by the scaler (HPA `status.desiredReplicas`), or by the workload when nothing scales it. */
  desired?: number;
  /** Pods that exist and are not terminal. */
  current: number;
  ready: number;
  /** Scheduled on a node, not Ready yet. */
  starting: number;
  /** Not scheduled on any node. */
  pending: number;
}

/**
 * Which controller decides the replicas of a pool.
 *
 * @public
 */
export interface PoolAutoscaling {
  mode: 'keda' | 'hpa' | 'none';
  scaledObject?: string;
  hpa?: string;
  paused?: boolean;
  /** Trigger threshold for the TTFT timeout ratio (0 to 1). */
  threshold?: number;
  metricType?: 'AverageValue' | 'Value' | 'Utilization';
  fallbackActive?: boolean;
  lastScaleAt?: string;
  /** Name of the VariantAutoscaling that advises on the replicas. */
  variantAutoscaling?: string;
}

/**
 * @public
 */
export interface PoolGpus {
  /** Extended resource name. */
  resource: string;
  perReplica: number;
  /** Requested by all pods of the pool, pending ones included. */
  requested: number;
  /** Held by pods that are on a node. */
  allocated: number;
  /** The same by product of the node, the most first; absent when nodes cannot be listed. */
  products?: Array<{ product: string; allocated: number }>;
}

/**
 * What a pool is doing, in the order of what a reader needs to know first.
 *
 * @public
 */
export type PoolStatus =
  | 'failed'
  | 'waitingForGpus'
  | 'blind'
  | 'degraded'
  | 'atMax'
  | 'paused'
  | 'scalingOut'
  | 'scalingIn'
  | 'starting'
  | 'healthy'
  | 'unknown';

/**
 * A status condition of an object that scales or runs a pool, as its controller writes it.
 *
 * @public
 */
export interface PoolCondition {
  of: 'scaledObject' | 'hpa' | 'workload';
  /** For example `Ready`, `Active`, `ScalingLimited`, `Available`. */
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
}

/**
 * A named group of identical GPU workers.
 *
 * @public
 */
export interface ComputePool {
  /** Raw name as in the values (environment variable `GROUP`), the label of the metrics. */
  name: string;
  /** Normalised name, the value of the Kubernetes pool label. */
  key: string;
  workload: { kind: 'Deployment' | 'StatefulSet'; name: string };
  status: PoolStatus;
  /** One sentence saying why the status is what it is. */
  statusReason: string;
  replicas: PoolReplicas;
  gpus?: PoolGpus;
  autoscaling: PoolAutoscaling;
  /** What the controllers say, from the scaler down; absent when nobody has read it. */
  conditions?: PoolCondition[];
  metrics: PoolMetrics;
  image?: string;
  pods: PoolPod[];
  problems: Problem[];
  scalingPath: ScalingPath;
}

/**
 * @public
 */
export interface PoolPod {
  name: string;
  phase: 'Pending' | 'Starting' | 'Ready' | 'Failed' | 'Terminating';
  node?: string;
  /** Why it is not Ready: scheduler message or container reason. */
  reason?: string;
  createdAt?: string;
  restarts: number;
}

/**
 * A part of an engine besides its pools.
 *
 * @public
 */
export interface EngineComponent {
  /** Value of `app.kubernetes.io/component`, for example `control-plane`. */
  id: string;
  title: string;
  workload: string;
  desired: number;
  ready: number;
  image?: string;
  /** `controlPlane`: the control plane made it, it is in no chart. Absent for what was installed. */
  madeBy?: 'controlPlane';
}

/**
 * @public
 */
export interface EngineLink {
  id:
    | 'controlPlane'
    | 'mlflow'
    | 'grafana'
    | 'prometheus'
    | 'argocd'
    | 'repository';
  title: string;
  url: string;
}

/**
 * A firing or pending alert of Prometheus or Alertmanager that is about an engine.
 *
 * @public
 */
export interface EngineAlert {
  /** Label `alertname`. */
  name: string;
  state: 'firing' | 'pending';
  /** Label `severity`, as the rule has it. */
  severity?: string;
  /** Annotation `summary`, or else `description` or `message`. */
  summary?: string;
  /** ISO 8601. */
  since?: string;
  /** Where it was read: id of a metric source or of an Alertmanager. */
  source: string;
  /** Labels that tell what it is about, such as `pod`. */
  labels: Record<string, string>;
  /** Annotation `runbook_url`. */
  runbookUrl?: string;
  /** Set while somebody, or another alert, keeps it from notifying. */
  silenced?: { by?: string; until?: string; comment?: string };
}

/**
 * A tool of an engine that the portal asks for signs of life.
 *
 * @public
 */
export interface EngineService {
  id: 'mlflow' | 'grafana';
  title: string;
  freshness: Freshness;
  /** As the tool states it. */
  version?: string;
  /** Facts about what it holds, for example the number of experiments. */
  facts: Array<{ label: string; value: string }>;
  /** The newest of what it holds, newest first; a few of each kind. Absent where it does not tell. */
  items?: EngineServiceItem[];
}

/**
 * Something that a tool holds.
 *
 * @public
 */
export interface EngineServiceItem {
  kind: 'run' | 'experiment' | 'model' | 'dashboard';
  /** As the tool identifies it: id of a run or an experiment, name of a model, uid of a dashboard. */
  id: string;
  name: string;
  /** Of a run, as MLflow says: `RUNNING`, `FINISHED`, `FAILED`, … */
  state?: string;
  /** When it began, or was changed last, ISO 8601. */
  at?: string;
}

/**
 * Measurements of a whole engine.
 *
 * @public
 */
export interface EngineMetrics {
  /** Tokens generated per second, all models together. */
  tokensPerSecond: MetricValue;
}

/**
 * Status of a whole engine: its worst news.
 *
 * @public
 */
export type EngineStatus =
  | 'failed'
  | 'degraded'
  | 'progressing'
  | 'healthy'
  | 'unknown';

/**
 * What the fleet page needs of an engine.
 *
 * @public
 */
export interface EngineSummary {
  ref: EngineRef;
  status: EngineStatus;
  /** One sentence: the worst problem, or that all is well. */
  statusReason: string;
  chartVersion?: string;
  pools: Array<
    Pick<
      ComputePool,
      'name' | 'key' | 'status' | 'statusReason' | 'replicas' | 'gpus'
    > & {
      ttftTimeoutRatio: MetricValue;
    }
  >;
  problems: { critical: number; warning: number; info: number };
  freshness: Freshness;
  /** Owner as entity ref, from GitOps path or namespace label by configuration. */
  owner?: string;
  /** Changes whenever anything in the engine's view changes; opaque. */
  version: string;
}

/**
 * One installed release of the Adaptive chart, as the portal sees it.
 *
 * @public
 */
export interface Engine extends Omit<EngineSummary, 'pools' | 'problems'> {
  computePools: ComputePool[];
  components: EngineComponent[];
  /** Of the engine and of all its pools, the worst first. */
  problems: Problem[];
  gitops?: EngineGitOps;
  links: EngineLink[];
  /** Freshness of every source this engine is made of, by source id. */
  sources: Array<{ id: string; title: string; freshness: Freshness }>;
  mlflow: 'internal' | 'external' | 'off' | 'unknown';
  metrics?: EngineMetrics;
  /** The most severe first; silenced ones last. */
  alerts?: EngineAlert[];
  /** What is in its namespace besides workloads. */
  surroundings?: EngineSurroundings;
  /** Tools that are asked for signs of life; empty when none is configured. */
  services?: EngineService[];
}

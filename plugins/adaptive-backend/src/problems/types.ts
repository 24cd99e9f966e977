import type {
  Engine,
  EngineAlert,
  EngineComponent,
  EngineRef,
  EngineService,
  Freshness,
  Problem,
  ProblemSeverity,
  SourceStatus,
} from '@adaptive-portal/plugin-adaptive-common';
import type { MetricsSourceInfo, NamespaceReading } from '../metrics/types';
import type { ClusterObjects, WorkloadObject } from '../objects/types';
import type { ClusterWatchStatus } from '../objects/watchService';
import type { FluxEntry } from '../view/flux';
import type { GitOpsEntry } from '../view/gitops';
import type { PoolContext } from '../view/poolContext';
import type { Leftover } from '../view/poolWorkloads';

/** One occurrence of a problem; the mapper that found it knows its code and severity. */
export type Finding = Pick<
  Problem,
  'sentence' | 'evidence' | 'remedy' | 'since' | 'fix'
> & {
  /** Where one occurrence is worse, or less bad, than its kind. */
  severity?: ProblemSeverity;
  /** Name of the pool that a finding about a whole engine turns out to be about. */
  pool?: string;
};

/** Detects one kind of problem. `detect` is pure; several findings are several problems. */
export interface ProblemMapper<Context> {
  /** Stable, kebab case. */
  code: string;
  severity: ProblemSeverity;
  detect(context: Context): Finding[];
}

export type PoolProblemMapper = ProblemMapper<PoolContext>;

/** What problems of a whole engine are detected from. */
export interface EngineContext {
  ref: EngineRef;
  now: number;
  clusterTitle: string;
  /** Of the kinds that the engine is made of. */
  kubernetes: Freshness;
  /** Metric sources that serve this cluster. */
  metrics: ReadonlyArray<{ info: MetricsSourceInfo; status: SourceStatus }>;
  /** The Argo CD Application that installs it. */
  gitops?: GitOpsEntry;
  /** The Flux HelmRelease that installs it; never beside an Application. */
  flux?: FluxEntry;
  components: ReadonlyArray<{
    component: EngineComponent;
    workload: WorkloadObject;
  }>;
  /** Workloads of pools that a newer workload runs as well. */
  leftovers: readonly Leftover[];
  pools: readonly PoolContext[];
  /** What is known of the watches of the cluster. */
  watch: ClusterWatchStatus;
  /** Everything known of the cluster. */
  objects: ClusterObjects;
  /** All workloads of the release; never empty. */
  workloads: readonly WorkloadObject[];
  releasesInNamespace: number;
  chartVersion?: string;
  mlflow: Engine['mlflow'];
  /** Deployments of KEDA operators anywhere in the cluster. */
  kedaOperators: readonly WorkloadObject[];
  /** Alerts about the engine, silenced ones too. */
  alerts: readonly EngineAlert[];
  /** Whether an Alertmanager of this cluster is configured. */
  alertmanager: boolean;
  services: readonly EngineService[];
  /** Certificates of the namespace, where cert-manager is measured. */
  certificates: NamespaceReading['certificates'];
}

export type EngineProblemMapper = ProblemMapper<EngineContext>;

import type { EngineRef } from './engineRef';
import type { Freshness, GpuCapacity } from './freshness';
import type { Finding, RenderTarget, RenderedFile } from './generated';

/**
 * What a change is about to do to a place: an engine is written there, new or edited, or it is removed.
 *
 * @public
 */
export type PlanOperation = 'apply' | 'delete';

/**
 * Body of `POST /api/adaptive/plan`.
 *
 * @public
 */
export interface PlanRequest {
  /** Id in `adaptive.gitops.repositories`. */
  repositoryId: string;
  operation: PlanOperation;
  /** The place of the engine, whether it exists already or not. */
  engine: EngineRef;
  /**
   * Files that the change would write, to be checked against the strict schemas of their kinds and against the cluster.
   * Left out, only facts are answered.
   */
  files?: RenderedFile[];
}

/**
 * Answer of `POST /api/adaptive/plan`: facts that a plan is made of, as fresh as the sources they come from. The plan
 * itself is computed from them by `planEngine` of the generator, in the browser and in actions alike.
 *
 * @public
 */
export interface PlanResponse {
  repository: PlanRepository;
  /** Where files go and what is configured about the cluster; never credentials. */
  target: RenderTarget;
  cluster: ClusterFacts;
  /**
   * Public certificate of the cluster's sealed-secrets controller, PEM, as configured at `adaptive.clusters`; absent when
   * there is none. Browsers seal values with it, so that no value reaches the portal.
   */
  sealedSecretsCertificate?: string;
  /** Of the strict schemas: fields that a kind does not have, values of a wrong type. Empty without `files`. */
  findings: Finding[];
}

/**
 * What a GitOps repository has at the engine's paths.
 *
 * @public
 */
export interface PlanRepository {
  id: string;
  /** Target branch. */
  branch: string;
  /** Commit of the branch that was read; absent when the repository could not be read, see `message`. */
  commit?: string;
  /** Files of the engine on the branch; empty when there are none, or when `foreign`. */
  files: RenderedFile[];
  /** The branch has an engine at the place, and the caller may not know more of it. */
  foreign: boolean;
  /** Why the repository could not be read, without secrets. */
  message?: string;
}

/**
 * A fact about a cluster that may not be known: an absent `value` is "not known", with the reason, never "no".
 *
 * @public
 */
export interface Fact<T> {
  value?: T;
  /** Why the value is not known; absent when it is. */
  reason?: string;
}

/**
 * What decides whether a place is taken.
 *
 * @public
 */
export interface NamespaceFacts {
  exists: boolean;
  /** Some engine other than the one that is planned runs there. */
  taken: boolean;
  /** That engine, only when the caller may see it. */
  engine?: EngineRef;
  quotas: Array<{
    name: string;
    /** For example `requests.nvidia.com/gpu`; amounts as Kubernetes quantities. */
    items: Array<{ resource: string; hard: string; used: string }>;
  }>;
  /** Why quotas are not known; `quotas` is empty then. */
  quotasReason?: string;
}

/**
 * What is installed in a cluster, by whether its API is served.
 *
 * @public
 */
export interface InstalledApis {
  keda: boolean;
  externalSecrets: boolean;
  sealedSecrets: boolean;
  argocd: boolean;
  flux: boolean;
  /** Absent when the portal may not list what is installed. */
  podMonitor?: boolean;
}

/**
 * GPUs that pools of one place could get, by what pods may be asked to select.
 *
 * @public
 */
export interface NodeGroupFacts extends GpuCapacity {
  /** Labels that all nodes of the group share and that a pool may select, for example `nvidia.com/gpu.product`. */
  labels: Record<string, string>;
  /** CPU cores and bytes of memory free on the node of the group that has the most GPUs free. */
  freeCpu: number;
  freeMemoryBytes: number;
  /** CPU cores and bytes of memory of the largest node of the group, whatever runs there. */
  nodeCpu: number;
  nodeMemoryBytes: number;
  /** GPUs of the largest node of the group. */
  nodeGpus: number;
  /** Taints (`key=value:Effect`) on every node of the group. */
  taints: string[];
}

/**
 * Live facts of a cluster, from what the backend watches; no request is made for them.
 *
 * @public
 */
export interface ClusterFacts {
  name: string;
  /** Whether the portal watches a cluster of this name. */
  known: boolean;
  freshness?: Freshness;
  kubernetesVersion: Fact<string>;
  /** Whether nodes carry the labels that the GPU Operator (or its feature discovery) sets. */
  gpuOperator: Fact<boolean>;
  nodes: Fact<NodeGroupFacts[]>;
  namespace: Fact<NamespaceFacts>;
  installed: Fact<InstalledApis>;
  storageClasses: Fact<Array<{ name: string; default: boolean }>>;
  ingressClasses: Fact<string[]>;
  /**
   * Who serves `external.metrics.k8s.io`, and by which engine's release that KEDA was installed, if by one. `engine` only
   * when the caller may see it.
   */
  externalMetrics: Fact<{
    /** `<namespace>/<service>` of the APIService; absent when nobody serves it. */
    service?: string;
    /** An engine's own release (bundled autoscaling) owns it. */
    byEngine: boolean;
    engine?: EngineRef;
  }>;
  /** Whether Prometheus has series of the metrics that ScaledObjects here ask for, and which pool names are there. */
  metrics: Fact<{
    /** Metric name → whether any series of it exists for this cluster. */
    series: Record<string, boolean>;
    /** Pool label values of other engines that share the Prometheus, engines the caller may see or not. */
    poolNames: string[];
  }>;
  /** GPUs that the engine's own pods hold at present; 0 when it does not run. */
  engineGpus: Fact<number>;
}

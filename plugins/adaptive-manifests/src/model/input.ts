/**
 * Reference to a container image below the engine's registry.
 *
 * @public
 */
export interface ImageInput {
  /** Repository without registry and tag. */
  repository: string;
  tag: string;
}

/**
 * One compute pool as people ask for it.
 *
 * @public
 */
export interface PoolInput {
  /** Raw name, becomes `GROUP` and the metric label `pool`. */
  name: string;
  minReplicas: number;
  maxReplicas: number;
  gpusPerReplica: number;
  /** Requests per second that one replica carries; without it there is no `load` trigger and a warning. */
  requestsPerSecondPerReplica?: number;
  nodeSelector?: Record<string, string>;
  /**
   * CPU and memory of one replica, as request and as limit. Default is the chart's: 30 CPU and 500Gi, whatever the
   * number of GPUs.
   */
  resources?: PoolResourcesInput;
}

/**
 * CPU and memory of one replica of a pool.
 *
 * @public
 */
export interface PoolResourcesInput {
  /** Cores. */
  cpu: number;
  /** A Kubernetes quantity with a binary unit, for example `500Gi`. */
  memory: string;
}

/**
 * What a person says about an engine; the same value comes from the form, the action's input and the HTTP API.
 *
 * @public
 */
export interface EngineInput {
  /** Helm release name. */
  name: string;
  /** Entity ref of the owner, for example `group:default/team-chat`. */
  owner: string;
  description?: string;
  /** Name of a cluster that the portal watches. */
  cluster: string;
  namespace: string;
  /** Exact chart version, for example `0.23.0`. */
  chartVersion: string;
  containerRegistry: string;
  images: {
    harmony: ImageInput;
    controlPlane: ImageInput;
    sandkasten?: ImageInput;
  };
  /** Public URL of the control plane. */
  rootUrl: string;
  /** Names of Secrets that exist in the namespace; values never pass through the portal. */
  secrets: {
    controlPlane: string;
    harmony: string;
    redis?: string;
  };
  pools: PoolInput[];
  autoscaling: {
    mode: 'platform' | 'off';
    /** Timed-out ÷ all requests above which a pool grows, more than 0, at most 1. Default 0.1. */
    ttftTimeoutThreshold?: number;
    /** Seconds without load before a pool shrinks: the HPA's scale-down window. Default 1800. */
    coolDownSeconds?: number;
  };
  mlflow:
    | { mode: 'internal' }
    | { mode: 'external'; url: string }
    | { mode: 'off' };
}

/**
 * Where the files go and what the platform team configured about it. Never contains credentials.
 *
 * @public
 */
export interface RenderTarget {
  repository: {
    /** Id in `adaptive.gitops.repositories[]`. */
    id: string;
    /** Clone URL as Argo CD sees it. */
    url: string;
    branch: string;
    layout: RepositoryLayout;
  };
  argocd: {
    /** Namespace of the Application objects. */
    namespace: string;
    project: string;
    /** OCI registry path of the chart without scheme, for example `ghcr.io/adaptive-ml`. */
    chartRegistry: string;
    /** Exactly one of the two. */
    destination: { name: string } | { server: string };
  };
  autoscaling: {
    /** Address of Prometheus as KEDA in the cluster reaches it. */
    prometheusAddress?: string;
    /** `cluster` label to match on a Prometheus shared by several clusters. */
    clusterLabel?: { name: string; value: string };
    /** Window of `rate()`, a Prometheus duration. Default `5m`. */
    rateWindow?: string;
  };
}

/**
 * Paths below the repository's root; `{cluster}`, `{namespace}` and `{release}` are replaced.
 *
 * @public
 */
export interface RepositoryLayout {
  /** Folder of values, catalog file and README. Default `engines/{cluster}/{namespace}/{release}`. */
  engine: string;
  /** Folder of plain manifests of the engine. Default `engines/{cluster}/{namespace}/{release}/manifests`. */
  manifests: string;
  /** File of the Argo CD Application. Default `applications/{cluster}/{namespace}.{release}.yaml`. */
  application: string;
}

/**
 * One file of a plan, with `/` in its path and LF line ends.
 *
 * @public
 */
export interface RenderedFile {
  path: string;
  content: string;
}

/**
 * One result of validation.
 *
 * @public
 */
export interface Finding {
  /** Stable rule id in kebab case. */
  rule: string;
  severity: 'error' | 'warning' | 'info';
  /** Path into the input, for example `pools[1].maxReplicas`. */
  path: string;
  /** Names field, value and rule. */
  sentence: string;
  /** What is accepted, or what to do. */
  remedy: string;
}

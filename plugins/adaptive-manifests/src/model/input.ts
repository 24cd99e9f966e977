import type {
  EngineOptions,
  ResourcesInput,
  SecretsInput,
  StorageInput,
  TolerationInput,
} from './options';

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
  /** In place of the chart's toleration of `nvidia.com/gpu`. */
  tolerations?: TolerationInput[];
  /** Beside the annotations by which Prometheus and log collectors find the pods. */
  podAnnotations?: Record<string, string>;
  /** In place of the tag of `images.harmony`. */
  imageTag?: string;
  extraEnv?: Record<string, string>;
  /** Shared memory, a quantity with a binary unit; charts from 0.19.0. */
  shmSize?: string;
}

/**
 * CPU and memory of one replica of a pool.
 *
 * @public
 */
export type PoolResourcesInput = ResourcesInput;

/**
 * What a person says about an engine; the same value comes from the form, the action's input and the HTTP API.
 *
 * @public
 */
export interface EngineInput extends EngineOptions {
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
  secrets: SecretsInput;
  pools: PoolInput[];
  autoscaling: {
    /**
     * `platform`: ScaledObjects for the cluster's own KEDA; `bundled`: the chart's own, up to 0.23.0, which installs a
     * KEDA of its own; `off`: every pool has its `minReplicas`.
     */
    mode: 'platform' | 'bundled' | 'off';
    /** Timed-out ÷ all requests above which a pool grows, more than 0, at most 1. Default 0.1. */
    ttftTimeoutThreshold?: number;
    /**
     * Seconds without load before a pool shrinks: the HPA's scale-down window, default 1800. With `bundled` KEDA's
     * `cooldownPeriod`, default 180, which does nothing above one replica.
     */
    coolDownSeconds?: number;
    /** Prometheus for `bundled`, in place of the one that the chart installs. */
    externalPrometheusEndpoint?: string;
    /**
     * Charts from 0.24.0, `platform` only: the pods of a pool share one master, and nothing says that a pool may change
     * its size. Pools then only grow.
     */
    acknowledgeElasticPools?: boolean;
  };
  mlflow:
    | {
        mode: 'internal';
        /** Processes of the server. Default of the chart: 4. */
        workers?: number;
        resources?: ResourcesInput;
        /** Absent: runs and artifacts end with the pod. */
        storage?: StorageInput;
      }
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
  /** What installs the engine. Default: an Argo CD Application per engine. */
  gitops?: { tool: 'argocd' } | ApplicationSetTarget | FluxTarget;
}

/**
 * An Argo CD ApplicationSet, which makes one Application per environment.
 *
 * @public
 */
export interface ApplicationSetTarget {
  tool: 'applicationSet';
  /** What is configured for the cluster of each environment, by the name of the cluster. */
  clusters: Record<
    string,
    {
      destination: RenderTarget['argocd']['destination'];
      autoscaling: RenderTarget['autoscaling'];
    }
  >;
}

/**
 * Flux as the tool that installs engines. Needs helm-controller 1.0 and source-controller 1.6 or newer.
 *
 * @public
 */
export interface FluxTarget {
  tool: 'flux';
  /** Namespace of the Kustomization objects and of the GitRepository. */
  namespace: string;
  /** GitRepository of this repository. */
  sourceName: string;
  /** How often Flux compares, a duration. Default `10m`. */
  interval?: string;
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

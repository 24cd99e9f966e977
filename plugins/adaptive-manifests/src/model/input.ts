import type {
  EngineOptions,
  ResourcesInput,
  StorageInput,
  TolerationInput,
} from './options';
import type { SecretsInput } from './secrets';

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

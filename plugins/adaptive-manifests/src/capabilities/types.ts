/**
 * How a version of the chart makes compute pools.
 *
 * @public
 */
export interface PoolCapabilities {
  /** Kind of the workload of a pool. */
  shape: 'deployment' | 'statefulset';
  /** Key below `harmony` that lists the pools. */
  valuesKey: 'computePool' | 'computePools';
  /** How a raw name becomes a part of object names and labels. */
  nameRule: 'kebabcase' | 'lower-dashes';
  /** Label that carries the normalised name on workload and pods. */
  label: 'inference-pool' | 'app.kubernetes.io/pool';
  /** Value of `app.kubernetes.io/component` on workload and pods. */
  component: 'harmony-dpl' | 'harmony';
  /** Whether the pool is documented to grow and shrink. */
  scalable: boolean;
}

/**
 * Keys that an existing Secret must hold.
 *
 * @public
 */
export interface SecretKeys {
  controlPlane: readonly string[];
  harmony: readonly string[];
  redis: readonly string[];
}

/**
 * A known fault of some versions of the chart.
 *
 * @public
 */
export interface ChartFault {
  /** Stable id in kebab case. */
  id: string;
  /** First version that has it. */
  from: string;
  /** First version that no longer has it; absent when the newest known version has it. */
  before?: string;
  /** What goes wrong. */
  sentence: string;
  /** What the generator does about it. */
  workaround: string;
}

/**
 * Facts about one version of the chart.
 *
 * @public
 */
export interface ChartFacts {
  pools: PoolCapabilities;
  /** Whether there is a default harmony group beside the pools, switched by `harmony.enabled`. */
  defaultGroup: boolean;
  /** `bundled`: `autoscaling.*` installs a KEDA of its own; `none`: the chart has no autoscaling. */
  autoscaling: 'bundled' | 'none';
  /** Whether the chart brings Prometheus as a subchart (`prometheus.enabled`). */
  prometheusSubchart: boolean;
  /** Whether the chart brings an OpenTelemetry collector (`otelCollector.enabled`). */
  otelCollector: boolean;
  tensorboard: boolean;
  s3proxy: 'azure-storage-account' | 'azure-flat' | 'none';
  /** Whether Grafana and logs are the separate chart `monitoring`; later they are `lgtm` of the chart itself. */
  monitoringChart: boolean;
  /** Whether `redis.install.enabled: false` leaves out the chart's Redis. */
  externalRedis: boolean;
  /** Inline database settings: one URL, or `secrets.db.*`. */
  database: 'dbUrl' | 'db';
  /** Kind of the MLflow workload. */
  mlflow: 'deployment' | 'statefulset';
  /** One account with a fixed name, or one per part named after the release. */
  serviceAccounts: 'single' | 'per-part';
  /** Whether chart objects carry the label `helm.sh/chart`. */
  chartLabel: boolean;
  secretKeys: SecretKeys;
}

/**
 * Facts and faults of one version of the chart.
 *
 * @public
 */
export interface ChartCapabilities extends ChartFacts {
  version: string;
  faults: readonly ChartFault[];
}

import type { ChartFacts, ChartFault, SecretKeys } from './types';

const DB_KEYS = ['dbUsername', 'dbPassword', 'dbHost', 'dbName'];

function secretKeys(controlPlane: string[]): SecretKeys {
  return {
    controlPlane,
    harmony: ['modelRegistryUrl', 'sharedDirectoryUrl'],
    redis: ['redisUrl'],
  };
}

/** Facts of the oldest known version. */
export const BASELINE: ChartFacts = {
  pools: {
    shape: 'deployment',
    valuesKey: 'computePool',
    nameRule: 'kebabcase',
    label: 'inference-pool',
    component: 'harmony-dpl',
    scalable: true,
  },
  defaultGroup: true,
  autoscaling: 'bundled',
  prometheusSubchart: true,
  otelCollector: false,
  tensorboard: true,
  s3proxy: 'azure-storage-account',
  monitoringChart: true,
  externalRedis: false,
  database: 'dbUrl',
  mlflow: 'deployment',
  serviceAccounts: 'single',
  chartLabel: true,
  secretKeys: secretKeys(['dbUrl', 'cookiesSecret', 'oidcProviders']),
};

/** What changed when, oldest first; each row holds until a later one changes the same fact. */
export const CHANGES: ReadonlyArray<{
  from: string;
  set: Partial<ChartFacts>;
}> = [
  { from: '0.15.0', set: { externalRedis: true } },
  {
    from: '0.18.0',
    set: {
      database: 'db',
      secretKeys: secretKeys([...DB_KEYS, 'cookiesSecret', 'oidcProviders']),
    },
  },
  { from: '0.22.0', set: { tensorboard: false, s3proxy: 'none' } },
  {
    from: '0.24.0',
    set: {
      pools: {
        shape: 'statefulset',
        valuesKey: 'computePools',
        nameRule: 'lower-dashes',
        label: 'app.kubernetes.io/pool',
        component: 'harmony',
        // All pods of a pool take pod 0 as master; whether a pool may grow is not documented.
        scalable: false,
      },
      defaultGroup: false,
      autoscaling: 'none',
    },
  },
  { from: '0.25.0', set: { mlflow: 'statefulset' } },
  { from: '0.30.0', set: { serviceAccounts: 'per-part' } },
  { from: '0.33.0', set: { prometheusSubchart: false, otelCollector: true } },
  { from: '0.37.1', set: { chartLabel: false } },
  { from: '0.38.0', set: { monitoringChart: false } },
  { from: '0.46.0', set: { s3proxy: 'azure-flat' } },
  {
    from: '0.48.0',
    set: {
      secretKeys: secretKeys([
        ...DB_KEYS,
        'cookiesSecret',
        'oidcProviders',
        'internalJwtPrivateKeyV4Base64',
      ]),
    },
  },
];

/** Known faults; each was seen by rendering the chart. */
export const FAULTS: readonly ChartFault[] = [
  {
    id: 'values-leak-between-pools',
    from: '0.12.0',
    before: '0.24.0',
    sentence:
      'Every value that a pool overrides is inherited by all pools after it; with autoscaling.enabled also by those before it.',
    workaround:
      'Every overridable value is written explicitly in every pool; a node selector has the same key in all pools.',
  },
  {
    id: 'single-node-selector-key',
    from: '0.12.0',
    before: '0.28.0',
    sentence: 'A node selector of two or more keys does not render.',
    workaround: 'A node selector of more than one key is refused.',
  },
  {
    id: 'falsy-values-are-defaults',
    from: '0.12.0',
    sentence:
      'A replica count of 0 is rendered as 1, and false switches of the control plane as true.',
    workaround: 'A pool has at least one replica.',
  },
  {
    id: 'names-collapse',
    from: '0.12.0',
    sentence:
      'Names of parts are cut to 30 characters, so that all parts share one name when the engine name has 29 or more.',
    workaround: 'Release names that lead to it are refused.',
  },
  {
    id: 'default-group-cut-without-mlflow',
    from: '0.22.0',
    before: '0.24.0',
    sentence:
      'Without MLflow the default harmony group is rendered without its volumes and its log exporter.',
    workaround: 'The default group is off.',
  },
  {
    id: 'harmony-secret-refused',
    from: '0.39.0',
    before: '0.44.0',
    sentence:
      'The chart needs secrets.modelRegistryUrl for its operator, and refuses it beside an existing Secret of harmony.',
    workaround:
      'The version is refused, as the portal only has existing Secrets.',
  },
  {
    id: 'mlflow-artifacts-outside-volume',
    from: '0.12.0',
    sentence:
      'MLflow keeps artifacts outside its volume unless mlflow.mountPath is set.',
    workaround: 'mlflow.mountPath is set to the path of the volume.',
  },
];

import type { EngineInput } from '../model';
import { CLUSTER_FIX_EXAMPLES, type FixExample } from './clusterFixExamples';
import { big as llama, judge, withoutKeda } from './engineCases';
import { exampleEngine } from './exampleEngine';

const NEWEST = {
  chartVersion: '0.48.2',
  autoscaling: { mode: 'off' },
} as const;
const OLD = { chartVersion: '0.21.0' } as const;

function pool(change: object): Pick<EngineInput, 'pools'> {
  return { pools: [{ ...llama, ...change }, judge] };
}

function both(change: object): Pick<EngineInput, 'pools'> {
  return { pools: [llama, judge].map(item => ({ ...item, ...change })) };
}

function bundled(autoscaling: object = {}): Partial<EngineInput> {
  return { autoscaling: { mode: 'bundled', ...autoscaling } };
}

function secrets(change: object): Pick<EngineInput, 'secrets'> {
  return { secrets: { ...exampleEngine.secrets, ...change } };
}

const HOST = { host: 'chat.example.com' };
const STORE = { name: 'vault', kind: 'ClusterSecretStore' };
const ENTRY = { key: 'chat' };
const KEYS = {
  controlPlane: { cookiesSecret: ENTRY },
  harmony: { modelRegistryUrl: ENTRY },
};
const GROUP = { replicas: 1, gpusPerReplica: 8 };
const PROVIDER = {
  name: 'Example',
  key: 'example',
  issuerUrl: 'https://id.example.com',
  clientId: 'portal',
};

/** Of every rule that has a fix, one or more engines to which it has something to say. */
export const FIX_EXAMPLES: Record<string, FixExample[]> = {
  ...CLUSTER_FIX_EXAMPLES,
  'chart-version-refused': [
    { change: { chartVersion: '0.42.0', autoscaling: { mode: 'off' } } },
  ],
  'acknowledgement-unused': [
    { change: { autoscaling: { mode: 'off', acknowledgeElasticPools: true } } },
  ],
  'chart-key': [
    { change: { ...NEWEST, defaultGroup: GROUP } },
    { change: { ...NEWEST, ...bundled() }, target: withoutKeda },
    { change: { chartVersion: '0.17.0', ...pool({ shmSize: '8Gi' }) } },
    {
      change: {
        chartVersion: '0.25.0',
        autoscaling: { mode: 'off' },
        ...pool({ imageTag: 'v1' }),
      },
    },
    { change: { ...NEWEST, monitoring: { chartVersion: '0.2.1' } } },
    { change: { extraValues: { unheard: { of: 1, or: { that: 2 } } } } },
    { change: { extraValues: { unheard: { 'of/it~': 1 } } } },
  ],
  'chart-refuses': [
    {
      change: {
        ...NEWEST,
        extraValues: { harmony: { pdb: { enabled: true } } },
      },
    },
  ],
  'cool-down': [
    { change: { autoscaling: { mode: 'platform', coolDownSeconds: -1.5 } } },
    { change: { autoscaling: { mode: 'platform', coolDownSeconds: 9000 } } },
  ],
  'cool-down-inert': [
    { change: bundled({ coolDownSeconds: 60 }), target: withoutKeda },
  ],
  'default-group-without-mlflow': [
    { change: { mlflow: { mode: 'off' }, defaultGroup: GROUP } },
  ],
  'env-name': [
    { change: both({ extraEnv: { 'no-name': '1', NAME: '2' } }) },
    { change: { harmony: { extraEnv: { '1': '1' } } } },
    { change: { controlPlane: { extraEnv: { 'a/b~c': '1' } } } },
  ],
  'environment-first': [
    {
      change: {
        environments: [{ name: 'dev', cluster: 'us-1', namespace: 'other' }],
      },
    },
  ],
  'environment-pool': [
    {
      change: {
        environments: [
          { name: 'dev', cluster: 'eu-1' },
          {
            name: 'prod',
            cluster: 'us-1',
            pools: [{ name: 'none', minReplicas: 1, maxReplicas: 1 }],
          },
        ],
      },
    },
  ],
  'environments-tool': [
    { change: { environments: [{ name: 'dev', cluster: 'eu-1' }] } },
  ],
  'external-prometheus': [
    {
      change: {
        autoscaling: {
          mode: 'platform',
          externalPrometheusEndpoint: 'http://prometheus',
        },
      },
    },
  ],
  'extra-values-owned': [
    { change: { extraValues: { controlPlane: { rootUrl: 'http://a' } } } },
  ],
  'false-ignored': [
    { change: { extraValues: { auth: { session: { secure: false } } } } },
  ],
  'group-gpus': [
    { change: { defaultGroup: { ...GROUP, gpusPerReplica: 99 } } },
  ],
  'group-replicas': [{ change: { defaultGroup: { ...GROUP, replicas: 0 } } }],
  'group-cpu': [
    {
      change: {
        defaultGroup: { ...GROUP, resources: { cpu: 0, memory: '1Gi' } },
      },
    },
  ],
  'ingress-annotation': [
    { change: { ingress: { hosts: [HOST], annotations: { 'a b': 'c' } } } },
  ],
  'ingress-hosts': [{ change: { ingress: { hosts: [] } } }],
  'ingress-path': [
    {
      change: {
        ingress: {
          hosts: [{ ...HOST, paths: [{ path: 'a', pathType: 'Prefix' }] }],
        },
      },
    },
  ],
  'max-unreachable': [
    {
      change: { ...bundled({ ttftTimeoutThreshold: 0.5 }) },
      target: withoutKeda,
    },
  ],
  'mlflow-cpu': [
    {
      change: {
        mlflow: { mode: 'internal', resources: { cpu: 1.0001, memory: '1Gi' } },
      },
    },
  ],
  'mlflow-not-persistent': [{ change: { mlflow: { mode: 'internal' } } }],
  'mlflow-workers': [
    { change: { mlflow: { mode: 'internal', workers: 0.4 } } },
  ],
  'monitoring-version': [{ change: { monitoring: { chartVersion: '9.0.0' } } }],
  'network-port': [
    {
      change: {
        sandkasten: {
          networkPolicy: { allowed: [{ cidr: '10.0.0.0/8', port: 70000 }] },
        },
      },
    },
  ],
  'oidc-client-secret': [
    { change: { oidc: [{ ...PROVIDER, clientSecret: { key: 'a' } }] } },
  ],
  'oidc-scopes': [{ change: { oidc: [{ ...PROVIDER, scopes: ['openid'] }] } }],
  'pod-annotation': [
    {
      change: both({
        podAnnotations: { 'prometheus.io/port': '1', 'a/b': '2' },
      }),
    },
    { change: both({ podAnnotations: { 'no annotation': '1' } }) },
  ],
  'pool-cpu': [
    { change: pool({ resources: { cpu: 5000, memory: '1Gi' } }) },
    { change: pool({ resources: { cpu: 0.01, memory: '1Gi' } }) },
  ],
  'pool-env-replaces': [
    {
      change: {
        ...NEWEST,
        harmony: { extraEnv: { A: '1', B: '2' } },
        ...pool({ extraEnv: { B: '3' } }),
      },
    },
  ],
  'pool-gpus': [
    { change: pool({ gpusPerReplica: 0 }) },
    { change: pool({ gpusPerReplica: 2.5 }) },
    { change: pool({ gpusPerReplica: 1e9 }) },
  ],
  'pool-max-unused': [{ change: { autoscaling: { mode: 'off' } } }],
  'pool-min-above-max': [{ change: pool({ minReplicas: 7 }) }],
  'pool-name-changes': [{ change: pool({ name: 'H100_80GB' }) }],
  'pool-name-not-text': [
    { change: pool({ name: '7' }) },
    { change: pool({ name: 'true' }) },
  ],
  'pool-replicas': [
    { change: pool({ minReplicas: -3 }) },
    { change: pool({ maxReplicas: 6.5 }) },
  ],
  'prometheus-address': [{ change: {}, target: withoutKeda }],
  'prometheus-replicas': [{ change: { ...OLD, prometheus: { replicas: 99 } } }],
  'part-cpu': [
    {
      change: {
        ...NEWEST,
        controlPlane: { resources: { cpu: 0, memory: '1Gi' } },
      },
    },
  ],
  'part-replicas': [{ change: { controlPlane: { replicas: 0 } } }],
  'redis-external': [
    {
      change: {
        redis: { mode: 'external', url: 'redis://redis:6379' },
        ...secrets({ redis: 'redis' }),
      },
    },
  ],
  'root-url-http': [{ change: { rootUrl: 'http://chat.example.com' } }],
  'root-url-ingress': [
    { change: { ingress: { hosts: [{ host: 'other.example.com' }] } } },
  ],
  's3proxy-pool-env': [
    {
      change: {
        ...OLD,
        s3proxy: { accountName: 'abc', secret: 's3' },
        ...both({ extraEnv: { AWS_ENDPOINT_URL: 'http://other' } }),
      },
    },
  ],
  'sandkasten-cpu': [
    {
      change: { sandkasten: { resources: { cpu: 0, memory: '1Gi' } } },
    },
  ],
  'sandkasten-replicas': [{ change: { sandkasten: { replicas: 101 } } }],
  'scaling-not-offered': [
    { change: { ...NEWEST, autoscaling: { mode: 'platform' } } },
  ],
  'secret-keys': [
    {
      change: secrets({
        mode: 'externalSecrets',
        store: STORE,
        remoteKeys: { ...KEYS, harmony: { ...KEYS.harmony, 'a/b': ENTRY } },
      }),
    },
    {
      change: secrets({
        mode: 'externalSecrets',
        store: STORE,
        remoteKeys: { ...KEYS, redis: { redisUrl: ENTRY } },
      }),
    },
  ],
  'secret-of-chart': [
    { change: { ...OLD, postgres: { passwordSecret: 'pg' } } },
  ],
  'secrets-mode': [{ change: secrets({ store: STORE }) }],
  'session-seconds': [{ change: { auth: { sessionSeconds: 0 } } }],
  'tensorboard-cpu': [
    {
      change: {
        ...OLD,
        defaultGroup: GROUP,
        tensorboard: { resources: { cpu: 0, memory: '1Gi' } },
      },
    },
  ],
  'tensorboard-unused': [
    { change: { ...OLD, defaultGroup: GROUP, tensorboard: {} } },
  ],
  'tensorboard-without-group': [{ change: { ...OLD, tensorboard: {} } }],
};

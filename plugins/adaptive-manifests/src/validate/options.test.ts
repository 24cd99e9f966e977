import type { EngineInput, PoolInput, RenderTarget } from '../model';
import { exampleEngine, exampleTarget } from '../__testUtils__/exampleEngine';
import { validateEngine } from './validateEngine';

const [big, judge] = exampleEngine.pools;

function engine(change: Partial<EngineInput>): EngineInput {
  return { ...exampleEngine, ...change };
}

function pool(change: Partial<PoolInput>): EngineInput {
  return engine({ pools: [{ ...big, ...change }] });
}

const withoutKeda: RenderTarget = { ...exampleTarget, autoscaling: {} };
const off = { mode: 'off' as const };
const store = { name: 'aws', kind: 'SecretStore' as const };
const provider = {
  name: 'Google',
  key: 'google',
  issuerUrl: 'https://accounts.google.com',
  clientId: 'id',
};

type Case = [
  severity: string,
  rule: string,
  path: string,
  input: EngineInput,
  target?: RenderTarget,
];

const cases: Case[] = [
  [
    'error',
    'chart-key',
    'defaultGroup',
    engine({
      chartVersion: '0.24.0',
      autoscaling: off,
      defaultGroup: { replicas: 1, gpusPerReplica: 1 },
    }),
  ],
  [
    'error',
    'chart-key',
    'prometheus',
    engine({ chartVersion: '0.33.0', autoscaling: off, prometheus: {} }),
  ],
  [
    'error',
    'chart-key',
    'redis',
    engine({
      chartVersion: '0.14.0',
      redis: { mode: 'external', url: 'redis://r:6379' },
    }),
  ],
  [
    'error',
    'chart-key',
    'sandkasten.resources',
    engine({
      chartVersion: '0.12.2',
      sandkasten: { resources: { cpu: 1, memory: '1Gi' } },
    }),
  ],
  [
    'error',
    'chart-key',
    'pools[0].shmSize',
    engine({ chartVersion: '0.18.0', pools: [{ ...big, shmSize: '1Gi' }] }),
  ],
  [
    'error',
    'chart-key',
    'pools[0].imageTag',
    engine({
      chartVersion: '0.27.2',
      autoscaling: off,
      pools: [{ ...big, imageTag: 'v1' }],
    }),
  ],
  ['error', 'chart-key', 's3proxy', engine({ s3proxy: { secret: 'azure' } })],
  [
    'error',
    'chart-key',
    'monitoring.chartVersion',
    engine({
      chartVersion: '0.38.0',
      autoscaling: off,
      monitoring: { chartVersion: '0.2.1' },
    }),
  ],
  [
    'error',
    'chart-key',
    'extraValues.harmony.colour',
    engine({ extraValues: { harmony: { colour: 'red' } } }),
  ],
  [
    'error',
    'chart-key',
    'extraValues.lgtm.enabled',
    engine({ extraValues: { lgtm: { enabled: true } } }),
  ],
  [
    'error',
    'extra-values-owned',
    'extraValues.harmony.image.tag',
    engine({ extraValues: { harmony: { image: { tag: 'v2' } } } }),
  ],
  [
    'error',
    'extra-values-owned',
    'extraValues.harmony.computePool',
    engine({ extraValues: { harmony: { computePool: [] } } }),
  ],
  [
    'error',
    'secret-in-git',
    '',
    engine({ extraValues: { redis: { auth: { password: 'hunter2' } } } }),
    exampleTarget,
  ],
  [
    'error',
    'secret-in-git',
    '',
    engine({ controlPlane: { extraEnv: { API_TOKEN: 'abc' } } }),
    exampleTarget,
  ],
  [
    'error',
    'two-kedas',
    'autoscaling.mode',
    engine({ autoscaling: { mode: 'bundled' } }),
    exampleTarget,
  ],
  [
    'warning',
    'bundled-keda',
    'autoscaling.mode',
    engine({ autoscaling: { mode: 'bundled' } }),
    withoutKeda,
  ],
  [
    'warning',
    'max-unreachable',
    'pools[0].maxReplicas',
    engine({ autoscaling: { mode: 'bundled', ttftTimeoutThreshold: 0.5 } }),
  ],
  [
    'info',
    'cool-down-inert',
    'autoscaling.coolDownSeconds',
    engine({ autoscaling: { mode: 'bundled', coolDownSeconds: 60 } }),
  ],
  [
    'error',
    'external-prometheus',
    'autoscaling.externalPrometheusEndpoint',
    engine({
      autoscaling: { mode: 'platform', externalPrometheusEndpoint: 'http://p' },
    }),
  ],
  [
    'error',
    'scaling-not-offered',
    'autoscaling.mode',
    engine({ chartVersion: '0.24.0' }),
  ],
  [
    'warning',
    'elastic-pools',
    'autoscaling.acknowledgeElasticPools',
    engine({
      chartVersion: '0.24.0',
      autoscaling: { mode: 'platform', acknowledgeElasticPools: true },
    }),
    exampleTarget,
  ],
  [
    'warning',
    'metrics-exporter',
    'autoscaling.mode',
    engine({
      chartVersion: '0.33.0',
      autoscaling: { mode: 'platform', acknowledgeElasticPools: true },
    }),
  ],
  [
    'error',
    'prometheus-address',
    'autoscaling.mode',
    engine({
      chartVersion: '0.33.0',
      autoscaling: { mode: 'platform', acknowledgeElasticPools: true },
    }),
    withoutKeda,
  ],
  [
    'warning',
    'prometheus-one-per-cluster',
    'prometheus',
    engine({ prometheus: {} }),
  ],
  [
    'error',
    'prometheus-retention',
    'prometheus.retention',
    engine({ prometheus: { retention: 'long' } }),
  ],
  [
    'error',
    'storage-size',
    'prometheus.storage.size',
    engine({ prometheus: { storage: { size: '10' } } }),
  ],
  [
    'error',
    'storage-class',
    'postgres.storage.storageClass',
    engine({
      postgres: {
        passwordSecret: 'x',
        storage: { size: '1Gi', storageClass: 'A B' },
      },
    }),
  ],
  [
    'error',
    'secret-of-chart',
    'postgres.passwordSecret',
    engine({ postgres: { passwordSecret: 'mine' } }),
    exampleTarget,
  ],
  [
    'info',
    'postgres-address',
    'postgres',
    engine({ postgres: { passwordSecret: 'mine' } }),
  ],
  [
    'error',
    'redis-external',
    'redis.url',
    engine({ redis: { mode: 'external' } }),
  ],
  [
    'error',
    'redis-url',
    'redis.url',
    engine({ redis: { mode: 'external', url: 'redis://u:p@h:6379' } }),
  ],
  [
    'error',
    'default-group-without-mlflow',
    'mlflow.mode',
    engine({
      mlflow: { mode: 'off' },
      defaultGroup: { replicas: 1, gpusPerReplica: 8 },
    }),
  ],
  [
    'error',
    'group-replicas',
    'defaultGroup.replicas',
    engine({ defaultGroup: { replicas: 0, gpusPerReplica: 8 } }),
  ],
  [
    'error',
    'node-selector-differs',
    'defaultGroup.nodeSelector',
    engine({
      defaultGroup: {
        replicas: 1,
        gpusPerReplica: 8,
        nodeSelector: { other: 'x' },
      },
    }),
  ],
  [
    'error',
    'tensorboard-without-group',
    'tensorboard',
    engine({ chartVersion: '0.21.0', tensorboard: {} }),
  ],
  [
    'error',
    's3proxy-account',
    's3proxy.accountName',
    engine({ chartVersion: '0.21.0', s3proxy: { secret: 'adaptive-s3proxy' } }),
  ],
  [
    'error',
    'monitoring-storage-class',
    'monitoring.storage.storageClass',
    engine({ monitoring: { storage: { size: '1Gi' } } }),
  ],
  [
    'error',
    'monitoring-version',
    'monitoring.chartVersion',
    engine({ monitoring: { chartVersion: '9.9.9' } }),
  ],
  [
    'warning',
    'monitoring-domain',
    'rootUrl',
    engine({ rootUrl: 'https://chat.example.com:8443', monitoring: {} }),
  ],
  [
    'error',
    'ingress-hosts',
    'ingress.hosts',
    engine({ ingress: { hosts: [] } }),
  ],
  [
    'error',
    'ingress-host',
    'ingress.hosts[0].host',
    engine({ ingress: { hosts: [{ host: 'https://x' }] } }),
  ],
  [
    'error',
    'ingress-path',
    'ingress.hosts[0].paths[0].path',
    engine({
      ingress: {
        hosts: [
          {
            host: 'chat.example.com',
            paths: [{ path: 'x', pathType: 'Prefix' }],
          },
        ],
      },
    }),
  ],
  [
    'error',
    'ingress-tls-host',
    'ingress.tls[0].hosts[0]',
    engine({
      ingress: {
        hosts: [{ host: 'chat.example.com' }],
        tls: [{ secretName: 't', hosts: ['x.example.com'] }],
      },
    }),
  ],
  [
    'info',
    'ingress-without-tls',
    'ingress.tls',
    engine({ ingress: { hosts: [{ host: '*.example.com' }] } }),
  ],
  [
    'error',
    'cidr',
    'sandkasten.networkPolicy.blockedCidrs[0]',
    engine({ sandkasten: { networkPolicy: { blockedCidrs: ['10.0.0.0'] } } }),
  ],
  [
    'warning',
    'network-policy-api-server',
    'sandkasten.networkPolicy',
    engine({
      chartVersion: '0.34.0',
      autoscaling: off,
      sandkasten: { networkPolicy: {} },
    }),
  ],
  [
    'error',
    'env-name',
    'controlPlane.extraEnv',
    engine({ controlPlane: { extraEnv: { 'A-B': 'x' } } }),
  ],
  [
    'error',
    'toleration',
    'sandkasten.tolerations[0]',
    engine({ sandkasten: { tolerations: [{ value: 'x' }] } }),
  ],
  [
    'error',
    'pool-maps-differ',
    'pools[1].extraEnv',
    engine({ pools: [{ ...big, extraEnv: { A: 'x' } }, judge] }),
  ],
  [
    'warning',
    'pool-env-replaces',
    'pools[0].extraEnv',
    engine({
      chartVersion: '0.28.0',
      autoscaling: off,
      harmony: { extraEnv: { A: 'x' } },
      pools: [{ ...big, extraEnv: { B: 'x' } }],
    }),
  ],
  [
    'error',
    'pod-annotation',
    'pools[0].podAnnotations',
    pool({ podAnnotations: { 'prometheus.io/port': '1' } }),
  ],
  ['error', 'pool-shm', 'pools[0].shmSize', pool({ shmSize: '32' })],
  ['error', 'image-tag', 'pools[0].imageTag', pool({ imageTag: 'a:b' })],
  [
    'error',
    'secret-name',
    'imagePullSecrets[0]',
    engine({ imagePullSecrets: ['A'] }),
  ],
  [
    'error',
    'secrets-mode',
    'secrets.store',
    engine({ secrets: { ...exampleEngine.secrets, store } }),
  ],
  [
    'error',
    'secrets-mode',
    'secrets.remoteKeys',
    engine({
      secrets: { ...exampleEngine.secrets, mode: 'externalSecrets', store },
    }),
  ],
  [
    'error',
    'secret-keys',
    'secrets.remoteKeys.controlPlane',
    engine({
      secrets: {
        ...exampleEngine.secrets,
        mode: 'externalSecrets',
        store,
        remoteKeys: {
          controlPlane: { dbUrl: { key: 'x' } },
          harmony: {
            modelRegistryUrl: { key: 'x' },
            sharedDirectoryUrl: { key: 'x' },
          },
        },
      },
    }),
  ],
  [
    'error',
    'oidc-client-secret',
    'oidc[0].clientSecret',
    engine({ oidc: [{ ...provider, clientSecret: { key: 'x' } }] }),
  ],
  [
    'error',
    'oidc-issuer',
    'oidc[0].issuerUrl',
    engine({ oidc: [{ ...provider, issuerUrl: 'x' }] }),
  ],
  [
    'error',
    'oidc-scopes',
    'oidc[0].scopes',
    engine({ oidc: [{ ...provider, scopes: ['openid'] }] }),
  ],
  ['error', 'oidc-key', 'oidc[1].key', engine({ oidc: [provider, provider] })],
  [
    'error',
    'oidc-template',
    'oidc[0]',
    engine({ oidc: [{ ...provider, name: '{{ env "X" }}' }] }),
  ],
];

describe('validateEngine of options', () => {
  it.each(cases)('gives %s %s at %s', (...row: Case) => {
    const [severity, rule, path, input, target] = row;
    const findings = validateEngine(input, target);
    const found = findings.find(
      finding => finding.rule === rule && finding.path === path,
    );
    expect([
      findings.map(finding => `${finding.rule} ${finding.path}`),
      found?.severity,
    ]).toEqual([expect.arrayContaining([`${rule} ${path}`]), severity]);
    expect(found?.sentence).not.toContain('hunter2');
  });

  it('checks the configuration of Flux', () => {
    const flux = { tool: 'flux' as const, namespace: 'A', sourceName: 'b/c' };
    const findings = validateEngine(exampleEngine, {
      ...exampleTarget,
      gitops: { ...flux, interval: '10' },
    });
    expect(findings.map(({ rule }) => rule)).toEqual([
      'flux-name',
      'flux-name',
      'flux-interval',
    ]);
  });

  it('names the versions that have a key', () => {
    const findings = validateEngine(
      engine({
        chartVersion: '0.30.0',
        autoscaling: off,
        s3proxy: { secret: 'x' },
      }),
    );
    expect(findings.find(({ rule }) => rule === 'chart-key')?.remedy).toBe(
      'Leave it out or choose another version: charts 0.12.0 to 0.21.0 have it, and charts 0.46.0 to 0.48.2 have it',
    );
  });
});

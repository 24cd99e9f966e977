import {
  big,
  engine,
  judge,
  off,
  pool,
  type EngineCase,
} from '../__testUtils__/engineCases';
import { exampleEngine, exampleTarget } from '../__testUtils__/exampleEngine';
import { validateEngine } from './validateEngine';

const cases: EngineCase[] = [
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
];

describe('options of an engine', () => {
  it.each(cases)('gives %s %s at %s', (...row: EngineCase) => {
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
});

import {
  CHART_VERSIONS,
  chartCapabilities,
  chartKey,
  isInstallable,
} from '../capabilities';
import type { EngineInput } from '../model';
import { engineNames } from '../names';
import { exampleEngine } from './exampleEngine';

/** An engine to render with the real chart. */
export interface ChartScenario {
  title: string;
  input: EngineInput;
  /** Whether every field of every workload is predicted, not only names, labels and selectors. */
  deep: boolean;
}

/** Versions that take existing Secrets. */
export const INSTALLABLE_VERSIONS = CHART_VERSIONS.filter(isInstallable);

/** Parts that only later charts have, with all their options. */
function laterParts(chartVersion: string): Partial<EngineInput> {
  const has = (key: string) => chartKey(key, chartVersion).known;
  const resources = { cpu: 1, memory: '2Gi' };
  return {
    ...(has('clickhouse.enabled')
      ? {
          clickhouse: {
            mode: 'internal',
            secret: 'clickhouse',
            resources,
            storage: { size: '30Gi', storageClass: 'fast' },
          },
        }
      : {}),
    ...(has('otelCollector.enabled')
      ? {
          otelCollector: {
            exporters: { 'otlp/far': { endpoint: 'otel.example.com:4317' } },
            signals: { metrics: ['otlp/far'] },
            environmentName: 'production',
            resourceAttributes: { 'service.namespace': 'a "b"' },
            replicas: 3,
            resources,
            disruptionBudget: { maxUnavailable: 1 },
          },
        }
      : {}),
  };
}

function everything(chartVersion: string): EngineInput {
  const { pools, defaultGroup, externalRedis } =
    chartCapabilities(chartVersion);
  const has = (key: string) => chartKey(key, chartVersion).known;
  const names = engineNames(exampleEngine.name, chartVersion);
  const [first, second] = exampleEngine.pools;
  const shm = has('harmony.shmSize') ? { shmSize: '64Gi' } : {};
  const tagged =
    pools.shape === 'deployment' || has('harmony.pdb.enabled')
      ? { imageTag: 'v0.15.0-rc.1' }
      : {};
  const resources = { cpu: 3, memory: '24Gi' };
  const budget = (part: string) =>
    has(`${part}.pdb.enabled`) ? { disruptionBudget: { minAvailable: 1 } } : {};
  return {
    ...exampleEngine,
    chartVersion,
    autoscaling: { mode: 'off' },
    secrets: {
      ...exampleEngine.secrets,
      ...(has('secrets.existingS3CredsSecret') ? { s3Credentials: 's3' } : {}),
    },
    ingress: {
      className: 'nginx',
      hosts: [
        {
          host: 'chat.example.com',
          paths: [{ path: '/', pathType: 'Prefix' }],
        },
      ],
      annotations: { 'cert-manager.io/cluster-issuer': 'letsencrypt-prod' },
      tls: [{ secretName: 'chat-tls', hosts: ['chat.example.com'] }],
    },
    auth: {
      admins: ['erin@example.com', 'sam@example.com'],
      defaultRole: 'read-only',
      defaultTeam: 'chat',
      sessionSeconds: 3600,
      secureCookies: false,
    },
    ...laterParts(chartVersion),
    controlPlane: {
      replicas: 2,
      ...(has('controlPlane.resources') ? { resources } : {}),
      ...budget('controlPlane'),
      nodeSelector: { zone: 'a' },
      tolerations: [{ key: 'x', operator: 'Exists' }],
      extraEnv: { RUST_LOG: 'info' },
    },
    harmony: { extraEnv: { COMMON: 'true' }, ...budget('harmony') },
    sandkasten: {
      replicas: 3,
      extraEnv: { A: '007' },
      nodeSelector: { zone: 'b' },
      ...(has('sandkasten.resources') ? { resources } : {}),
      ...budget('sandkasten'),
    },
    ...(defaultGroup
      ? {
          defaultGroup: {
            replicas: 2,
            gpusPerReplica: 4,
            resources,
            nodeSelector: first.nodeSelector,
          },
        }
      : {}),
    postgres: {
      passwordSecret: names.postgresSecret,
      storage: { size: '20Gi', storageClass: 'fast' },
    },
    mlflow: {
      mode: 'internal',
      workers: 2,
      resources,
      storage: { size: '50Gi', storageClass: 'fast' },
    },
    ...(externalRedis
      ? { redis: { mode: 'external', url: 'redis://redis.example.com:6379' } }
      : {}),
    imagePullSecrets: ['registry'],
    monitoring: { storage: { size: '10Gi', storageClass: 'fast' } },
    pools: [
      {
        ...first,
        ...shm,
        ...tagged,
        tolerations: [{ key: 'big', operator: 'Equal', value: 'true' }],
        podAnnotations: { team: 'chat' },
        extraEnv: { MODE: 'a' },
      },
      { ...second, podAnnotations: { team: 'judge' }, extraEnv: { MODE: 'b' } },
    ],
    extraValues: { redis: { podLabels: { team: 'chat' } } },
  };
}

/** Engines that together use every option that a chart version has. */
export function chartScenarios(chartVersion: string): ChartScenario[] {
  const capabilities = chartCapabilities(chartVersion);
  const plain: EngineInput = {
    ...exampleEngine,
    chartVersion,
    autoscaling: capabilities.pools.scalable
      ? { mode: 'platform' }
      : { mode: 'platform', acknowledgeElasticPools: true },
  };
  const scenarios: ChartScenario[] = [
    { title: 'plain', input: plain, deep: true },
    { title: 'every option', input: everything(chartVersion), deep: true },
  ];
  if (capabilities.autoscaling === 'bundled') {
    scenarios.push({
      title: 'bundled',
      deep: true,
      input: {
        ...plain,
        autoscaling: {
          mode: 'bundled',
          ttftTimeoutThreshold: 0.2,
          coolDownSeconds: 240,
          externalPrometheusEndpoint: 'http://prometheus.monitoring',
        },
        prometheus: {
          retention: '15d',
          replicas: 1,
          storage: { size: '20Gi', storageClass: 'fast' },
        },
      },
    });
  }
  const old = capabilities.s3proxy === 'azure-storage-account';
  if (capabilities.s3proxy !== 'none') {
    scenarios.push({
      title: 'azure',
      deep: true,
      input: {
        ...plain,
        mlflow: { mode: 'off' },
        ...(old
          ? {
              defaultGroup: { replicas: 1, gpusPerReplica: 8 },
              pools: plain.pools.map(({ nodeSelector, ...pool }) => pool),
              tensorboard: { storage: { size: '5Gi', storageClass: 'fast' } },
              s3proxy: { accountName: 'account1', secret: 'adaptive-s3proxy' },
            }
          : { s3proxy: { secret: 'azure' } }),
      },
    });
  }
  return scenarios;
}

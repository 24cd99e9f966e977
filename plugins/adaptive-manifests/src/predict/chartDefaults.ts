import type { JsonObject } from '@backstage/types';
import { chartCapabilities } from '../capabilities';
import { since } from './history';
import { laterDefaults } from './laterDefaults';

const LOGS = { 'ingest-adaptive-logs': 'true' };

function scraped(port: string): JsonObject {
  return {
    ...LOGS,
    'prometheus.io/scrape': 'adaptive',
    'prometheus.io/path': '/metrics',
    'prometheus.io/port': port,
  };
}

function resources(
  requests: [string, string],
  limits: [string, string],
): JsonObject {
  return {
    limits: { cpu: limits[0], memory: limits[1] },
    requests: { cpu: requests[0], memory: requests[1] },
  };
}

function secretsDefaults(version: string): JsonObject {
  const { database } = chartCapabilities(version);
  const existing = {
    existingControlPlaneSecret: '',
    existingHarmonySecret: '',
    existingRedisSecret: '',
  };
  if (since(version, 'emptyPlaceholders')) {
    return {
      ...existing,
      existingS3CredsSecret: '',
      modelRegistryUrl: '',
      sharedDirectoryUrl: '',
      db: { username: '', password: '', host: '', database: '' },
      cookiesSecret: '',
      auth: { oidc: { providers: [] } },
    };
  }
  return {
    ...existing,
    modelRegistryUrl: 's3://bucket-name/model_registry',
    sharedDirectoryUrl: 's3://bucket-name/shared',
    ...(database === 'dbUrl'
      ? { dbUrl: '(placeholder of the chart)' }
      : {
          db: {
            username: 'username',
            password: '(placeholder of the chart)',
            host: 'db_address:5432',
            database: 'db_name',
          },
        }),
    cookiesSecret: '(placeholder of the chart)',
    auth: { oidc: { providers: [{ key: 'google', name: 'Google' }] } },
  };
}

function harmonyDefaults(version: string): JsonObject {
  const { pools, serviceAccounts } = chartCapabilities(version);
  return {
    enabled: true,
    image: {
      repository: 'adaptive-repository',
      tag: 'harmony:latest',
      pullPolicy: 'Always',
    },
    gpusPerReplica: 8,
    nodeSelector: {},
    resources: {
      limits: { cpu: 30, memory: '500Gi' },
      requests: { cpu: 30, memory: '500Gi' },
    },
    ...(since(version, 'shmFromValues') ? { shmSize: '32Gi' } : {}),
    podAnnotations: scraped('50053'),
    podLabels: {},
    extraEnvVars: {},
    tolerations: [
      { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
    ],
    ...(pools.shape === 'deployment'
      ? {
          group: 'default',
          partitionKey: 'default-statefulset',
          replicaCount: 1,
        }
      : { computePools: [{ name: 'default', replicas: 1 }] }),
    ...(serviceAccounts === 'per-part'
      ? { requireGpu: true, serviceAccount: { create: true, name: '' } }
      : {}),
  };
}

function partDefaults(version: string): JsonObject {
  const perPart =
    chartCapabilities(version).serviceAccounts === 'per-part'
      ? { serviceAccount: { create: true, name: '' } }
      : {};
  return {
    controlPlane: {
      ...perPart,
      image: {
        repository: 'adaptive-repository',
        tag: 'control-plane:latest',
        pullPolicy: 'Always',
      },
      servicePort: 80,
      rootUrl: 'http://localhost:9000',
      sharedDirType: 's3',
      runDbMigrations: true,
      podAnnotations: scraped('9009'),
      podLabels: {},
      nodeSelector: {},
      extraEnvVars: {},
      ...(since(version, 'tmpVolume')
        ? {
            securityContext: { readOnlyRootFilesystem: true },
            tmpSizeLimit: '1Gi',
          }
        : {}),
    },
    sandkasten: {
      ...perPart,
      recipeRunner: { repository: 'adaptive/recipe-runner' },
      servicePort: 3005,
      podAnnotations: LOGS,
      podLabels: {},
      nodeSelector: {},
      extraEnvVars: {},
      replicaCount: 2,
      image: {
        repository: 'adaptive-repository',
        tag: 'latest',
        pullPolicy: 'Always',
      },
      resources: since(version, 'sandkasten32Gi')
        ? resources(['2000m', '32Gi'], ['2000m', '32Gi'])
        : resources(['2000m', '16Gi'], ['2000m', '16Gi']),
    },
    otelCollector: {
      enabled: true,
      serviceAccount: { create: true, name: '' },
      image: {
        repository:
          'ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib',
        tag: '0.143.1',
        pullPolicy: 'IfNotPresent',
      },
      replicaCount: 2,
      resources: resources(['100m', '256Mi'], ['500m', '512Mi']),
      podAnnotations: {},
      podLabels: {},
      nodeSelector: {},
      tolerations: [],
      extraEnvVars: {},
      pdb: { enabled: true, minAvailable: 1 },
    },
  };
}

function storeDefaults(version: string): JsonObject {
  return {
    mlflow: {
      enabled: true,
      external: { enabled: false, url: '' },
      imageUri: 'ghcr.io/mlflow/mlflow:v3.1.1',
      image: { pullPolicy: 'IfNotPresent' },
      replicaCount: 1,
      workers: 4,
      backendStoreUri: 'sqlite:///mlflow-storage/mlflow.db',
      defaultArtifactRoot: 'mlflow-artifacts:/',
      serveArtifacts: true,
      persistence: {
        enabled: false,
        size: '10Gi',
        accessModes: ['ReadWriteOnce'],
      },
      volumes: [{ name: 'mlflow-storage', emptyDir: {} }],
      mountPath: '',
      volumeMounts: [{ name: 'mlflow-storage', mountPath: '/mlflow-storage' }],
      resources: resources(['500m', '1Gi'], ['1000m', '2Gi']),
    },
    redis: {
      install: { enabled: true },
      external: { url: '' },
      image: {
        repository: 'redis',
        tag: since(version, 'redis74') ? '7.4.7-alpine' : '7.2.11-alpine',
        pullPolicy: 'IfNotPresent',
      },
      port: 6379,
      ...(version === '0.36.0'
        ? {
            replicas: 6,
            pdb: { enabled: true, maxUnavailable: 1 },
            persistence: {
              enabled: true,
              size: '1Gi',
              accessModes: ['ReadWriteOnce'],
            },
          }
        : {}),
      auth: { username: '', password: '' },
      resources: resources(['500m', '512Mi'], ['1000m', '1Gi']),
    },
    installPostgres: {
      enabled: false,
      image: {
        repository: 'postgres',
        tag: '17-alpine',
        pullPolicy: 'IfNotPresent',
      },
      port: 5432,
      database: 'adaptive',
      username: 'adaptive',
      persistence: {
        enabled: false,
        size: '10Gi',
        accessModes: ['ReadWriteOnce'],
      },
      resources: resources(['500m', '1Gi'], ['2000m', '2Gi']),
    },
    ingress: {
      enabled: false,
      className: '',
      annotations: {},
      hosts: [
        {
          host: 'chart-example.local',
          paths: [{ path: '/', pathType: 'ImplementationSpecific' }],
        },
      ],
      tls: [],
    },
  };
}

/** Defaults of the chart's values, as far as they shape the objects that are predicted. */
export function chartDefaults(version: string): JsonObject {
  const capabilities = chartCapabilities(version);
  return {
    containerRegistry: since(version, 'emptyRegistry')
      ? ''
      : '<aws_account_id>.dkr.ecr.<region>.amazonaws.com',
    secrets: secretsDefaults(version),
    auth: {
      default_role: 'admin',
      session: { secure: true, expiration_seconds: 518400 },
      admins: [],
    },
    harmony: harmonyDefaults(version),
    ...partDefaults(version),
    ...storeDefaults(version),
    imagePullSecrets: [],
    volumes: [],
    volumeMounts: [],
    ...(capabilities.serviceAccounts === 'single'
      ? {
          serviceAccount: {
            create: true,
            automount: true,
            annotations: {},
            name: 'serviceaccount.adaptive-ml.com',
          },
        }
      : {}),
    ...(capabilities.autoscaling === 'bundled'
      ? {
          autoscaling: {
            enabled: false,
            coolDownPeriodSeconds: 180,
            ttftTimeoutThreshold: 0.1,
          },
        }
      : {}),
    ...(since(version, 'noLogExporter')
      ? {}
      : {
          alloy: {
            imageUri: 'grafana/alloy:latest',
            image: { pullPolicy: 'IfNotPresent' },
            resources: resources(['100m', '512Mi'], ['500m', '1Gi']),
          },
        }),
    ...(capabilities.prometheusSubchart
      ? { prometheus: { enabled: true } }
      : {}),
    ...laterDefaults(version),
  };
}

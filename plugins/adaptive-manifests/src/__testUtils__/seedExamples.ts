import type { JsonObject } from '@backstage/types';

/** An example of the chart's documentation. */
export interface SeedExample {
  title: string;
  /** Fields over those of an engine of chart 0.21.0, as untrusted data. */
  engine: JsonObject;
  /** Values that must come out; none when the engine is refused. */
  values?: JsonObject;
  /** Rule that refuses the example, and a part of its sentence or remedy. */
  refused?: [rule: string, words: string];
}

const INTERNAL = { mode: 'internal' };
const GROUP = { replicas: 1, gpusPerReplica: 8 };
const OFF = { mode: 'off' };
const pool = (name: string, min: number, max: number, more = {}) => ({
  name,
  minReplicas: min,
  maxReplicas: max,
  gpusPerReplica: 8,
  ...more,
});

/** Examples about the parts of an engine. */
export const PART_EXAMPLES: SeedExample[] = [
  {
    title: 'inline secrets',
    engine: {
      secrets: { controlPlane: 'cp', harmony: 'h', cookiesSecret: 'x' },
    },
    refused: ['unknown-field', 'secrets.cookiesSecret'],
  },
  {
    title: 'a database URL inline',
    engine: { extraValues: { secrets: { dbUrl: 'postgres://u:p@h/db' } } },
    refused: ['chart-key', 'charts 0.12.0 to 0.17.0 have it'],
  },
  {
    title: 'an OIDC client secret inline',
    engine: {
      oidc: [
        {
          name: 'Google',
          key: 'google',
          issuerUrl: 'https://accounts.google.com',
          clientId: 'id',
          clientSecret: 'replace_client_secret',
        },
      ],
    },
    refused: ['secret-inline', 'a value'],
  },
  {
    title: 'existing secrets',
    engine: {
      secrets: {
        controlPlane: 'my-control-plane-secret',
        harmony: 'my-harmony-secret',
        redis: 'my-redis-secret',
      },
    },
    values: {
      secrets: {
        existingControlPlaneSecret: 'my-control-plane-secret',
        existingHarmonySecret: 'my-harmony-secret',
        existingRedisSecret: 'my-redis-secret',
        cookiesSecret: '',
        modelRegistryUrl: '',
        sharedDirectoryUrl: '',
        auth: { oidc: { providers: [] } },
      },
    },
  },
  {
    title: 'a registry that is a placeholder',
    engine: {
      containerRegistry: '<aws_account_id>.dkr.ecr.<region>.amazonaws.com',
    },
    refused: ['container-registry', 'no registry'],
  },
  {
    title: 'image tags with a colon',
    engine: {
      images: {
        harmony: { repository: 'adaptive-repository', tag: 'harmony:latest' },
        controlPlane: { repository: 'adaptive-repository', tag: 'v1' },
      },
    },
    refused: ['image-tag', "a ':' belongs to no tag"],
  },
  {
    title: 'GPUs of the default group',
    engine: { defaultGroup: GROUP, mlflow: INTERNAL },
    values: { harmony: { enabled: true, replicaCount: 1, gpusPerReplica: 8 } },
  },
  {
    title: 'the complete Ingress',
    engine: {
      rootUrl: 'https://adaptive.example.com',
      ingress: {
        className: 'nginx',
        annotations: {
          'cert-manager.io/cluster-issuer': 'letsencrypt-prod',
          'nginx.ingress.kubernetes.io/proxy-body-size': '0',
        },
        hosts: [
          {
            host: 'adaptive.example.com',
            paths: [{ path: '/', pathType: 'Prefix' }],
          },
        ],
        tls: [
          {
            secretName: 'adaptive-tls-secret',
            hosts: ['adaptive.example.com'],
          },
        ],
      },
      extraValues: { controlPlane: { servicePort: 80 } },
    },
    values: {
      ingress: {
        enabled: true,
        className: 'nginx',
        tls: [
          {
            secretName: 'adaptive-tls-secret',
            hosts: ['adaptive.example.com'],
          },
        ],
      },
      controlPlane: { rootUrl: 'https://adaptive.example.com' },
    },
  },
  {
    title: 'an Ingress of another host than rootUrl',
    engine: { ingress: { hosts: [{ host: 'adaptive.example.com' }] } },
    refused: ['root-url-ingress', 'host of rootUrl'],
  },
  {
    title: 'internal MLflow with workers',
    engine: {
      mlflow: { mode: 'internal', workers: 4 },
      extraValues: {
        mlflow: { imageUri: 'ghcr.io/mlflow/mlflow:v3.1.1', replicaCount: 1 },
      },
    },
    values: {
      mlflow: { enabled: true, workers: 4, mountPath: '/mlflow-storage' },
    },
  },
  {
    title: 'MLflow on a path of the node',
    engine: {
      mlflow: INTERNAL,
      extraValues: {
        mlflow: {
          volumes: [
            {
              name: 'mlflow-storage',
              hostPath: { path: '/mnt/nfs/mlflow', type: 'Directory' },
            },
          ],
        },
      },
    },
    values: { mlflow: { enabled: true } },
  },
  {
    title: 'external MLflow',
    engine: {
      mlflow: { mode: 'external', url: 'http://mlflow.example.com:5000' },
    },
    values: {
      mlflow: {
        enabled: true,
        external: { enabled: true, url: 'http://mlflow.example.com:5000' },
      },
    },
  },
  {
    title: 'no MLflow',
    engine: { mlflow: OFF },
    values: { mlflow: { enabled: false } },
  },
  {
    title: 'Tensorboard with storage',
    engine: {
      mlflow: OFF,
      defaultGroup: GROUP,
      tensorboard: {
        storage: { size: '5Gi', storageClass: 'your-storage-class' },
        resources: { cpu: 1, memory: '1Gi' },
      },
    },
    values: {
      tensorboard: {
        enabled: true,
        persistentVolume: {
          enabled: true,
          size: '5Gi',
          storageClass: 'your-storage-class',
          accessModes: ['ReadWriteOnce'],
        },
      },
    },
  },
  {
    title: 'Tensorboard with a newer chart',
    engine: { chartVersion: '0.22.0', mlflow: OFF, tensorboard: {} },
    refused: ['chart-key', 'charts 0.12.0 to 0.21.0 have it'],
  },
  {
    title: 'Sandkasten as it is',
    engine: { sandkasten: { replicas: 2 } },
    values: { sandkasten: { replicaCount: 2 } },
  },
  {
    title: 'the NetworkPolicy of Sandkasten in the values',
    engine: {
      extraValues: {
        sandkasten: { networkPolicy: { additionalBlockedCIDRs: [] } },
      },
    },
    refused: ['chart-key', 'no version from 0.12.0 to 0.48.2 has it'],
  },
  {
    title: 'Azure Blob Storage',
    engine: {
      s3proxy: { accountName: 'account1', secret: 'adaptive-s3proxy' },
    },
    values: {
      s3proxy: {
        enabled: true,
        azure: { storageAccount: { name: 'account1', accessKey: '' } },
      },
    },
  },
  {
    title: 'the Azure key inline',
    engine: {
      extraValues: {
        s3proxy: { azure: { storageAccount: { accessKey: 'your_key' } } },
      },
    },
    refused: ['secret-in-git', 'accessKey'],
  },
];

/** Examples about metrics and scaling. */
export const SCALING_EXAMPLES: SeedExample[] = [
  {
    title: 'compute pools',
    engine: {
      autoscaling: OFF,
      pools: [pool('Pool-A', 1, 5), pool('Pool-B', 2, 10)],
    },
    values: {
      harmony: {
        computePool: [
          { name: 'Pool-A', minReplicaCount: 1, maxReplicaCount: 5 },
          { name: 'Pool-B', minReplicaCount: 2, maxReplicaCount: 10 },
        ],
      },
      autoscaling: { enabled: false },
    },
  },
  {
    title: 'a node selector in one pool only',
    engine: {
      pools: [
        pool('Pool-A', 1, 5),
        pool('Pool-B', 2, 10, { nodeSelector: { 'gpu-type': 'a100' } }),
      ],
    },
    refused: ['node-selector-differs', 'inherits the keys'],
  },
  {
    title: 'basic autoscaling',
    engine: {
      autoscaling: {
        mode: 'bundled',
        coolDownSeconds: 180,
        ttftTimeoutThreshold: 0.1,
      },
    },
    values: {
      autoscaling: {
        enabled: true,
        coolDownPeriodSeconds: 180,
        ttftTimeoutThreshold: 0.1,
      },
      prometheus: { enabled: true },
    },
  },
  {
    title: 'autoscaling with an external Prometheus',
    engine: {
      autoscaling: {
        mode: 'bundled',
        externalPrometheusEndpoint:
          'http://prometheus-server.monitoring.svc.cluster.local',
        coolDownSeconds: 180,
        ttftTimeoutThreshold: 0.1,
      },
    },
    values: {
      autoscaling: {
        externalPrometheusEndpoint:
          'http://prometheus-server.monitoring.svc.cluster.local',
      },
      // The document says that it can be off; the chart refuses that.
      prometheus: { enabled: true },
    },
  },
  {
    title: 'autoscaling without the Prometheus of the chart',
    engine: {
      autoscaling: { mode: 'bundled' },
      extraValues: { prometheus: { enabled: false } },
    },
    refused: ['extra-values-owned', 'prometheus.enabled'],
  },
  {
    title: "the chart's autoscaling on a newer chart",
    engine: { chartVersion: '0.24.0', autoscaling: { mode: 'bundled' } },
    refused: ['chart-key', 'charts 0.12.0 to 0.23.0 have it'],
  },
  {
    title: 'no Prometheus',
    engine: {},
    values: { prometheus: { enabled: false } },
  },
  {
    title: 'Prometheus with retention, replicas and storage',
    engine: {
      prometheus: {
        retention: '30d',
        replicas: 2,
        storage: { size: '10Gi', storageClass: 'your-storage-class' },
      },
    },
    values: {
      prometheus: {
        enabled: true,
        server: {
          retention: '30d',
          replicaCount: 2,
          persistentVolume: {
            enabled: true,
            size: '10Gi',
            storageClass: 'your-storage-class',
          },
        },
      },
    },
  },
  {
    title: 'other pod annotations for Prometheus',
    engine: {
      pools: [
        pool('a', 1, 2, { podAnnotations: { 'prometheus.io/scrape': 'true' } }),
      ],
    },
    refused: ['pod-annotation', 'Prometheus'],
  },
];

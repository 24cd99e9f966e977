import type { JsonObject } from '@backstage/types';
import { chartCapabilities, type ChartCapabilities } from '../capabilities';
import type { EngineInput, PoolInput } from '../model';
import { toYaml } from '../yaml/toYaml';

/** Annotations by which the chart's pods ask to be scraped and their logs to be collected. */
const HARMONY_ANNOTATIONS = {
  'ingest-adaptive-logs': 'true',
  'prometheus.io/scrape': 'adaptive',
  'prometheus.io/path': '/metrics',
  'prometheus.io/port': '50053',
};

const GPU_TOLERATION = {
  key: 'nvidia.com/gpu',
  operator: 'Exists',
  effect: 'NoSchedule',
};

/** The chart's own default, whatever the number of GPUs. */
export const DEFAULT_RESOURCES = { cpu: 30, memory: '500Gi' };

/** Where the chart mounts MLflow's volume. */
const MLFLOW_VOLUME = '/mlflow-storage';

function sortedEntries(map: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function resources(pool: PoolInput): JsonObject {
  const { cpu, memory } = pool.resources ?? DEFAULT_RESOURCES;
  return { requests: { cpu, memory }, limits: { cpu, memory } };
}

/**
 * A pool for charts whose values leak from pool to pool: everything that a pool before it may have set is set
 * again.
 */
function deploymentPool(pool: PoolInput, input: EngineInput): JsonObject {
  return {
    name: pool.name,
    minReplicaCount: pool.minReplicas,
    maxReplicaCount: pool.maxReplicas,
    gpusPerReplica: pool.gpusPerReplica,
    image: { ...input.images.harmony },
    resources: resources(pool),
    nodeSelector: sortedEntries(pool.nodeSelector ?? {}),
    tolerations: [GPU_TOLERATION],
    podAnnotations: HARMONY_ANNOTATIONS,
  };
}

function statefulSetPool(pool: PoolInput): JsonObject {
  return {
    name: pool.name,
    replicas: pool.minReplicas,
    gpusPerReplica: pool.gpusPerReplica,
    resources: resources(pool),
    ...(pool.nodeSelector
      ? { nodeSelector: sortedEntries(pool.nodeSelector) }
      : {}),
  };
}

function secretsValues(
  input: EngineInput,
  { database }: ChartCapabilities,
): JsonObject {
  return {
    existingControlPlaneSecret: input.secrets.controlPlane,
    existingHarmonySecret: input.secrets.harmony,
    existingRedisSecret: input.secrets.redis ?? '',
    // The chart's placeholders must go, or it refuses the existing Secrets.
    ...(database === 'dbUrl'
      ? { dbUrl: '' }
      : { db: { username: '', password: '', host: '', database: '' } }),
    cookiesSecret: '',
    modelRegistryUrl: '',
    sharedDirectoryUrl: '',
    auth: { oidc: { providers: [] } },
  };
}

function harmonyValues(
  input: EngineInput,
  { pools }: ChartCapabilities,
): JsonObject {
  if (pools.shape === 'statefulset') {
    return {
      enabled: true,
      image: { ...input.images.harmony },
      computePools: input.pools.map(statefulSetPool),
    };
  }
  return {
    // Switches the default group only; an engine has the GPUs that its pools name, and no others.
    enabled: false,
    image: { ...input.images.harmony },
    computePool: input.pools.map(pool => deploymentPool(pool, input)),
  };
}

function mlflowValues(mlflow: EngineInput['mlflow']): JsonObject {
  switch (mlflow.mode) {
    case 'external':
      return { enabled: true, external: { enabled: true, url: mlflow.url } };
    case 'internal':
      return {
        enabled: true,
        external: { enabled: false, url: '' },
        mountPath: MLFLOW_VOLUME,
      };
    default:
      return { enabled: false };
  }
}

/**
 * The values of the chart for an engine, as `values.yaml` holds them.
 *
 * @throws InputError when the chart version is not known
 * @public
 */
export function engineValues(input: EngineInput): JsonObject {
  const capabilities = chartCapabilities(input.chartVersion);
  return {
    containerRegistry: input.containerRegistry,
    secrets: secretsValues(input, capabilities),
    controlPlane: {
      rootUrl: input.rootUrl,
      image: { ...input.images.controlPlane },
    },
    harmony: harmonyValues(input, capabilities),
    ...(input.images.sandkasten
      ? { sandkasten: { image: { ...input.images.sandkasten } } }
      : {}),
    mlflow: mlflowValues(input.mlflow),
    ...(input.secrets.redis && capabilities.externalRedis
      ? { redis: { install: { enabled: false } } }
      : {}),
    ...(capabilities.autoscaling === 'bundled'
      ? { autoscaling: { enabled: false } }
      : {}),
    ...(capabilities.prometheusSubchart
      ? { prometheus: { enabled: false } }
      : {}),
  };
}

const COMMENT = `Values of the Adaptive chart, written by the portal; change them here through git as well.
Secrets are referenced by name only: never put their values into this file.`;

export function renderValues(input: EngineInput): string {
  return toYaml(engineValues(input), COMMENT);
}

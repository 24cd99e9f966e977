import type { JsonObject } from '@backstage/types';
import { chartCapabilities } from '../capabilities';
import type { EngineInput, PoolInput } from '../model';
import {
  bothResources,
  given,
  sortedEntries,
  tolerationValues,
} from './valuesOf';

/** Annotations by which the chart's pods ask to be scraped and their logs to be collected. */
export const HARMONY_ANNOTATIONS: Record<string, string> = {
  'ingest-adaptive-logs': 'true',
  'prometheus.io/scrape': 'adaptive',
  'prometheus.io/path': '/metrics',
  'prometheus.io/port': '50053',
};

export const GPU_TOLERATION = {
  key: 'nvidia.com/gpu',
  operator: 'Exists',
  effect: 'NoSchedule',
};

/** The chart's own default, whatever the number of GPUs. */
export const DEFAULT_RESOURCES = { cpu: 30, memory: '500Gi' };

/** The chart's own default of shared memory, from 0.19.0. */
export const DEFAULT_SHM = '32Gi';

/** Address of the chart's s3proxy up to 0.21.0, which it tells the default group, but not the pools. */
export const S3PROXY_ENV: Record<string, string> = {
  AWS_ENDPOINT_URL: 'http://adaptive-s3proxy',
  S3_FORCE_PATH_STYLE: 'true',
};

/** Environment that a pool needs beside what people ask for. */
export function neededPoolEnv(input: EngineInput): Record<string, string> {
  const { s3proxy } = chartCapabilities(input.chartVersion);
  return input.s3proxy && s3proxy === 'azure-storage-account'
    ? S3PROXY_ENV
    : {};
}

function poolEnv(pool: PoolInput, input: EngineInput): JsonObject {
  const env = { ...neededPoolEnv(input), ...pool.extraEnv };
  return Object.keys(env).length > 0
    ? { extraEnvVars: sortedEntries(env) }
    : {};
}

function annotations(pool: PoolInput): Record<string, string> {
  return {
    ...HARMONY_ANNOTATIONS,
    ...sortedEntries(pool.podAnnotations ?? {}),
  };
}

/**
 * A pool for charts whose values leak from pool to pool: everything that a pool before it may have set is set
 * again.
 */
export function deploymentPool(
  pool: PoolInput,
  input: EngineInput,
): JsonObject {
  const { harmony } = input.images;
  const someShm = input.pools.some(({ shmSize }) => shmSize !== undefined);
  return {
    name: pool.name,
    minReplicaCount: pool.minReplicas,
    maxReplicaCount: pool.maxReplicas,
    gpusPerReplica: pool.gpusPerReplica,
    image: { ...harmony, tag: pool.imageTag ?? harmony.tag },
    resources: bothResources(pool.resources ?? DEFAULT_RESOURCES),
    nodeSelector: sortedEntries(pool.nodeSelector ?? {}),
    tolerations: pool.tolerations
      ? tolerationValues(pool.tolerations)
      : [GPU_TOLERATION],
    podAnnotations: annotations(pool),
    ...poolEnv(pool, input),
    ...(someShm ? { shmSize: pool.shmSize ?? DEFAULT_SHM } : {}),
  };
}

export function statefulSetPool(pool: PoolInput): JsonObject {
  return {
    name: pool.name,
    replicas: pool.minReplicas,
    gpusPerReplica: pool.gpusPerReplica,
    resources: bothResources(pool.resources ?? DEFAULT_RESOURCES),
    ...given('nodeSelector', pool.nodeSelector, sortedEntries),
    ...given('image', pool.imageTag, tag => ({ tag })),
    ...given('tolerations', pool.tolerations, tolerationValues),
    ...given('podAnnotations', pool.podAnnotations, () => annotations(pool)),
    ...given('extraEnvVars', pool.extraEnv, sortedEntries),
    ...given('shmSize', pool.shmSize, size => size),
  };
}

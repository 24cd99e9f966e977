import type { JsonObject } from '@backstage/types';
import type { ChartCapabilities } from '../capabilities';
import type {
  EngineInput,
  MonitoringInput,
  PrometheusInput,
  StorageInput,
} from '../model';
import { engineNames } from '../names';
import { bothResources, given, persistence } from './valuesOf';

/** Where the chart mounts MLflow's volume. */
const MLFLOW_VOLUME = '/mlflow-storage';

/** Name of the claim that the portal renders where the chart has none for MLflow. */
export function mlflowClaim(input: EngineInput): string {
  return `${engineNames(input.name, input.chartVersion).mlflow}-data`;
}

function mlflowStorage(
  storage: StorageInput,
  input: EngineInput,
  { mlflow }: ChartCapabilities,
): JsonObject {
  if (mlflow === 'statefulset') {
    return {
      persistence: persistence(storage),
      // The chart's own volume would be mounted at the same place a second time.
      volumes: [],
      volumeMounts: [],
    };
  }
  return {
    volumes: [
      {
        name: 'mlflow-storage',
        persistentVolumeClaim: { claimName: mlflowClaim(input) },
      },
    ],
  };
}

export function mlflowValues(
  input: EngineInput,
  capabilities: ChartCapabilities,
): JsonObject {
  const { mlflow } = input;
  switch (mlflow.mode) {
    case 'external':
      return { enabled: true, external: { enabled: true, url: mlflow.url } };
    case 'internal':
      return {
        enabled: true,
        external: { enabled: false, url: '' },
        mountPath: MLFLOW_VOLUME,
        ...given('workers', mlflow.workers, workers => workers),
        ...given('resources', mlflow.resources, bothResources),
        ...(mlflow.storage
          ? mlflowStorage(mlflow.storage, input, capabilities)
          : {}),
      };
    default:
      return { enabled: false };
  }
}

export function redisValues(
  { redis, secrets }: EngineInput,
  { externalRedis }: ChartCapabilities,
): JsonObject {
  if (!externalRedis) {
    return {};
  }
  if (redis?.mode === 'external' && redis.url !== undefined) {
    return {
      redis: { install: { enabled: false }, external: { url: redis.url } },
    };
  }
  if (redis?.mode === 'internal') {
    return { redis: { install: { enabled: true } } };
  }
  return redis || secrets.redis
    ? { redis: { install: { enabled: false } } }
    : {};
}

function prometheusValues(prometheus: PrometheusInput): JsonObject {
  const server = {
    ...given('retention', prometheus.retention, text => text),
    ...given('replicaCount', prometheus.replicas, count => count),
    ...given('persistentVolume', prometheus.storage, persistence),
  };
  return {
    enabled: true,
    ...(Object.keys(server).length > 0 ? { server } : {}),
  };
}

function bundledValues({ autoscaling }: EngineInput): JsonObject {
  return {
    enabled: true,
    ...given(
      'coolDownPeriodSeconds',
      autoscaling.coolDownSeconds,
      seconds => seconds,
    ),
    ...given(
      'ttftTimeoutThreshold',
      autoscaling.ttftTimeoutThreshold,
      threshold => threshold,
    ),
    ...given(
      'externalPrometheusEndpoint',
      autoscaling.externalPrometheusEndpoint,
      url => url,
    ),
  };
}

/** Scaling by the chart and its Prometheus, where it has them. */
export function scalingValues(
  input: EngineInput,
  capabilities: ChartCapabilities,
): JsonObject {
  const bundled = input.autoscaling.mode === 'bundled';
  // The chart refuses its autoscaling without its Prometheus, even with another one.
  const prometheus = input.prometheus ?? (bundled ? {} : undefined);
  return {
    ...(capabilities.autoscaling === 'bundled'
      ? { autoscaling: bundled ? bundledValues(input) : { enabled: false } }
      : {}),
    ...(capabilities.prometheusSubchart
      ? {
          prometheus: prometheus
            ? prometheusValues(prometheus)
            : { enabled: false },
        }
      : {}),
  };
}

/** The chart's own Grafana and logs, from 0.38.0. */
export function lgtmValues(monitoring: MonitoringInput): JsonObject {
  return {
    enabled: true,
    ...given('persistence', monitoring.storage, persistence),
  };
}

export function postgresValues({ postgres }: EngineInput): JsonObject {
  return given('installPostgres', postgres, ({ storage }) => ({
    enabled: true,
    ...given('persistence', storage, persistence),
  }));
}

import type { JsonObject, JsonValue } from '@backstage/types';
import { chartCapabilities } from '../capabilities';
import { engineNames } from '../names';
import {
  isObject,
  toText,
  ValuesView,
  type Maybe,
} from '../predict/valuesView';
import {
  DEFAULT_RESOURCES,
  DEFAULT_SHM,
  HARMONY_ANNOTATIONS,
  GPU_TOLERATION,
  S3PROXY_ENV,
} from '../render/poolValues';
import {
  DEFAULT_COOL_DOWN_SECONDS,
  DEFAULT_THRESHOLD,
} from '../render/scaledObject';
import { resourcesOf } from './extractValues';
import type { Installation } from './manifestReader';

function numberOf(value: Maybe): number | undefined {
  const number = value === undefined ? NaN : Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function triggerThreshold(
  scaledObject: ValuesView | undefined,
  name: string,
): number | undefined {
  const trigger = scaledObject
    ?.list('spec.triggers')
    .filter(isObject)
    .find(candidate => candidate.name === name);
  return trigger && isObject(trigger.metadata)
    ? numberOf(trigger.metadata.threshold)
    : undefined;
}

/** A map without the entries that the generator adds. */
function without(
  value: Maybe,
  added: Record<string, string>,
): JsonObject | undefined {
  return isObject(value)
    ? Object.fromEntries(
        Object.entries(value).filter(([key, text]) => added[key] !== text),
      )
    : undefined;
}

function overridesOf(
  pool: JsonObject,
  values: ValuesView,
  shape: string,
): JsonObject {
  const image = new ValuesView(pool).text('image.tag');
  const isGpuOnly =
    JSON.stringify(pool.tolerations) === JSON.stringify([GPU_TOLERATION]);
  const proxied = shape === 'deployment' && values.has('s3proxy.enabled');
  return {
    resources: resourcesOf(pool, DEFAULT_RESOURCES),
    tolerations:
      shape === 'deployment' && isGpuOnly ? undefined : pool.tolerations,
    podAnnotations: without(pool.podAnnotations, HARMONY_ANNOTATIONS),
    extraEnv: without(pool.extraEnvVars, proxied ? S3PROXY_ENV : {}),
    imageTag:
      image === '' ||
      (shape === 'deployment' && image === values.text('harmony.image.tag'))
        ? undefined
        : image,
    shmSize:
      shape === 'deployment' && pool.shmSize === DEFAULT_SHM
        ? undefined
        : pool.shmSize,
  };
}

/** Compute pools as the values and the ScaledObjects say. */
export function poolsOf(
  values: ValuesView,
  { release, chartVersion }: Installation,
  scaledObjects: ValuesView[],
): JsonValue[] {
  const { pools } = chartCapabilities(chartVersion);
  const names = engineNames(release, chartVersion);
  return values
    .list(`harmony.${pools.valuesKey}`)
    .filter(isObject)
    .map(pool => {
      const name = toText(pool.name);
      const scaled = scaledObjects.find(
        object => object.text('metadata.name') === names.scaledObject(name),
      );
      const fixed = pool.replicas ?? pool.minReplicaCount ?? 1;
      const min = scaled?.at('spec.minReplicaCount') ?? fixed;
      const max =
        scaled?.at('spec.maxReplicaCount') ?? pool.maxReplicaCount ?? fixed;
      return {
        name,
        minReplicas: min,
        maxReplicas: max,
        gpusPerReplica:
          pool.gpusPerReplica ?? values.at('harmony.gpusPerReplica') ?? 8,
        requestsPerSecondPerReplica: triggerThreshold(scaled, 'load'),
        nodeSelector: pool.nodeSelector,
        ...overridesOf(pool, values, pools.shape),
      };
    });
}

/** How the pools are scaled. */
export function autoscalingOf(
  values: ValuesView,
  { chartVersion }: Installation,
  scaledObjects: ValuesView[],
): JsonObject {
  const [first] = scaledObjects;
  const { autoscaling, pools } = chartCapabilities(chartVersion);
  if (autoscaling === 'bundled' && values.has('autoscaling.enabled')) {
    return {
      mode: 'bundled',
      ttftTimeoutThreshold: values.at('autoscaling.ttftTimeoutThreshold'),
      coolDownSeconds: values.at('autoscaling.coolDownPeriodSeconds'),
      externalPrometheusEndpoint: values.at(
        'autoscaling.externalPrometheusEndpoint',
      ),
    };
  }
  if (!first) {
    return { mode: 'off' };
  }
  const threshold = triggerThreshold(first, 'ttft');
  const coolDown = numberOf(
    first.at(
      'spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown.stabilizationWindowSeconds',
    ),
  );
  return {
    mode: 'platform',
    ttftTimeoutThreshold:
      threshold === DEFAULT_THRESHOLD ? undefined : threshold,
    coolDownSeconds:
      coolDown === DEFAULT_COOL_DOWN_SECONDS ? undefined : coolDown,
    ...(pools.scalable ? {} : { acknowledgeElasticPools: true }),
  };
}

import { InputError } from '@backstage/errors';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { KubernetesObject } from '../model';
import { poolKey } from '../names';
import {
  env,
  fieldEnv,
  harmonyPorts,
  namespaced,
  podTemplate,
  selectorLabels,
  service,
  type Context,
  type Labels,
} from './context';
import { harmonyPodSpec, mlflowEnv, sandboxEnv } from './harmonyPod';
import { since } from './history';
import {
  isEmpty,
  isObject,
  mergeOverwrite,
  orDefault,
  toInt,
  toText,
  ValuesView,
  type Maybe,
} from './valuesView';

export function poolsOf(context: Context): JsonObject[] {
  const { valuesKey } = context.capabilities.pools;
  return context.values.list(`harmony.${valuesKey}`).map((pool, index) => {
    if (!isObject(pool) || toText(pool.name) === '') {
      throw new InputError(
        `harmony.${valuesKey}[${index}] has no name; accepted is an object with the name of the compute pool`,
      );
    }
    return pool;
  });
}

export function poolLabels(context: Context, rawName: string): Labels {
  const { label, component } = context.capabilities.pools;
  return {
    ...selectorLabels(context, component),
    [label]: poolKey(rawName, context.capabilities.version),
  };
}

/** A pool has no Service: every pod announces itself. */
function poolAddress(context: Context, harmony: JsonObject): JsonObject[] {
  const { version } = context.capabilities;
  const ip = since(version, 'podIp') ? 'POD_IP' : 'MY_POD_IP';
  return [
    env('SERVICE_URL', `http://$(${ip}):50053`),
    ...(since(version, 'noWorldSize')
      ? []
      : [env('WORLD_SIZE', orDefault(harmony.gpusPerReplica, 1))]),
  ];
}

function deploymentPool(
  context: Context,
  pool: JsonObject,
  harmony: JsonObject,
): KubernetesObject {
  const name = toText(pool.name);
  const labels = poolLabels(context, name);
  const settings = new ValuesView(harmony);
  return {
    ...namespaced(
      context,
      'apps/v1',
      'Deployment',
      context.names.poolWorkload(name),
      labels,
    ),
    spec: {
      replicas: toInt(orDefault(pool.minReplicaCount, 1)),
      strategy: { type: 'RollingUpdate' },
      selector: { matchLabels: labels },
      template: podTemplate(
        context,
        labels,
        { annotations: harmony.podAnnotations, labels: pool.podLabels },
        harmonyPodSpec(context, {
          image: settings.object('image'),
          gpus: harmony.gpusPerReplica,
          resources: harmony.resources,
          nodeSelector: harmony.nodeSelector,
          tolerations: harmony.tolerations,
          securityContext: harmony.securityContext,
          shmSize: harmony.shmSize,
          extraEnvVars: harmony.extraEnvVars,
          env: [
            fieldEnv('MY_POD_NAME', 'metadata.name'),
            env('ORDINAL', '0'),
            env('MASTER_ADDR', '127.0.0.1'),
            sandboxEnv(context),
            env('GROUP', name),
            env('GROUP_CAPABILITIES', 'INFERENCE'),
            env('PARTITION_KEY', '$(MY_POD_NAME)'),
            ...poolAddress(context, harmony),
          ],
        }),
      ),
    },
  };
}

/**
 * Pools as Deployments. The chart merges each pool into the shared `harmony` values, so a pool also has what the
 * pools before it override.
 */
function deploymentPools(context: Context): KubernetesObject[] {
  const pools = poolsOf(context);
  let harmony = context.values.object('harmony');
  if (context.values.has('autoscaling.enabled')) {
    // The ScaledObjects' template merges all pools as well, and runs first: the last pool then leaks into the first.
    harmony = pools.reduce(mergeOverwrite, harmony);
  }
  return pools.map(pool => {
    harmony = mergeOverwrite(harmony, pool);
    return deploymentPool(context, pool, harmony);
  });
}

/** The chart's own ScaledObjects, for `autoscaling.enabled`. */
function bundledScaledObjects(context: Context): KubernetesObject[] {
  const { values, names } = context;
  if (isEmpty(values.at('autoscaling.enabled'))) {
    return [];
  }
  const server = orDefault(
    values.at('autoscaling.externalPrometheusEndpoint'),
    'http://adaptive-prometheus',
  );
  return poolsOf(context).map(pool => {
    const name = toText(pool.name);
    const series = `{pool="${name}"}[5m]`;
    return {
      ...namespaced(
        context,
        'keda.sh/v1alpha1',
        'ScaledObject',
        names.scaledObject(name),
        poolLabels(context, name),
      ),
      spec: {
        scaleTargetRef: {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          name: names.poolWorkload(name),
        },
        pollingInterval: 30,
        cooldownPeriod: toInt(
          orDefault(values.at('autoscaling.coolDownPeriodSeconds'), 180),
        ),
        initialCooldownPeriod: 0,
        minReplicaCount: toInt(orDefault(pool.minReplicaCount, 1)),
        maxReplicaCount: toInt(orDefault(pool.maxReplicaCount, 2)),
        triggers: [
          {
            type: 'prometheus',
            metadata: {
              serverAddress: server,
              query: `clamp_max(sum(rate(harmony_ttft_timeout_count${series})) / clamp_min(sum(rate(harmony_generation_requests_count${series})), 0.00001), 1)`,
              threshold: values.text('autoscaling.ttftTimeoutThreshold'),
              activationThreshold: '0',
            },
          },
        ],
      },
    };
  });
}

function withoutSandbox(extra: Maybe): Maybe {
  if (!isObject(extra)) {
    return extra;
  }
  const { ENABLE_SANDBOX: _, ...rest } = extra;
  return rest;
}

/** The extra variable ENABLE_SANDBOX takes the place of the chart's. */
function sandboxSwitch(context: Context, pool: JsonObject): JsonValue {
  const extra = isEmpty(pool.extraEnvVars)
    ? context.values.at('harmony.extraEnvVars')
    : pool.extraEnvVars;
  return orDefault(isObject(extra) ? extra.ENABLE_SANDBOX : undefined, '1');
}

function statefulSetEnv(context: Context, pool: JsonObject): JsonObject[] {
  const { names, capabilities } = context;
  const name = toText(pool.name);
  const first = `${names.poolWorkload(name)}-0.${names.poolHeadless(name)}`;
  const { version } = capabilities;
  return [
    fieldEnv('ORDINAL', "metadata.labels['apps.kubernetes.io/pod-index']"),
    env('MASTER_ADDR', first),
    ...(since(version, 'poolsWithoutSandbox')
      ? []
      : [
          env('ENABLE_SANDBOX', sandboxSwitch(context, pool)),
          sandboxEnv(context),
        ]),
    env('GROUP', name),
    env(
      'GROUP_CAPABILITIES',
      orDefault(
        pool.capabilities,
        since(version, 'jobCapability')
          ? 'JOB,INFERENCE'
          : 'TRAINING,INFERENCE,EVALUATION',
      ),
    ),
    env('PARTITION_KEY', poolKey(name, version)),
    env(
      since(version, 'advertisedUrl') ? 'ADVERTISED_URL' : 'SERVICE_URL',
      `http://${first}:50053`,
    ),
    ...mlflowEnv(context),
  ];
}

function statefulSetPool(context: Context, pool: JsonObject): KubernetesObject {
  const { values, names } = context;
  const name = toText(pool.name);
  const labels = poolLabels(context, name);
  /** A pool's value, or harmony's when the pool's is empty; the two are never merged. */
  const own = (key: string) =>
    isEmpty(pool[key]) ? values.at(`harmony.${key}`) : pool[key];
  const tag = isObject(pool.image) ? toText(pool.image.tag) : '';
  const image = values.object('harmony.image');
  return {
    ...namespaced(
      context,
      'apps/v1',
      'StatefulSet',
      names.poolWorkload(name),
      labels,
    ),
    spec: {
      serviceName: names.poolHeadless(name),
      replicas: toInt(orDefault(pool.replicas, 1)),
      podManagementPolicy: 'Parallel',
      selector: { matchLabels: labels },
      template: podTemplate(
        context,
        labels,
        { annotations: own('podAnnotations'), labels: own('podLabels') },
        harmonyPodSpec(context, {
          image:
            tag !== '' && since(context.capabilities.version, 'tagPerPool')
              ? { ...image, tag }
              : image,
          gpus: own('gpusPerReplica'),
          resources: own('resources'),
          nodeSelector: own('nodeSelector'),
          tolerations: own('tolerations'),
          securityContext: values.at('harmony.securityContext'),
          shmSize: own('shmSize'),
          extraEnvVars: withoutSandbox(own('extraEnvVars')),
          env: statefulSetEnv(context, pool),
          logExporter: !since(context.capabilities.version, 'noLogExporter'),
        }),
      ),
    },
  };
}

function statefulSetPools(context: Context): KubernetesObject[] {
  if (!context.values.has('harmony.enabled')) {
    return [];
  }
  const ports = harmonyPorts(context);
  return poolsOf(context).flatMap(pool => {
    const labels = poolLabels(context, toText(pool.name));
    return [
      statefulSetPool(context, pool),
      service(
        context,
        context.names.poolHeadless(toText(pool.name)),
        labels,
        ports.map(([name, port]) => [name, port, port]),
        { clusterIP: 'None', selector: labels },
      ),
    ];
  });
}

/** Workloads, Services and ScaledObjects of all compute pools. */
export function predictPools(context: Context): KubernetesObject[] {
  return context.capabilities.pools.shape === 'statefulset'
    ? statefulSetPools(context)
    : [...deploymentPools(context), ...bundledScaledObjects(context)];
}

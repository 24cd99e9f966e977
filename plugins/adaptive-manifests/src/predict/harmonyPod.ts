import type { JsonObject } from '@backstage/types';
import {
  env,
  extraEnv,
  fieldEnv,
  harmonyPorts,
  harmonySecretEnv,
  imageRef,
  otelEnv,
  redisSecretEnv,
  serviceAccount,
  unlessEmpty,
  type Context,
} from './context';
import { since } from './history';
import { s3CredentialsFrom } from './s3proxy';
import type { TensorboardParts } from './tensorboard';
import { isEmpty, isObject, orDefault, toText, type Maybe } from './valuesView';

const WORKING_DIR = '/opt/adaptive/working_dir';
const CLOUD_CACHE = '/opt/adaptive/cloud_cache';

/** Settings of one harmony workload after inheritance. */
export interface HarmonySettings {
  image: JsonObject;
  gpus: Maybe;
  resources: Maybe;
  nodeSelector: Maybe;
  tolerations: Maybe;
  securityContext: Maybe;
  shmSize: Maybe;
  extraEnvVars: Maybe;
  /** Environment between the common head and tail. */
  env: JsonObject[];
  /** Whether this is the default group and no pool. */
  group?: boolean;
  /** What Tensorboard adds. */
  tensorboard?: TensorboardParts;
  /** Whether the pod has a container that exports the logs of jobs. */
  logExporter?: boolean;
}

function withGpus(part: Maybe, gpus: Maybe): JsonObject {
  return {
    ...(isObject(part) ? part : {}),
    ...unlessEmpty('nvidia.com/gpu', gpus),
  };
}

function harmonyResources({ resources, gpus }: HarmonySettings): JsonObject {
  const given = isObject(resources) ? resources : {};
  return {
    limits: withGpus(given.limits, gpus),
    requests: withGpus(given.requests, gpus),
  };
}

function shmSize(context: Context, settings: HarmonySettings): string {
  const { version } = context.capabilities;
  if (since(version, 'shmFromValues')) {
    return toText(settings.shmSize);
  }
  return settings.group && since(version, 'shmOfDefaultGroup32Gi')
    ? '32Gi'
    : '8Gi';
}

function volumeMounts(
  context: Context,
  { tensorboard }: HarmonySettings,
): JsonObject[] {
  return [
    { name: 'workdir-volume', mountPath: WORKING_DIR },
    { name: 'cloud-cache-volume', mountPath: CLOUD_CACHE },
    {
      name: 'harmony-settings-volume',
      mountPath: '/opt/adaptive/harmony_settings/docker.json',
      subPath: 'docker.json',
    },
    { name: 'dshm', mountPath: '/dev/shm' },
    ...(tensorboard?.mounts ?? []),
    ...context.values.list('volumeMounts').filter(isObject),
  ];
}

function volumes(context: Context, settings: HarmonySettings): JsonObject[] {
  return [
    { name: 'cloud-cache-volume', emptyDir: {} },
    { name: 'workdir-volume', emptyDir: {} },
    {
      name: 'harmony-settings-volume',
      configMap: { name: context.names.harmonySettings },
    },
    ...(settings.logExporter
      ? [
          {
            name: 'alloy-config',
            configMap: { name: context.names.harmonyAlloy },
          },
        ]
      : []),
    {
      name: 'dshm',
      emptyDir: { medium: 'Memory', sizeLimit: shmSize(context, settings) },
    },
    ...(settings.tensorboard?.volumes ?? []),
    ...context.values.list('volumes').filter(isObject),
  ];
}

const ALLOY_PORT = 12345;

function logExporter({ values }: Context): JsonObject {
  return {
    name: 'job-log-exporter',
    image: values.text('alloy.imageUri'),
    imagePullPolicy: values.text('alloy.image.pullPolicy'),
    ports: [{ containerPort: ALLOY_PORT, name: 'alloy' }],
    args: [
      'run',
      `--server.http.listen-addr=0.0.0.0:${ALLOY_PORT}`,
      '--storage.path=/var/lib/alloy/data',
      '/etc/alloy/config.alloy',
    ],
    ...unlessEmpty('resources', values.at('alloy.resources')),
    volumeMounts: [
      { name: 'workdir-volume', mountPath: '/workdir/' },
      { name: 'alloy-config', mountPath: '/etc/alloy' },
    ],
  };
}

/** Older charts let a root container hand the volumes to harmony's user. */
function initContainers(context: Context): JsonObject {
  if (since(context.capabilities.version, 'noInitContainer')) {
    return {};
  }
  return {
    initContainers: [
      {
        name: 'init-permissions',
        image: 'busybox',
        command: [
          'sh',
          '-c',
          `chown -R  1002:1000 ${WORKING_DIR} ${WORKING_DIR} ${CLOUD_CACHE}`,
        ],
        securityContext: { runAsUser: 0 },
        volumeMounts: [
          { name: 'workdir-volume', mountPath: WORKING_DIR },
          { name: 'cloud-cache-volume', mountPath: CLOUD_CACHE },
          ...context.values.list('volumeMounts').filter(isObject),
        ],
      },
    ],
  };
}

/** Address of the pod; the default group of old charts has none. */
function podIp(context: Context, settings: HarmonySettings): JsonObject[] {
  const { version } = context.capabilities;
  if (since(version, 'podIp')) {
    return [fieldEnv('POD_IP', 'status.podIP')];
  }
  return settings.group ? [] : [fieldEnv('MY_POD_IP', 'status.podIP')];
}

/** Where the workload sends its traces, and what its shared directory needs. */
function platformEnv(context: Context): JsonObject[] {
  const onS3 = context.values.text('controlPlane.sharedDirType') === 's3';
  return [
    ...otelEnv(context),
    ...(onS3 && since(context.capabilities.version, 'workingDirOnS3')
      ? [env('HARMONY_SETTING_WORKING_DIR', WORKING_DIR)]
      : []),
  ];
}

/** The pod spec of a harmony workload, pool or default group. */
export function harmonyPodSpec(
  context: Context,
  settings: HarmonySettings,
): JsonObject {
  const { values, names } = context;
  return {
    ...serviceAccount(context, 'harmony'),
    ...unlessEmpty('nodeSelector', settings.nodeSelector),
    ...unlessEmpty('tolerations', settings.tolerations),
    ...initContainers(context),
    containers: [
      {
        name: 'harmony',
        image: imageRef(context, settings.image),
        imagePullPolicy: values.text('harmony.image.pullPolicy'),
        ...unlessEmpty('securityContext', settings.securityContext),
        resources: harmonyResources(settings),
        ports: harmonyPorts(context).map(([name, containerPort]) => ({
          containerPort,
          name,
        })),
        env: [
          ...harmonySecretEnv(context),
          ...redisSecretEnv(context),
          env('IMAGE_TAG', settings.image.tag ?? ''),
          ...podIp(context, settings),
          env('GPU_COUNT', orDefault(settings.gpus, 1)),
          env('MASTER_PORT', 7777),
          env('QUEUE_PORT', 50052),
          ...(since(context.capabilities.version, 'tcpStore')
            ? [env('TCP_STORE_PORT', 50054)]
            : []),
          env('CONTROL_PLANE_URL', `http://${names.controlPlane}:9009`),
          ...platformEnv(context),
          ...settings.env,
          ...(settings.tensorboard?.env ?? []),
          env('ADAPTIVE_LOGGING_LEVEL', 'info'),
          env('ADAPTIVE_MODE', 'PROD'),
          env('JOB_LOG_DIR', `${WORKING_DIR}/job_logs`),
          ...extraEnv(settings.extraEnvVars),
        ],
        volumeMounts: volumeMounts(context, settings),
        ...s3CredentialsFrom(context),
      },
      ...(settings.tensorboard?.containers ?? []),
      ...(settings.logExporter ? [logExporter(context)] : []),
    ],
    volumes: volumes(context, settings),
  };
}

/** Address of the sandbox service, for workloads that may use it. */
export function sandboxEnv(context: Context): JsonObject {
  const port = orDefault(context.values.at('sandkasten.servicePort'), 3005);
  return env(
    'SANDBOX_SERVICE_URL',
    `http://${context.names.sandkastenService}:${port}`,
  );
}

/** Where training jobs track their runs; none without MLflow. */
export function mlflowEnv(context: Context): JsonObject[] {
  const { values } = context;
  if (!values.has('mlflow.enabled')) {
    return [];
  }
  return [env('MLFLOW_TRACKING_URI', mlflowUrl(context))];
}

export function mlflowUrl({ values, names }: Context): string {
  return isEmpty(values.at('mlflow.external.enabled'))
    ? `http://${names.mlflowService}:5000`
    : values.text('mlflow.external.url');
}

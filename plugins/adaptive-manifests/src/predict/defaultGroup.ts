import type { JsonObject } from '@backstage/types';
import type { KubernetesObject } from '../model';
import {
  env,
  fieldEnv,
  harmonyPorts,
  namespaced,
  podTemplate,
  selectorLabels,
  service,
  type Context,
} from './context';
import { harmonyPodSpec, mlflowEnv, sandboxEnv } from './harmonyPod';
import { since } from './history';
import { s3proxyGroupEnv } from './s3proxy';
import { tensorboardParts } from './tensorboard';
import { orDefault, toInt } from './valuesView';

/** GPUs of the whole group, which only the oldest charts tell it. */
function worldSize({ values, capabilities }: Context): JsonObject[] {
  const size =
    toInt(values.at('harmony.replicaCount')) *
    toInt(values.at('harmony.gpusPerReplica'));
  return since(capabilities.version, 'noWorldSize')
    ? []
    : [env('WORLD_SIZE', size)];
}

function groupEnv(context: Context): JsonObject[] {
  const { values, names } = context;
  return [
    fieldEnv('ORDINAL', "metadata.labels['apps.kubernetes.io/pod-index']"),
    env('MASTER_ADDR', `${names.harmony}-0.${names.harmonyHeadless}`),
    ...worldSize(context),
    env('ENABLE_SANDBOX', '1'),
    sandboxEnv(context),
    env('GROUP', values.text('harmony.group')),
    env('GROUP_CAPABILITIES', 'TRAINING,INFERENCE,EVALUATION'),
    env('PARTITION_KEY', values.text('harmony.partitionKey')),
    env('SERVICE_URL', `http://${names.harmony}:80`),
    ...s3proxyGroupEnv(context),
    ...mlflowEnv(context),
  ];
}

/**
 * The default harmony group beside the pools: a StatefulSet that nothing scales, and its Services. Charts from
 * 0.24 have none.
 */
export function predictDefaultGroup(context: Context): KubernetesObject[] {
  const { values, names, capabilities } = context;
  if (!capabilities.defaultGroup || !values.has('harmony.enabled')) {
    return [];
  }
  const labels = selectorLabels(context, 'harmony');
  const tensorboard = tensorboardParts(context);
  return [
    {
      ...namespaced(context, 'apps/v1', 'StatefulSet', names.harmony, labels),
      spec: {
        serviceName: names.harmonyHeadless,
        replicas: toInt(orDefault(values.at('harmony.replicaCount'), 1)),
        podManagementPolicy: 'Parallel',
        ...tensorboard.claims,
        selector: { matchLabels: labels },
        template: podTemplate(
          context,
          labels,
          {
            annotations: values.at('harmony.podAnnotations'),
            labels: values.at('harmony.podLabels'),
          },
          harmonyPodSpec(context, {
            image: values.object('harmony.image'),
            gpus: values.at('harmony.gpusPerReplica'),
            resources: values.at('harmony.resources'),
            nodeSelector: values.at('harmony.nodeSelector'),
            tolerations: values.at('harmony.tolerations'),
            securityContext: values.at('harmony.securityContext'),
            shmSize: values.at('harmony.shmSize'),
            extraEnvVars: values.at('harmony.extraEnvVars'),
            env: groupEnv(context),
            tensorboard,
            group: true,
            logExporter: true,
          }),
        ),
      },
    },
    service(
      context,
      names.harmony,
      labels,
      [['http', 80, 50053], ...tensorboard.ports],
      {
        type: 'ClusterIP',
        selector: {
          'statefulset.kubernetes.io/pod-name': `${names.harmony}-0`,
        },
      },
    ),
    service(
      context,
      names.harmonyHeadless,
      labels,
      harmonyPorts(context).map(([name, port]) => [name, port, port]),
      { clusterIP: 'None', selector: labels },
    ),
  ];
}

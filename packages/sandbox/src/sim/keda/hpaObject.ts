import type { KubernetesObject } from '../../kube/object';
import { ownerReference } from '../core/objects';
import { formatMilli } from '../core/quantity';
import type { HpaBehavior } from '../hpa/limits';
import {
  hpaName,
  metricName,
  NAME_LABEL,
  pauseOf,
  targetOf,
  type ScaledObject,
} from './scaledObject';

const KEDA_VERSION = '2.20.2';

/** The HPA that KEDA makes for a ScaledObject. */
export function hpaFor(scaledObject: ScaledObject): KubernetesObject {
  const { name, namespace, annotations, labels } = scaledObject.metadata;
  const target = targetOf(scaledObject);
  const behavior = behaviorOf(scaledObject);
  const copied = Object.entries(annotations ?? {}).filter(
    ([key]) => key !== 'kubectl.kubernetes.io/last-applied-configuration',
  );
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: {
      name: hpaName(scaledObject),
      namespace,
      labels: {
        'app.kubernetes.io/name': hpaName(scaledObject),
        'app.kubernetes.io/version': KEDA_VERSION,
        'app.kubernetes.io/part-of': name,
        'app.kubernetes.io/managed-by': 'keda-operator',
        ...labels,
        [NAME_LABEL]: name,
      },
      ...(copied.length > 0 ? { annotations: Object.fromEntries(copied) } : {}),
      ownerReferences: [ownerReference(scaledObject)],
    },
    spec: {
      scaleTargetRef: {
        apiVersion: scaledObject.spec.scaleTargetRef.apiVersion ?? 'apps/v1',
        kind: target.kind,
        name: target.name,
      },
      minReplicas: Math.max(scaledObject.spec.minReplicaCount ?? 0, 1),
      maxReplicas: scaledObject.spec.maxReplicaCount ?? 100,
      metrics: scaledObject.spec.triggers.map((trigger, index) => ({
        type: 'External',
        external: {
          metric: {
            name: metricName(trigger, index),
            selector: { matchLabels: { [NAME_LABEL]: name } },
          },
          target: targetValue(trigger),
        },
      })),
      ...(behavior ? { behavior } : {}),
    },
  };
}

function targetValue(trigger: ScaledObject['spec']['triggers'][number]) {
  const threshold = formatMilli(
    Math.round(Number(trigger.metadata.threshold) * 1000),
  );
  return trigger.metricType === 'Value'
    ? { type: 'Value', value: threshold }
    : { type: 'AverageValue', averageValue: threshold };
}

/** The configured behaviour with the defaults that the API server fills in; half-paused directions are disabled. */
function behaviorOf(scaledObject: ScaledObject): HpaBehavior | undefined {
  const configured =
    scaledObject.spec.advanced?.horizontalPodAutoscalerConfig?.behavior;
  const pause = pauseOf(scaledObject);
  if (!configured && !pause.scaleIn && !pause.scaleOut) return undefined;
  return {
    scaleUp: {
      stabilizationWindowSeconds: 0,
      selectPolicy: 'Max',
      policies: [
        { type: 'Pods', value: 4, periodSeconds: 15 },
        { type: 'Percent', value: 100, periodSeconds: 15 },
      ],
      ...configured?.scaleUp,
      ...(pause.scaleOut ? { selectPolicy: 'Disabled' } : {}),
    },
    scaleDown: {
      selectPolicy: 'Max',
      policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
      ...configured?.scaleDown,
      ...(pause.scaleIn ? { selectPolicy: 'Disabled' } : {}),
    },
  };
}

import type { KubernetesObject } from '../../kube/object';
import type { Condition, ObjectMeta } from '../core/objects';
import type { HpaBehavior } from '../hpa/limits';

export type Trigger = {
  type: string;
  name?: string;
  metricType?: 'AverageValue' | 'Value' | 'Utilization';
  metadata: Record<string, string>;
};

export type Fallback = {
  failureThreshold: number;
  replicas: number;
  behavior?:
    | 'static'
    | 'currentReplicas'
    | 'currentReplicasIfHigher'
    | 'currentReplicasIfLower';
};

export type ScaledObjectStatus = {
  authenticationsTypes?: string;
  conditions?: Condition[];
  externalMetricNames?: string[];
  health?: Record<
    string,
    { numberOfFailures: number; status: 'Happy' | 'Failing' }
  >;
  hpaName?: string;
  lastActiveTime?: string;
  originalReplicaCount?: number;
  pausedReplicaCount?: number;
  scaleTargetGVKR?: {
    group: string;
    kind: string;
    resource: string;
    version: string;
  };
  scaleTargetKind?: string;
  triggersActivity?: Record<string, { isActive: boolean }>;
  triggersTypes?: string;
};

export type ScaledObject = {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  spec: {
    scaleTargetRef: { name: string; kind?: string; apiVersion?: string };
    pollingInterval?: number;
    cooldownPeriod?: number;
    minReplicaCount?: number;
    maxReplicaCount?: number;
    triggers: Trigger[];
    fallback?: Fallback;
    advanced?: {
      horizontalPodAutoscalerConfig?: { name?: string; behavior?: HpaBehavior };
    };
  };
  status?: ScaledObjectStatus;
};

export const PAUSED = 'autoscaling.keda.sh/paused';
export const PAUSED_REPLICAS = 'autoscaling.keda.sh/paused-replicas';
export const PAUSED_SCALE_IN = 'autoscaling.keda.sh/paused-scale-in';
export const PAUSED_SCALE_OUT = 'autoscaling.keda.sh/paused-scale-out';
export const NAME_LABEL = 'scaledobject.keda.sh/name';

export const SCALED_OBJECTS = 'keda.sh/scaledobjects';
export const HPAS = 'autoscaling/horizontalpodautoscalers';

/** Name of the external metric of the trigger at an index. */
export function metricName(trigger: Trigger, index: number): string {
  return `s${index}-${trigger.type}`;
}

export function hpaName(scaledObject: ScaledObject): string {
  return (
    scaledObject.spec.advanced?.horizontalPodAutoscalerConfig?.name ??
    `keda-hpa-${scaledObject.metadata.name}`
  );
}

/** KEDA reads anything but a clear "false" as true. */
function isOn(annotation: string | undefined): boolean {
  return annotation !== undefined && !/^(false|f|0)$/i.test(annotation);
}

/** What the pausing annotations ask for. */
export function pauseOf(scaledObject: ScaledObject): {
  /** The scale loop is stopped and the HPA deleted. */
  full: boolean;
  replicas?: number;
  scaleIn: boolean;
  scaleOut: boolean;
} {
  const annotations = scaledObject.metadata.annotations ?? {};
  const replicas = annotations[PAUSED_REPLICAS];
  return {
    full: isOn(annotations[PAUSED]) || replicas !== undefined,
    ...(replicas === undefined ? {} : { replicas: Number(replicas) }),
    scaleIn: isOn(annotations[PAUSED_SCALE_IN]),
    scaleOut: isOn(annotations[PAUSED_SCALE_OUT]),
  };
}

export function targetOf(scaledObject: ScaledObject): {
  resource: 'apps/deployments' | 'apps/statefulsets';
  plural: 'deployments' | 'statefulsets';
  kind: string;
  name: string;
} {
  const { kind = 'Deployment', name } = scaledObject.spec.scaleTargetRef;
  return kind === 'StatefulSet'
    ? {
        resource: 'apps/statefulsets',
        plural: 'statefulsets',
        kind,
        name,
      }
    : { resource: 'apps/deployments', plural: 'deployments', kind, name };
}

/** Sets a condition; KEDA's conditions have no times, and keep the order in which they came up. */
export function withKedaCondition(
  conditions: readonly Condition[],
  next: Condition,
): Condition[] {
  return conditions.some(condition => condition.type === next.type)
    ? conditions.map(condition =>
        condition.type === next.type ? next : condition,
      )
    : [...conditions, next];
}

/** The conditions of a ScaledObject that KEDA has just seen for the first time. */
export const INITIAL_CONDITIONS: readonly Condition[] = [
  { type: 'Ready', status: 'Unknown' },
  { type: 'Active', status: 'Unknown' },
  { type: 'Fallback', status: 'Unknown' },
  { type: 'Paused', status: 'False' },
];

export const READY_MESSAGE =
  'ScaledObject is defined correctly and is ready for scaling';

export function asScaledObject(object: KubernetesObject): ScaledObject {
  return object as ScaledObject;
}

import { isError } from '@backstage/errors';
import { timestamp, wallMs, type SimContext } from '../core/context';
import { conditionOf, type Condition } from '../core/objects';
import { readScale, writeScale, type Scale } from '../core/scale';
import { activeCondition, readyCondition } from './conditions';
import { kedaEvent } from './events';
import { fallbackValue, healthAfter, isFallingBack } from './fallback';
import { triggerValue, type QueryPrometheus } from './prometheus';
import {
  asScaledObject,
  HPAS,
  hpaName,
  metricName,
  SCALED_OBJECTS,
  targetOf,
  type ScaledObject,
} from './scaledObject';
import {
  changeStatus,
  FALLING_BACK,
  fresh,
  NO_FALLBACK,
  withConditions,
} from './status';

interface Measurement {
  metric: string;
  /** Absent when the trigger failed and does not fall back. */
  value?: number;
  active: boolean;
}

/** KEDA's scale loop and its external metrics. */
export interface KedaScaler {
  /** One turn of the scale loop of a ScaledObject. */
  poll(scaledObject: ScaledObject): Promise<void>;
  /** Value of a metric as the HPA controller gets it, in thousandths; undefined when KEDA answers with an error. */
  externalMetric(
    namespace: string,
    scaledObject: string,
    metric: string,
  ): Promise<number | undefined>;
}

export function createKedaScaler(
  context: SimContext,
  queryPrometheus: QueryPrometheus,
): KedaScaler {
  /** Failures count towards the fallback on both ways; only the scale loop writes events about them. */
  async function measure(
    scaledObject: ScaledObject,
    index: number,
    reportFailure: boolean,
  ): Promise<Measurement | undefined> {
    const trigger = scaledObject.spec.triggers[index];
    const metric = metricName(trigger, index);
    let value: number | undefined;
    let failure: string | undefined;
    try {
      value = triggerValue(
        trigger,
        await queryPrometheus(
          trigger.metadata.serverAddress,
          trigger.metadata.query,
        ),
      );
    } catch (error) {
      failure = isError(error) ? error.message : String(error);
    }
    const now = fresh(context, scaledObject);
    if (!now) return undefined;
    if (failure !== undefined && reportFailure) {
      kedaEvent(context, now, {
        type: 'Warning',
        reason: 'KEDAScalerFailed',
        action: 'KEDAScalerFailed',
        message: failure,
      });
    }
    if (now.spec.fallback) {
      changeStatus(context, now, status => ({
        ...status,
        health: healthAfter(status, metric, failure !== undefined),
      }));
      value ??= fallbackFor(context, now, index);
    }
    const activation = Number(trigger.metadata.activationThreshold ?? 0);
    return {
      metric,
      value,
      active: value !== undefined && value > activation,
    };
  }

  return {
    async poll(scaledObject) {
      const measured = await Promise.all(
        scaledObject.spec.triggers.map((_trigger, index) =>
          measure(scaledObject, index, true),
        ),
      );
      const measurements = measured.flatMap(m => (m ? [m] : []));
      const now = fresh(context, scaledObject);
      if (!now || measurements.length === 0) return;
      const active = measurements.some(m => m.active);
      const scale = zeroScaling(context, now, active);
      reportPoll(context, now, measurements, { active, scale });
    },
    async externalMetric(namespace, name, metric) {
      const object = context.store.get(SCALED_OBJECTS, namespace, name);
      if (!object) return undefined;
      const scaledObject = asScaledObject(object);
      const index = scaledObject.spec.triggers.findIndex(
        (trigger, i) => metricName(trigger, i) === metric,
      );
      if (index < 0) return undefined;
      const measurement = await measure(scaledObject, index, false);
      return measurement?.value === undefined
        ? undefined
        : Math.trunc(measurement.value * 1000 + 1e-6);
    },
  };
}

function fallbackFor(
  context: SimContext,
  scaledObject: ScaledObject,
  index: number,
): number | undefined {
  const { fallback, triggers } = scaledObject.spec;
  const trigger = triggers[index];
  const now = fresh(context, scaledObject);
  const falling =
    now && isFallingBack(now, now.status, metricName(trigger, index));
  if (!fallback || !falling) return undefined;
  const scale = scaleOf(context, scaledObject);
  return fallbackValue(
    fallback,
    {
      metricType: trigger.metricType,
      threshold: Number(trigger.metadata.threshold),
    },
    { current: scale?.spec ?? 0, ready: scale?.ready ?? 0 },
  );
}

function scaleOf(
  context: SimContext,
  scaledObject: ScaledObject,
): Scale | undefined {
  const target = targetOf(scaledObject);
  return readScale(
    context,
    target.resource,
    scaledObject.metadata.namespace,
    target.name,
  );
}

/** What KEDA itself scales: between 0 and 1. Everything above is the HPA's. */
function zeroScaling(
  context: SimContext,
  scaledObject: ScaledObject,
  active: boolean,
): 'none' | 'cooldown' {
  const { minReplicaCount = 0, cooldownPeriod = 300 } = scaledObject.spec;
  const { namespace, name } = scaledObject.metadata;
  const target = targetOf(scaledObject);
  const scale = scaleOf(context, scaledObject);
  if (!scale) return 'none';
  const kind = `apps/v1.${target.kind} ${namespace}/${name}`;
  if (active && scale.spec === 0) {
    const replicas = Math.max(minReplicaCount, 1);
    writeScale(context, target.resource, namespace, target.name, replicas);
    kedaEvent(context, scaledObject, {
      reason: 'KEDAScaleTargetActivated',
      message: `Scaled ${kind} from 0 to ${replicas}, triggered by prometheus`,
    });
    return 'none';
  }
  if (active || scale.spec === 0 || minReplicaCount > 0) return 'none';
  const lastActive = Date.parse(scaledObject.status?.lastActiveTime ?? '');
  const until = lastActive + wallMs(context, cooldownPeriod);
  if (context.clock.now() < until) return 'cooldown';
  writeScale(context, target.resource, namespace, target.name, 0);
  kedaEvent(context, scaledObject, {
    reason: 'KEDAScaleTargetDeactivated',
    message: `Deactivated ${kind} from ${scale.spec} to 0`,
  });
  return 'none';
}

function reportPoll(
  context: SimContext,
  scaledObject: ScaledObject,
  measurements: readonly Measurement[],
  outcome: { active: boolean; scale: 'none' | 'cooldown' },
) {
  const falling = measurements.some(m =>
    isFallingBack(scaledObject, scaledObject.status, m.metric),
  );
  const wasFalling =
    conditionOf(scaledObject.status?.conditions, 'Fallback')?.status === 'True';
  const hpaActive = hpaCondition(context, scaledObject);
  changeStatus(context, scaledObject, status => ({
    ...withConditions(
      status,
      readyCondition(
        measurements.filter(m => m.value === undefined).length,
        measurements.length,
      ),
      activeCondition(outcome),
      falling ? FALLING_BACK : NO_FALLBACK,
      ...(hpaActive ? [hpaActive] : []),
    ),
    ...(outcome.active ? { lastActiveTime: timestamp(context) } : {}),
    triggersActivity: Object.fromEntries(
      measurements.map(m => [m.metric, { isActive: m.active }]),
    ),
  }));
  if (falling && !wasFalling) {
    kedaEvent(context, scaledObject, {
      reason: 'ScaledObjectFallbackActivated',
      action: 'ScaledObjectFallbackActivated',
      message: 'ScaledObject fallback is active',
    });
  }
}

/** What the HPA says about itself; absent until it said something. */
function hpaCondition(
  context: SimContext,
  scaledObject: ScaledObject,
): Condition | undefined {
  const hpa = context.store.get(
    HPAS,
    scaledObject.metadata.namespace,
    hpaName(scaledObject),
  );
  const status = hpa?.status as { conditions?: Condition[] } | undefined;
  const active = conditionOf(status?.conditions, 'ScalingActive');
  if (!active) return undefined;
  if (active.reason === 'ScalingDisabled') {
    return {
      type: 'HPAActive',
      status: 'True',
      reason: 'ScalingDisabled',
      message: active.message,
    };
  }
  return active.status === 'True'
    ? {
        type: 'HPAActive',
        status: 'True',
        reason: 'HPAActive',
        message: 'HPA is actively scaling',
      }
    : {
        type: 'HPAActive',
        status: 'False',
        reason: active.reason,
        message: `HPA is not actively scaling: ${active.message ?? ''}`,
      };
}

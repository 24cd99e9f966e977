import type {
  ScalingPath,
  Stage,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  fallbackSize,
  reachableMaximum,
} from '@adaptive-portal/plugin-adaptive-common';
import type { HpaObject, ScaledObjectObject } from '../objects/types';
import { conditionOf } from './autoscaling';
import type { TtftTrigger } from './autoscaling';
import type { Decision } from './decision';
import type { PoolContext } from './poolContext';
import { plainMessage, unreadMetric } from './plainMessage';
import { count, objectName, percent, sentence } from './text';

type StagePart = Omit<Stage, 'id'>;

export function metricStage(context: PoolContext): StagePart {
  const { reading, ttftTrigger } = context;
  const { value, at, source, reason } = reading.metrics.ttftTimeoutRatio;
  const threshold = ttftTrigger?.threshold;
  const shared = {
    ...(threshold !== undefined && { limit: percent(threshold) }),
    ...(at !== undefined && { observedAt: at }),
    ...(source !== undefined && { source: `Prometheus ${source}` }),
  };
  if (value !== undefined) {
    const compared =
      threshold === undefined
        ? ''
        : `, ${
            value > threshold ? 'above' : 'not above'
          } the threshold of ${percent(threshold)}`;
    return {
      ...shared,
      verdict: 'ok',
      value: `timeouts ${percent(value)}`,
      sentence: `${percent(value)} of the requests time out${compared}.`,
    };
  }
  if (reading.cause === 'noRequests') {
    return {
      ...shared,
      verdict: 'ok',
      value: 'no requests',
      sentence: 'Nobody asks this pool at the moment, so there is no ratio.',
    };
  }
  if (context.podsKnown && context.replicas.ready === 0) {
    return {
      ...shared,
      verdict: 'unknown',
      value: 'unknown',
      sentence: 'No pod is Ready, so there is nothing to measure.',
    };
  }
  // Pods that are scraped and were never asked may not have created their series yet.
  const scraped = (reading.up ?? 0) > 0;
  return {
    ...shared,
    verdict:
      reading.cause === 'noSeries' && !scraped && !context.returning
        ? 'broken'
        : 'unknown',
    value: 'unknown',
    sentence: sentence(`There is no timeout ratio: ${reason ?? 'no value'}`),
  };
}

/** The trigger's own state, when it keeps it from asking for anything; undefined when it works. */
function stoppedTrigger(
  { pause, replicas, podsKnown, hpa, workload }: PoolContext,
  scaledObject: ScaledObjectObject,
): StagePart | undefined {
  if (pause?.kind === 'all') {
    const by = pause.by === undefined ? '' : ` by ${pause.by}`;
    const held =
      pause.replicas === undefined
        ? ''
        : ` at ${count(pause.replicas, 'replica')}`;
    return {
      verdict: 'inactive',
      value: 'paused',
      sentence: `Autoscaling is paused${held}${by}.`,
    };
  }
  const { conditions } = scaledObject.status;
  const ready = conditionOf(conditions, 'Ready');
  if (ready?.status === 'False') {
    return {
      verdict: 'broken',
      value: ready.reason ?? 'not ready',
      sentence: sentence(
        `KEDA cannot use this trigger: ${ready.message ?? 'no message'}`,
      ),
    };
  }
  if (conditionOf(conditions, 'Fallback')?.status !== 'True') {
    return undefined;
  }
  const nothingToMeasure = podsKnown && replicas.ready === 0;
  const { fallback } = scaledObject;
  const size =
    fallback &&
    fallbackSize(fallback, hpa?.status.currentReplicas ?? workload.replicas);
  const standsFor =
    size === undefined ? '' : `, so that it asks for ${count(size, 'replica')}`;
  return {
    // Without a Ready pod there is no metric to read: the fallback follows from that, and holds up nothing.
    verdict: nothingToMeasure ? 'unknown' : 'broken',
    value: 'fallback',
    sentence: nothingToMeasure
      ? 'KEDA has fallen back, as no pod is Ready that could be measured.'
      : `KEDA cannot read the metric and has fallen back${
          fallback ? ` (${fallback.behavior ?? 'static'})` : ''
        }: the number it gives to the HPA is made up${standsFor}.`,
  };
}

/** What the trigger can ask for at most, when that is below max and already reached. */
function exhaustedReach(context: PoolContext): number | undefined {
  const { ttftTrigger, replicas, hpa } = context;
  const threshold = ttftTrigger?.threshold ?? 0;
  if (
    !ttftTrigger?.alone ||
    ttftTrigger.metricType !== 'AverageValue' ||
    threshold <= 0
  ) {
    return undefined;
  }
  const reach = reachableMaximum(threshold);
  const desired = hpa?.status.desiredReplicas ?? 0;
  return reach < (replicas.max ?? 0) && desired >= reach ? reach : undefined;
}

/** What the trigger asks for, by the arithmetic of its type. */
function whatItAsks(
  { threshold = 0, metricType, alone, composed }: TtftTrigger,
  triggers: number,
): string {
  const share = percent(threshold);
  if (composed) {
    return 'A formula of all triggers decides the size (scalingModifiers); this one measures the timeouts.';
  }
  const asks =
    metricType === 'Value'
      ? `asks for more replicas while more than ${share} of the requests time out, and for fewer below (Value)`
      : `asks for one replica per ${share} of timeouts, whatever runs now (${metricType})`;
  return alone
    ? `The trigger ${asks}.`
    : `This trigger ${asks}; of the ${triggers} triggers the one that asks for most decides.`;
}

export function triggerStage(context: PoolContext): StagePart {
  const { scaledObject, hpa, ttftTrigger, replicas } = context;
  if (!scaledObject) {
    return {
      verdict: 'inactive',
      value: 'none',
      sentence: hpa
        ? 'An HPA of its own scales this pool, without KEDA.'
        : 'Nothing scales this pool: it has no ScaledObject.',
    };
  }
  const source = objectName('ScaledObject', scaledObject.metadata);
  const stopped = stoppedTrigger(context, scaledObject);
  if (stopped) {
    return { source, ...stopped };
  }
  if (ttftTrigger?.threshold === undefined) {
    return {
      source,
      verdict: 'ok',
      value: count(scaledObject.triggers.length, 'trigger'),
      sentence: 'No trigger of this ScaledObject reads the TTFT timeout ratio.',
    };
  }
  const { metricType } = ttftTrigger;
  const threshold = percent(ttftTrigger.threshold);
  const reach = exhaustedReach(context);
  return {
    source,
    limit: `${threshold}, ${metricType}`,
    verdict: reach === undefined ? 'ok' : 'limiting',
    value: `above ${threshold}`,
    sentence:
      reach === undefined
        ? whatItAsks(ttftTrigger, scaledObject.triggers.length)
        : `With AverageValue and a threshold of ${threshold} this trigger can ask for ${reach} replicas at most, although max is ${replicas.max}.`,
  };
}

/** What the HPA itself says it cannot do; undefined when it works. */
function failedHpa(hpa: HpaObject): StagePart | undefined {
  const { conditions, currentReplicas } = hpa.status;
  const able = conditionOf(conditions, 'AbleToScale');
  if (able?.status === 'False') {
    return {
      verdict: 'broken',
      value: able.reason ?? 'AbleToScale',
      sentence: sentence(
        `The HPA cannot scale: ${
          plainMessage(able.message) ?? 'it gives no reason'
        }`,
      ),
    };
  }
  const active = conditionOf(conditions, 'ScalingActive');
  if (active?.status !== 'False') return undefined;
  if (active.reason === 'ScalingDisabled') {
    return {
      verdict: 'inactive',
      value: 'asleep',
      sentence: 'The HPA rests while the pool is at 0 replicas.',
    };
  }
  return {
    verdict: 'broken',
    value: active.reason ?? 'ScalingActive',
    sentence: `${unreadMetric(active.message)} and leaves the size${
      currentReplicas === undefined ? '' : ` at ${currentReplicas}`
    }.`,
  };
}

/** What the HPA wants, where nothing stands in its way. */
function wish(desired: number, asked: number, decision?: Decision): string {
  if (decision?.agreement === 'cannotExplain') {
    return `The HPA wants ${desired}; its metrics ask for ${asked}, which does not explain it.`;
  }
  const wants = `The HPA wants ${count(desired, 'replica')}`;
  const { notComputable = [] } = decision ?? {};
  return notComputable.length > 0
    ? `${wants}; what ${notComputable.join(
        ' and ',
      )} asks for only it can compute, from every pod.`
    : `${wants}.`;
}

export function hpaStage(
  context: PoolContext,
  decision?: Decision,
  next?: ScalingPath['next'],
): StagePart {
  const { hpa, scaledObject, pause, workload } = context;
  if (!hpa) {
    const off = !scaledObject || pause?.kind === 'all';
    return {
      verdict: off ? 'inactive' : 'broken',
      value: 'none',
      sentence: off
        ? 'There is no HPA.'
        : 'KEDA has not made an HPA for this ScaledObject.',
    };
  }
  const source = objectName('HPA', hpa.metadata);
  const { desiredReplicas } = hpa.status;
  const now = hpa.status.currentReplicas ?? workload.replicas;
  const shared = { source, limit: `${hpa.minReplicas} to ${hpa.maxReplicas}` };
  const failed = failedHpa(hpa);
  if (failed) {
    return { ...shared, ...failed };
  }
  if (desiredReplicas === undefined) {
    return {
      ...shared,
      verdict: 'unknown',
      value: 'undecided',
      sentence: 'The HPA has not decided yet.',
    };
  }
  const value = `wants ${desiredReplicas}, now ${now}`;
  const asked = decision?.unclamped ?? desiredReplicas;
  if (desiredReplicas >= hpa.maxReplicas && asked > hpa.maxReplicas) {
    return {
      ...shared,
      verdict: 'limiting',
      value,
      sentence: `The metrics ask for ${asked} replicas, max is ${hpa.maxReplicas}.`,
    };
  }
  if (next && next.replicas > desiredReplicas) {
    return { ...shared, verdict: 'limiting', value, sentence: next.sentence };
  }
  return {
    ...shared,
    verdict: 'ok',
    value,
    sentence: wish(desiredReplicas, asked, decision),
  };
}

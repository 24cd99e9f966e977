import type {
  EarliestChange,
  Recommendation,
  ScalingPath,
  SizeChange,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  clampReplicas,
  desiredForAverageValue,
  earliestChange,
} from '@adaptive-portal/plugin-adaptive-common';
import type { HpaObject } from '../objects/types';
import { conditionOf } from './autoscaling';
import type { Decision } from './decision';
import { nextByKeda } from './nextByKeda';
import type { PoolContext } from './poolContext';
import { count, iso } from './text';

type Next = ScalingPath['next'];

/** What the metric asked for, from our own samples; only where the ratio alone decides, as `AverageValue`. */
function sampled(
  { ttftTrigger, reading, autoscaling }: PoolContext,
  { minReplicas, maxReplicas }: HpaObject,
  size: number,
): Recommendation[] {
  const target = ttftTrigger?.threshold;
  if (
    autoscaling.fallbackActive ||
    !ttftTrigger?.alone ||
    ttftTrigger.metricType !== 'AverageValue' ||
    !target ||
    target <= 0
  ) {
    return [];
  }
  return (reading.metrics.ttftTimeoutHistory ?? []).map(([at, total]) => ({
    at: at * 1000,
    replicas: clampReplicas(
      desiredForAverageValue({ total, target, currentReplicas: size }),
      { min: minReplicas, max: maxReplicas },
    ),
  }));
}

/** What is known of the recommendations in the HPA's windows: our samples, and the last step the other way. */
function recommendations(
  context: PoolContext,
  hpa: HpaObject,
  step: { size: number; direction: 'out' | 'in' },
): Recommendation[] {
  const last = context.scales.at(-1);
  return [
    ...sampled(context, hpa, step.size),
    // It asked for no less than it got when it scaled out, and for no more when it scaled in.
    ...(last && last.direction !== step.direction
      ? [{ at: last.at, replicas: step.size }]
      : []),
  ];
}

/** The HPA says that its policies let it go no further for now. */
function isExhausted({ status }: HpaObject, direction: 'out' | 'in'): boolean {
  const limited = conditionOf(status.conditions, 'ScalingLimited')?.reason;
  return (
    status.currentReplicas === status.desiredReplicas &&
    limited === (direction === 'out' ? 'ScaleUpLimit' : 'ScaleDownLimit')
  );
}

function changes(
  { scales }: PoolContext,
  hpa: HpaObject,
  wanted: 'out' | 'in',
): SizeChange[] {
  return scales.map(({ at, direction, pods = 1 }) => {
    const used =
      direction === wanted && isExhausted(hpa, wanted) ? Infinity : pods;
    return { at, pods: direction === 'out' ? used : -used };
  });
}

function why(context: PoolContext, decision: Decision): string {
  const ratio = context.reading.metrics.ttftTimeoutRatio.value;
  const threshold = context.ttftTrigger?.threshold;
  const decides = decision.metrics.length === 1;
  return decides &&
    context.ttftTrigger?.metricType === 'AverageValue' &&
    ratio !== undefined &&
    threshold !== undefined &&
    ratio > threshold
    ? ', although requests still time out, because the trigger uses AverageValue'
    : '';
}

/** What the next step waits for. */
const WHEN: Partial<Record<string, string>> = {
  nothing: 'With its next decision',
  stabilizationWindow: 'When its stabilisation window has passed',
  policyPeriod: 'When the period of its scaling policy has passed',
  policy: 'When the period of its scaling policy has passed',
};

function stays(size: number, aslong: string): Next {
  return {
    replicas: size,
    sentence: `The size stays at ${size} ${aslong}.`,
  };
}

function stepSentence(
  context: PoolContext,
  decision: Decision,
  step: EarliestChange & { out: boolean; wanted: number },
): string {
  const { replicas, notBefore, out, wanted } = step;
  const steps = replicas === wanted ? '' : ` (${wanted} in the end)`;
  const action = `the HPA will scale ${out ? 'out' : 'in'} to ${count(
    replicas,
    'replica',
  )}${steps}`;
  const held =
    notBefore > context.now ? step.heldBy : decision.heldBy ?? 'nothing';
  return `${WHEN[held] ?? WHEN.nothing} ${action}${
    out ? '' : why(context, decision)
  }.`;
}

/** The HPA's own next step, from a decision that explains what it did. */
function nextByHpa(
  context: PoolContext,
  hpa: HpaObject,
  decision: Decision,
): Next {
  const { now } = context;
  const size = hpa.status.desiredReplicas;
  if (size === undefined || decision.agreement !== 'explained') {
    return undefined;
  }
  const wanted = decision.computed ?? size;
  const out = wanted > size;
  const direction = out ? 'out' : 'in';
  const change = earliestChange({
    now,
    current: size,
    desired: wanted,
    behavior: hpa.behavior,
    changes: changes(context, hpa, direction),
    recommendations: recommendations(context, hpa, { size, direction }),
  });
  if (!change) {
    return stays(
      size,
      context.autoscaling.fallbackActive
        ? 'as long as the fallback lasts'
        : 'as long as the metric stays as it is',
    );
  }
  if (change.heldBy === 'disabled') {
    return {
      replicas: size,
      sentence: `The size stays at ${size}: scaling ${
        out ? 'out' : 'in'
      } is disabled in the behaviour.`,
    };
  }
  return {
    replicas: change.replicas,
    // The time itself is apart: the page shows it in the reader's own time.
    ...(change.notBefore > now && { notBefore: iso(change.notBefore) }),
    sentence: stepSentence(context, decision, { ...change, out, wanted }),
  };
}

/** What happens to the size next as long as the metrics stay as they are; undefined when that cannot be told. */
export function nextChange(context: PoolContext, decision?: Decision): Next {
  const { hpa, pause, scaledObject, workload } = context;
  if (pause?.kind === 'all') {
    return stays(
      pause.replicas ?? workload.replicas,
      'until autoscaling is resumed',
    );
  }
  if (!scaledObject && !hpa) {
    return stays(workload.replicas, 'until somebody changes it');
  }
  const byKeda = scaledObject && nextByKeda(context, scaledObject);
  if (byKeda) return byKeda;
  if (!hpa) return undefined;
  const reads = conditionOf(hpa.status.conditions, 'ScalingActive');
  if (reads?.status === 'False' && workload.replicas > 0) {
    return stays(workload.replicas, 'until the HPA can read its metric again');
  }
  return decision && nextByHpa(context, hpa, decision);
}

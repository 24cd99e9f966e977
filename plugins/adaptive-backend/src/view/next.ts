import type { ScalingPath } from '@adaptive-portal/plugin-adaptive-common';
import {
  desiredForAverageValue,
  earliestChange,
} from '@adaptive-portal/plugin-adaptive-common';
import type { Decision } from './decision';
import type { PoolContext } from './poolContext';
import { count, iso } from './text';

/**
 * Last time at which the metric asked for the present size or more, from our own samples; only where the ratio alone
 * decides, as `AverageValue`.
 */
function lastOpposedAt(context: PoolContext, size: number): number | undefined {
  const { ttftTrigger, reading } = context;
  const target = ttftTrigger?.threshold;
  if (
    !ttftTrigger?.alone ||
    ttftTrigger.metricType !== 'AverageValue' ||
    !target ||
    target <= 0
  ) {
    return undefined;
  }
  const history = reading.metrics.ttftTimeoutHistory ?? [];
  const last = history.reduce<number | undefined>(
    (found, [at, total]) =>
      desiredForAverageValue({ total, target, currentReplicas: size }) >= size
        ? at
        : found,
    undefined,
  );
  return last === undefined ? undefined : last * 1000;
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
};

/** What the scaler does next as long as the metrics stay as they are; undefined when that cannot be told. */
export function nextChange(
  context: PoolContext,
  decision: Decision,
): ScalingPath['next'] {
  const { hpa, now, lastScale } = context;
  const size = hpa?.status.desiredReplicas;
  if (!hpa || size === undefined || decision.agreement !== 'explained') {
    return undefined;
  }
  const wanted = decision.computed ?? size;
  const change = earliestChange({
    now,
    current: size,
    desired: wanted,
    behavior: hpa.behavior,
    lastScale,
    lastOpposedAt: wanted < size ? lastOpposedAt(context, size) : undefined,
  });
  const out = wanted > size;
  if (!change) {
    return {
      replicas: size,
      sentence: `The size stays at ${size} as long as the metric stays as it is.`,
    };
  }
  if (change.heldBy === 'disabled') {
    return {
      replicas: size,
      sentence: `The size stays at ${size}: scaling ${
        out ? 'out' : 'in'
      } is disabled in the behaviour.`,
    };
  }
  const { replicas, notBefore } = change;
  const steps = replicas === wanted ? '' : ` (${wanted} in the end)`;
  const action = `the HPA will scale ${out ? 'out' : 'in'} to ${count(
    replicas,
    'replica',
  )}${steps}`;
  const held = notBefore > now ? change.heldBy : decision.heldBy ?? 'nothing';
  return {
    replicas,
    // The time itself is apart: the page shows it in the reader's own time.
    ...(notBefore > now && { notBefore: iso(notBefore) }),
    sentence: `${WHEN[held] ?? WHEN.nothing} ${action}${
      out ? '' : why(context, decision)
    }.`,
  };
}

import { conditionOf } from '../view/autoscaling';
import { decisionOf } from '../view/decision';
import type { PoolContext } from '../view/poolContext';
import { count, percent } from '../view/text';
import { evidence, ratioEvidence } from './evidence';
import { limitsFix } from './fixes';
import type { Finding, PoolProblemMapper } from './types';

/** What to do when max is what holds a pool: there is no use in a max that no node has room for. */
function higherMax(
  context: PoolContext,
  max: number,
): Pick<Finding, 'remedy' | 'fix'> {
  const { name, fit, replicas } = context;
  if (!fit) {
    return { remedy: 'Raise max, if there are GPUs for more replicas.' };
  }
  const room = Math.max(fit.fitNow - replicas.pending, 0);
  if (room === 0) {
    return {
      remedy:
        'Add GPU nodes of this kind, or free GPUs, before max is raised: no further replica fits now.',
    };
  }
  const asked = decisionOf(context)?.unclamped;
  const target = Math.min(max + room, Math.max(asked ?? max + room, max + 1));
  return {
    remedy: `Raise max: ${count(room, 'more replica')} would fit now.`,
    fix: limitsFix(`Raise max to ${target}`, { name, maxReplicas: target }),
  };
}

export const atMaxWithTimeouts: PoolProblemMapper = {
  code: 'at-max-with-timeouts',
  severity: 'critical',
  detect(context) {
    const { replicas, reading, ttftTrigger, scaledObject, pause } = context;
    const ratio = reading.metrics.ttftTimeoutRatio.value;
    const threshold = ttftTrigger?.threshold;
    const { max, desired } = replicas;
    if (
      !scaledObject ||
      // While all scaling is paused no max holds the pool.
      pause?.kind === 'all' ||
      ratio === undefined ||
      threshold === undefined ||
      max === undefined ||
      desired === undefined ||
      ratio <= threshold ||
      desired < max
    ) {
      return [];
    }
    return [
      {
        sentence: `${percent(
          ratio,
        )} of the requests time out (threshold ${percent(
          threshold,
        )}), and the pool is at its max of ${count(max, 'replica')}.`,
        evidence: [
          ratioEvidence(context),
          evidence(
            'ScaledObject',
            scaledObject.metadata,
            'spec.maxReplicaCount',
            max,
          ),
        ],
        ...higherMax(context, max),
      },
    ];
  },
};

export const scalingLimited: PoolProblemMapper = {
  code: 'scaling-limited',
  severity: 'info',
  detect(context) {
    const { hpa, pause, reading, ttftTrigger, name, scaledObject } = context;
    const limited = conditionOf(hpa?.status.conditions, 'ScalingLimited');
    const ratio = reading.metrics.ttftTimeoutRatio.value ?? 0;
    // With timeouts it is a problem of its own; at min it is what min is for.
    const timeouts = ratio > (ttftTrigger?.threshold ?? Infinity);
    if (
      !hpa ||
      pause ||
      timeouts ||
      limited?.status !== 'True' ||
      limited.reason !== 'TooManyReplicas'
    ) {
      return [];
    }
    const max = hpa.maxReplicas;
    const asked = decisionOf(context)?.unclamped ?? 0;
    return [
      {
        sentence: `The metrics ask for ${
          asked > max
            ? `${count(asked, 'replica')}, more than the max of ${max}`
            : `more than the max of ${count(max, 'replica')}`
        }.`,
        evidence: [
          evidence(
            'HPA',
            hpa.metadata,
            'status.conditions[ScalingLimited].reason',
            limited.reason,
          ),
        ],
        ...(scaledObject
          ? higherMax(context, hpa.maxReplicas)
          : { remedy: `Raise maxReplicas of the HPA of pool ${name}.` }),
        since: limited.lastTransitionTime,
      },
    ];
  },
};

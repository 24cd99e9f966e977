import type { ScalingPath } from '@adaptive-portal/plugin-adaptive-common';
import { kedaChange } from '@adaptive-portal/plugin-adaptive-common';
import type { ScaledObjectObject } from '../objects/types';
import { conditionOf } from './autoscaling';
import type { PoolContext } from './poolContext';
import { count, iso, parseTime } from './text';

type Next = ScalingPath['next'];

/** Where KEDA decides beside the HPA: at 0, and on the way to it. */
function isKedas(scaledObject: ScaledObjectObject, size: number): boolean {
  const { minReplicaCount = 0, idleReplicaCount } = scaledObject;
  return size < minReplicaCount || size === 0 || idleReplicaCount !== undefined
    ? true
    : minReplicaCount === 0;
}

function asleep({ ttftTrigger }: PoolContext): Next {
  const threshold = ttftTrigger?.trigger.metadata.activationThreshold;
  const above =
    threshold === undefined
      ? 'is active'
      : `is above ${threshold} (activation)`;
  return {
    replicas: 0,
    sentence: `The pool stays at 0 replicas until a trigger ${above}; KEDA wakes it then.`,
  };
}

/**
 * What KEDA does itself, without the HPA; undefined when it does nothing, or when it does not say whether its triggers
 * are active.
 */
export function nextByKeda(
  context: PoolContext,
  scaledObject: ScaledObjectObject,
): Next {
  const { now, workload, pause, autoscaling } = context;
  const size = workload.replicas;
  const { conditions, lastActiveTime } = scaledObject.status;
  const activity = conditionOf(conditions, 'Active')?.status;
  const ready = conditionOf(conditions, 'Ready')?.status;
  if (
    !isKedas(scaledObject, size) ||
    (activity !== 'True' && activity !== 'False') ||
    // Triggers in error are not inactive ones: KEDA then leaves the size alone.
    (activity === 'False' && (ready === 'False' || autoscaling.fallbackActive))
  ) {
    return undefined;
  }
  const change = kedaChange({
    now,
    current: size,
    active: activity === 'True',
    limits: scaledObject,
    lastActiveAt: parseTime(lastActiveTime),
    createdAt: parseTime(scaledObject.metadata.creationTimestamp),
  });
  if (!change) return size === 0 ? asleep(context) : undefined;
  const { replicas, notBefore, heldBy } = change;
  const out = replicas > size;
  if (pause?.kind === (out ? 'scaleOut' : 'scaleIn')) return undefined;
  if (out) {
    return {
      replicas,
      sentence: `With its next poll KEDA will scale out to ${count(
        replicas,
        'replica',
      )}.`,
    };
  }
  const waits = {
    nothing: 'With its next poll',
    cooldownPeriod: 'When the cooldown period has passed',
    initialCooldownPeriod: 'When the initial cooldown period has passed',
  }[heldBy];
  return {
    replicas,
    ...(notBefore > now && { notBefore: iso(notBefore) }),
    sentence: `${waits} KEDA will put the pool to sleep at ${count(
      replicas,
      'replica',
    )}, unless a trigger becomes active.`,
  };
}

import type { ScalingPath } from '@adaptive-portal/plugin-adaptive-common';
import { kedaChange } from '@adaptive-portal/plugin-adaptive-common';
import type { ScaledObjectObject } from '../objects/types';
import { conditionOf } from './autoscaling';
import type { PoolContext } from './poolContext';
import { count, iso, parseTime } from './text';
import { isHeld, readsOnlyItself } from './waking';

type Next = ScalingPath['next'];

/** Where KEDA decides beside the HPA: at 0, and on the way to it. */
function isKedas(scaledObject: ScaledObjectObject, size: number): boolean {
  const { minReplicaCount = 0, idleReplicaCount } = scaledObject;
  return size < minReplicaCount || size === 0 || idleReplicaCount !== undefined
    ? true
    : minReplicaCount === 0;
}

/** What a pool at 0 waits for. */
function asleep(
  { ttftTrigger, pause }: PoolContext,
  scaledObject: ScaledObjectObject,
): Next {
  // KEDA looks at the pause before it wakes anything.
  if (isHeld(pause, 'out')) {
    return {
      replicas: 0,
      sentence:
        'The pool stays at 0 replicas until scaling out is resumed: KEDA does not wake it while that is paused.',
    };
  }
  if (readsOnlyItself(scaledObject)) {
    return {
      replicas: 0,
      sentence:
        'The pool stays at 0 replicas: its triggers read metrics that only its own pods have.',
    };
  }
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
 * Whether triggers that are not active may be ones in error: KEDA then leaves the size alone, for a fallback to 0
 * excepted.
 */
function mayBeInError(
  { autoscaling }: PoolContext,
  { status, fallback }: ScaledObjectObject,
): boolean {
  const failing = Object.values(status.health).some(
    health => health.status === 'Failing',
  );
  return (
    conditionOf(status.conditions, 'Ready')?.status === 'False' ||
    autoscaling.fallbackActive === true ||
    // Below its failureThreshold a fallback is not in use yet, and KEDA waits for it already.
    (failing && fallback !== undefined && fallback.replicas !== 0)
  );
}

/**
 * What KEDA does itself, without the HPA; undefined when it does nothing, or when it does not say whether its triggers
 * are active.
 */
export function nextByKeda(
  context: PoolContext,
  scaledObject: ScaledObjectObject,
): Next {
  const { now, workload, pause } = context;
  const size = workload.replicas;
  const { conditions, lastActiveTime } = scaledObject.status;
  const activity = conditionOf(conditions, 'Active')?.status;
  if (
    !isKedas(scaledObject, size) ||
    (activity !== 'True' && activity !== 'False') ||
    (activity === 'False' && mayBeInError(context, scaledObject))
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
  const out = change !== undefined && change.replicas > size;
  const held = isHeld(pause, out ? 'out' : 'in');
  if (!change || held) {
    return size === 0 ? asleep(context, scaledObject) : undefined;
  }
  const { replicas, notBefore, heldBy } = change;
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

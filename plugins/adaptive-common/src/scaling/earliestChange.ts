import {
  scaleDownLimit,
  scaleDownRules,
  scaleUpLimit,
  scaleUpLimitWithoutBehavior,
  scaleUpRules,
} from './behavior';
import type { ScalingBehavior, SizeChange } from './behavior';

/**
 * A size that the metrics asked for at some time.
 *
 * @public
 */
export interface Recommendation {
  /** Milliseconds since the epoch. */
  at: number;
  /** Inside min and max. */
  replicas: number;
}

/**
 * The size that the stabilisation windows let through: not above the lowest recommendation of the scale-out window, not
 * below the highest one of the scale-in window, and `current` between the two.
 * Source: `stabilizeRecommendationWithBehaviors` in horizontal.go.
 *
 * @public
 */
export function stabilizedSize(input: {
  /** Milliseconds since the epoch. */
  now: number;
  current: number;
  /** What the metrics ask for now, inside min and max. */
  desired: number;
  behavior?: ScalingBehavior;
  /** What they asked for before, in any order. */
  recommendations?: readonly Recommendation[];
}): number {
  const { now, current, desired, behavior, recommendations = [] } = input;
  const within = (seconds: number) =>
    recommendations
      .filter(({ at }) => at > now - seconds * 1000)
      .map(({ replicas }) => replicas);
  const lowest = Math.min(
    desired,
    ...within(scaleUpRules(behavior).stabilizationWindowSeconds),
  );
  const highest = Math.max(
    desired,
    ...within(scaleDownRules(behavior).stabilizationWindowSeconds),
  );
  return Math.min(Math.max(current, lowest), highest);
}

/**
 * A change of size that is due, at the earliest.
 *
 * @public
 */
export interface EarliestChange {
  /** Size after the next step; windows and policies may need more steps to reach the wanted size. */
  replicas: number;
  /** Milliseconds since the epoch. */
  notBefore: number;
  /** What the change waits for. */
  heldBy: 'nothing' | 'stabilizationWindow' | 'policyPeriod' | 'disabled';
}

/**
 * What `earliestChange` is told.
 *
 * @public
 */
export interface ChangeInput {
  /** Milliseconds since the epoch. */
  now: number;
  current: number;
  /** Already clamped to min and max, and what it stays at. */
  desired: number;
  behavior?: ScalingBehavior;
  /** Changes that the HPA made lately. One of unknown size counts as one pod: that keeps the answer a lower bound. */
  changes?: readonly SizeChange[];
  /** What the metrics asked for lately, as far as it is known. */
  recommendations?: readonly Recommendation[];
}

/** The size that the HPA would set at some time, after windows and policies. */
function sizeAt(now: number, input: ChangeInput) {
  const { current, desired, behavior, changes = [] } = input;
  const stabilized = stabilizedSize({ ...input, now });
  const recent = { now, changes };
  if (desired > current) {
    const limit = behavior
      ? scaleUpLimit(current, scaleUpRules(behavior), recent)
      : scaleUpLimitWithoutBehavior(current);
    return { stabilized, size: Math.min(stabilized, limit) };
  }
  const limit = scaleDownLimit(current, scaleDownRules(behavior), recent);
  return { stabilized, size: Math.max(stabilized, limit) };
}

/**
 * The next step from `current` towards `desired` and the earliest time for it, as long as the metrics stay as they are.
 * The HPA's own history of recommendations is not observable: what is known of it makes the answer later, never earlier
 * than it can be. Undefined when the size is right already, or no policy ever allows a step.
 * Source: `stabilizeRecommendationWithBehaviors` and `convertDesiredReplicasWithBehaviorRate` in horizontal.go.
 *
 * @public
 */
export function earliestChange(input: ChangeInput): EarliestChange | undefined {
  const { now, current, desired, behavior } = input;
  const { changes = [], recommendations = [] } = input;
  if (desired === current) {
    return undefined;
  }
  const rules =
    desired > current ? scaleUpRules(behavior) : scaleDownRules(behavior);
  if (rules.selectPolicy === 'Disabled') {
    return { replicas: current, notBefore: now, heldBy: 'disabled' };
  }
  const windowMs = rules.stabilizationWindowSeconds * 1000;
  const times = [
    now,
    ...recommendations.map(({ at }) => at + windowMs),
    ...rules.policies.flatMap(({ periodSeconds }) =>
      changes.map(({ at }) => at + periodSeconds * 1000),
    ),
  ];
  const ahead = [...new Set(times)]
    .filter(at => at >= now)
    .sort((a, b) => a - b);
  let heldBy: EarliestChange['heldBy'] = 'nothing';
  for (const at of ahead) {
    const { stabilized, size } = sizeAt(at, input);
    if (size !== current) {
      return { replicas: size, notBefore: at, heldBy };
    }
    heldBy = stabilized === current ? 'stabilizationWindow' : 'policyPeriod';
  }
  return undefined;
}

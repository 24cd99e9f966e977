/**
 * One policy of an HPA's `behavior`.
 *
 * @public
 */
export interface ScalingPolicyRule {
  type: 'Pods' | 'Percent';
  value: number;
  periodSeconds: number;
}

/**
 * Rules of one direction of an HPA's `behavior`. What is absent has the default of Kubernetes.
 *
 * @public
 */
export interface ScalingDirectionRules {
  stabilizationWindowSeconds?: number;
  selectPolicy?: 'Max' | 'Min' | 'Disabled';
  policies?: ReadonlyArray<ScalingPolicyRule>;
}

/**
 * @public
 */
export interface ScalingBehavior {
  scaleUp?: ScalingDirectionRules;
  scaleDown?: ScalingDirectionRules;
}

/**
 * Rules of one direction with every default filled in.
 *
 * @public
 */
export interface ResolvedRules {
  stabilizationWindowSeconds: number;
  selectPolicy: 'Max' | 'Min' | 'Disabled';
  policies: ReadonlyArray<ScalingPolicyRule>;
}

const UP_DEFAULT: ResolvedRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
};

const DOWN_DEFAULT: ResolvedRules = {
  stabilizationWindowSeconds: 300,
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
};

function resolve(
  rules: ScalingDirectionRules | undefined,
  defaults: ResolvedRules,
): ResolvedRules {
  return {
    stabilizationWindowSeconds:
      rules?.stabilizationWindowSeconds ?? defaults.stabilizationWindowSeconds,
    selectPolicy: rules?.selectPolicy ?? defaults.selectPolicy,
    policies: rules?.policies?.length ? rules.policies : defaults.policies,
  };
}

/**
 * Rules for scaling out. Default: no window, at most the larger of 4 pods and 100 % per 15 s.
 * Source: `GenerateHPAScaleUpRules` in kubernetes/pkg/apis/autoscaling/v2/defaults.go.
 *
 * @public
 */
export function scaleUpRules(behavior?: ScalingBehavior): ResolvedRules {
  return resolve(behavior?.scaleUp, UP_DEFAULT);
}

/**
 * Rules for scaling in. Default: a window of 300 s (the `--horizontal-pod-autoscaler-downscale-stabilization` flag,
 * not observable from outside), at most 100 % per 15 s. KEDA's `cooldownPeriod` plays no part above 1 replica.
 *
 * @public
 */
export function scaleDownRules(behavior?: ScalingBehavior): ResolvedRules {
  return resolve(behavior?.scaleDown, DOWN_DEFAULT);
}

/**
 * The largest size one step may reach, when nothing was added within the policies' periods.
 * Source: `calculateScaleUpLimitWithScalingRules` in horizontal.go.
 *
 * @public
 */
export function scaleUpLimit(current: number, rules: ResolvedRules): number {
  if (rules.selectPolicy === 'Disabled') {
    return current;
  }
  const limits = rules.policies.map(policy =>
    policy.type === 'Pods'
      ? current + policy.value
      : Math.ceil((current * (100 + policy.value)) / 100),
  );
  return rules.selectPolicy === 'Min'
    ? Math.min(...limits)
    : Math.max(...limits);
}

/**
 * The smallest size one step may reach, when nothing was removed within the policies' periods.
 * Source: `calculateScaleDownLimitWithBehaviors` in horizontal.go.
 *
 * @public
 */
export function scaleDownLimit(current: number, rules: ResolvedRules): number {
  if (rules.selectPolicy === 'Disabled') {
    return current;
  }
  const limits = rules.policies.map(policy =>
    policy.type === 'Pods'
      ? current - policy.value
      : Math.floor((current * (100 - policy.value)) / 100),
  );
  const limit =
    rules.selectPolicy === 'Min' ? Math.max(...limits) : Math.min(...limits);
  return Math.max(limit, 0);
}

/**
 * A change of size that is due, at the earliest.
 *
 * @public
 */
export interface EarliestChange {
  /** Size after the next step; policies may need more steps to reach the wanted size. */
  replicas: number;
  /** Milliseconds since the epoch. */
  notBefore: number;
  /** What the change waits for. */
  heldBy: 'nothing' | 'stabilizationWindow' | 'policyPeriod' | 'disabled';
}

/**
 * The next step from `current` towards `desired` and the earliest time for it. The HPA's history of recommendations is
 * not observable, so this is a lower bound: the window cannot end before `lastOpposedAt` plus its length (a change in
 * the other direction opposes, too), nor a policy's period before the last change in this direction plus the period.
 * Undefined when the size is right already.
 * Source: `stabilizeRecommendationWithBehaviors` and `convertDesiredReplicasWithBehaviorRate` in horizontal.go.
 *
 * @public
 */
export function earliestChange(input: {
  now: number;
  current: number;
  /** Already clamped to min and max. */
  desired: number;
  behavior?: ScalingBehavior;
  /** The HPA's last change; leave it out when its direction is not known. */
  lastScale?: { at: number; direction: 'out' | 'in' };
  /** Last moment at which the metric asked for the current size or for one further away from `desired`. */
  lastOpposedAt?: number;
}): EarliestChange | undefined {
  const { now, current, desired, behavior, lastScale, lastOpposedAt } = input;
  if (desired === current) {
    return undefined;
  }
  const out = desired > current;
  const rules = out ? scaleUpRules(behavior) : scaleDownRules(behavior);
  if (rules.selectPolicy === 'Disabled') {
    return { replicas: current, notBefore: now, heldBy: 'disabled' };
  }
  const replicas = out
    ? Math.min(desired, scaleUpLimit(current, rules))
    : Math.max(desired, scaleDownLimit(current, rules));
  const sameDirection = lastScale?.direction === (out ? 'out' : 'in');
  const opposed = Math.max(
    lastOpposedAt ?? -Infinity,
    lastScale && !sameDirection ? lastScale.at : -Infinity,
  );
  const windowEnd = opposed + rules.stabilizationWindowSeconds * 1000;
  const longestPeriod = Math.max(...rules.policies.map(p => p.periodSeconds));
  const periodEnd =
    lastScale && sameDirection
      ? lastScale.at + longestPeriod * 1000
      : -Infinity;
  if (Math.max(windowEnd, periodEnd) <= now) {
    return { replicas, notBefore: now, heldBy: 'nothing' };
  }
  return windowEnd >= periodEnd
    ? { replicas, notBefore: windowEnd, heldBy: 'stabilizationWindow' }
    : { replicas, notBefore: periodEnd, heldBy: 'policyPeriod' };
}

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
 * Rules for scaling out. Default: no window, at most the larger of 4 pods and 100 % per 15 s. An HPA without any
 * `behavior` knows no policies: see `scaleUpLimitWithoutBehavior`.
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
 * A change of size that an HPA made; policies count those of their period.
 *
 * @public
 */
export interface SizeChange {
  /** Milliseconds since the epoch. */
  at: number;
  /** Pods added, or removed as a negative number; infinite where all that is known is that no more may follow. */
  pods: number;
}

/**
 * Changes as of some time, for the limits of the next step.
 *
 * @public
 */
export interface RecentChanges {
  /** Milliseconds since the epoch. */
  now: number;
  changes: readonly SizeChange[];
}

/** Size at the beginning of a policy's period: what was added since then is taken away again. */
function periodStart(
  current: number,
  policy: ScalingPolicyRule,
  recent: RecentChanges | undefined,
): number {
  const from = (recent?.now ?? 0) - policy.periodSeconds * 1000;
  return (recent?.changes ?? [])
    .filter(({ at }) => at > from)
    .reduce((size, { pods }) => size - pods, current);
}

/**
 * The largest size one step may reach, never below `current`. Without `recent` nothing was changed within the
 * policies' periods.
 * Source: `calculateScaleUpLimitWithScalingRules` in horizontal.go, down to its floating point.
 *
 * @public
 */
export function scaleUpLimit(
  current: number,
  rules: ResolvedRules,
  recent?: RecentChanges,
): number {
  if (rules.selectPolicy === 'Disabled') {
    return current;
  }
  const limits = rules.policies.map(policy => {
    const start = periodStart(current, policy, recent);
    return policy.type === 'Pods'
      ? start + policy.value
      : Math.ceil(start * (1 + policy.value / 100));
  });
  const limit =
    rules.selectPolicy === 'Min' ? Math.min(...limits) : Math.max(...limits);
  return Math.max(limit, current);
}

/**
 * The largest size one step may reach where an HPA has no `behavior` at all, as those that KEDA makes by default: the
 * larger of 4 and twice the size, whatever was changed before.
 * Source: `calculateScaleUpLimit` in horizontal.go.
 *
 * @public
 */
export function scaleUpLimitWithoutBehavior(current: number): number {
  return Math.max(2 * current, 4);
}

/**
 * The smallest size one step may reach, never above `current`. Without `recent` nothing was changed within the
 * policies' periods.
 * Source: `calculateScaleDownLimitWithBehaviors` in horizontal.go, down to its floating point.
 *
 * @public
 */
export function scaleDownLimit(
  current: number,
  rules: ResolvedRules,
  recent?: RecentChanges,
): number {
  if (rules.selectPolicy === 'Disabled') {
    return current;
  }
  const limits = rules.policies.map(policy => {
    const start = periodStart(current, policy, recent);
    if (policy.type === 'Pods') return start - policy.value;
    const share = 1 - policy.value / 100;
    // All of them, however many were there: a change may stand for a policy that is used up, by Infinity.
    return share === 0 ? 0 : Math.trunc(start * share);
  });
  const limit =
    rules.selectPolicy === 'Min' ? Math.max(...limits) : Math.min(...limits);
  return Math.min(Math.max(limit, 0), current);
}

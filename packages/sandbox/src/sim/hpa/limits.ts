/*
 * How the HPA controller slows a recommendation down: stabilisation windows, policies and bounds
 * (horizontal.go: normalizeDesiredReplicas and normalizeDesiredReplicasWithBehaviors).
 * All times are seconds on one clock; the caller decides how fast it runs.
 */

export type ScalingPolicy = {
  type: 'Pods' | 'Percent';
  value: number;
  periodSeconds: number;
};

export type ScalingRules = {
  stabilizationWindowSeconds?: number;
  selectPolicy?: 'Max' | 'Min' | 'Disabled';
  policies?: ScalingPolicy[];
};

export type HpaBehavior = { scaleUp?: ScalingRules; scaleDown?: ScalingRules };

/** What the controller remembers about one HPA. */
export interface HpaHistory {
  recommendations: Array<{ at: number; replicas: number }>;
  /** `change` is positive for a scale-up. */
  scaleEvents: Array<{ at: number; change: number }>;
}

export interface Decision {
  replicas: number;
  ableToScale: { reason: string; message: string };
  scalingLimited: {
    status: 'True' | 'False';
    reason: string;
    message: string;
  };
}

interface Limit {
  reason: string;
  message: string;
}

const DOWNSCALE_WINDOW_SECONDS = 300;

const WITHIN: Limit = {
  reason: 'DesiredWithinRange',
  message: 'the desired count is within the acceptable range',
};
const TOO_FEW: Limit = {
  reason: 'TooFewReplicas',
  message: 'the desired replica count is less than the minimum replica count',
};
const TOO_MANY: Limit = {
  reason: 'TooManyReplicas',
  message: 'the desired replica count is more than the maximum replica count',
};
const UP_LIMIT: Limit = {
  reason: 'ScaleUpLimit',
  message:
    'the desired replica count is increasing faster than the maximum scale rate',
};
const DOWN_LIMIT: Limit = {
  reason: 'ScaleDownLimit',
  message:
    'the desired replica count is decreasing faster than the maximum scale rate',
};

export interface DecisionInput {
  current: number;
  /** What the metrics ask for. */
  desired: number;
  min: number;
  max: number;
  behavior?: HpaBehavior;
  history: HpaHistory;
  /** Seconds. */
  now: number;
}

/** Applies stabilisation, rates and bounds. Does not change the history; see `remember`. */
export function decide(input: DecisionInput): Decision {
  const { behavior } = input;
  const stabilized = behavior
    ? stabilizeWithBehavior(input, behavior)
    : stabilize(input);
  const limited = behavior
    ? limitWithBehavior(input, stabilized.replicas, behavior)
    : limit(input, stabilized.replicas);
  return {
    replicas: limited.replicas,
    ableToScale: stabilized.reason,
    scalingLimited: {
      status: limited.limit === WITHIN ? 'False' : 'True',
      ...limited.limit,
    },
  };
}

/** The history with this sync in it, without what no window can see any more. */
export function remember(input: DecisionInput, applied: number): HpaHistory {
  const { history, behavior, now } = input;
  const longestWindow = Math.max(
    DOWNSCALE_WINDOW_SECONDS,
    downWindow(behavior),
    behavior?.scaleUp?.stabilizationWindowSeconds ?? 0,
  );
  const longestPeriod = Math.max(
    0,
    ...[...upPolicies(behavior), ...downPolicies(behavior)].map(
      policy => policy.periodSeconds,
    ),
  );
  const change = applied - input.current;
  const scaleEvents = history.scaleEvents.filter(
    event => event.at > now - longestPeriod,
  );
  return {
    recommendations: [
      ...history.recommendations.filter(
        recommendation => recommendation.at > now - longestWindow,
      ),
      { at: now, replicas: input.desired },
    ],
    scaleEvents:
      change === 0 ? scaleEvents : [...scaleEvents, { at: now, change }],
  };
}

const READY = {
  reason: 'ReadyForNewScale',
  message: 'recommended size matches current size',
};
const DOWN_STABILIZED = {
  reason: 'ScaleDownStabilized',
  message:
    'recent recommendations were higher than current one, applying the highest recent recommendation',
};
const UP_STABILIZED = {
  reason: 'ScaleUpStabilized',
  message:
    'recent recommendations were lower than current one, applying the lowest recent recommendation',
};

function recent(input: DecisionInput, windowSeconds: number): number[] {
  return input.history.recommendations
    .filter(recommendation => recommendation.at > input.now - windowSeconds)
    .map(recommendation => recommendation.replicas);
}

function stabilize(input: DecisionInput) {
  const replicas = Math.max(
    input.desired,
    ...recent(input, DOWNSCALE_WINDOW_SECONDS),
  );
  return {
    replicas,
    reason: replicas === input.desired ? READY : DOWN_STABILIZED,
  };
}

function stabilizeWithBehavior(input: DecisionInput, behavior: HpaBehavior) {
  const { desired, current } = input;
  const lowest = Math.min(
    desired,
    ...recent(input, behavior.scaleUp?.stabilizationWindowSeconds ?? 0),
  );
  const highest = Math.max(desired, ...recent(input, downWindow(behavior)));
  let replicas = current;
  if (replicas < lowest) replicas = lowest;
  if (replicas > highest) replicas = highest;
  let reason = READY;
  if (replicas !== desired) {
    reason = desired >= current ? UP_STABILIZED : DOWN_STABILIZED;
  }
  return { replicas, reason };
}

function limit(
  input: DecisionInput,
  desired: number,
): { replicas: number; limit: Limit } {
  const rate = Math.max(2 * input.current, 4);
  const highest = Math.min(input.max, rate);
  if (desired < input.min) return { replicas: input.min, limit: TOO_FEW };
  if (desired > highest) {
    return { replicas: highest, limit: input.max > rate ? UP_LIMIT : TOO_MANY };
  }
  return { replicas: desired, limit: WITHIN };
}

function limitWithBehavior(
  input: DecisionInput,
  desired: number,
  behavior: HpaBehavior,
): { replicas: number; limit: Limit } {
  const { current, min, max } = input;
  if (desired > current) {
    const rate = Math.max(current, upLimit(input, behavior));
    const highest = Math.min(max, rate);
    return desired > highest
      ? { replicas: highest, limit: max > rate ? UP_LIMIT : TOO_MANY }
      : { replicas: desired, limit: WITHIN };
  }
  if (desired < current) {
    const rate = Math.min(current, downLimit(input, behavior));
    const lowest = Math.max(min, rate);
    return desired < lowest
      ? { replicas: lowest, limit: min < rate ? DOWN_LIMIT : TOO_FEW }
      : { replicas: desired, limit: WITHIN };
  }
  return { replicas: desired, limit: WITHIN };
}

/** Replicas at the beginning of the period that ends now. */
function atPeriodStart(input: DecisionInput, periodSeconds: number): number {
  return input.history.scaleEvents
    .filter(event => event.at > input.now - periodSeconds)
    .reduce((replicas, event) => replicas - event.change, input.current);
}

function upLimit(input: DecisionInput, behavior: HpaBehavior): number {
  const select = behavior.scaleUp?.selectPolicy ?? 'Max';
  if (select === 'Disabled') return input.current;
  const proposals = upPolicies(behavior).map(policy => {
    const start = atPeriodStart(input, policy.periodSeconds);
    return policy.type === 'Pods'
      ? start + policy.value
      : Math.ceil(start * (1 + policy.value / 100));
  });
  return select === 'Min' ? Math.min(...proposals) : Math.max(...proposals);
}

function downLimit(input: DecisionInput, behavior: HpaBehavior): number {
  const select = behavior.scaleDown?.selectPolicy ?? 'Max';
  if (select === 'Disabled') return input.current;
  const proposals = downPolicies(behavior).map(policy => {
    const start = atPeriodStart(input, policy.periodSeconds);
    return policy.type === 'Pods'
      ? start - policy.value
      : Math.trunc(start * (1 - policy.value / 100));
  });
  // "Max" means the greatest change, which for a scale-down is the smallest number.
  return select === 'Min' ? Math.max(...proposals) : Math.min(...proposals);
}

function upPolicies(behavior: HpaBehavior | undefined): ScalingPolicy[] {
  return (
    behavior?.scaleUp?.policies ?? [
      { type: 'Pods', value: 4, periodSeconds: 15 },
      { type: 'Percent', value: 100, periodSeconds: 15 },
    ]
  );
}

function downPolicies(behavior: HpaBehavior | undefined): ScalingPolicy[] {
  return (
    behavior?.scaleDown?.policies ?? [
      { type: 'Percent', value: 100, periodSeconds: 15 },
    ]
  );
}

function downWindow(behavior: HpaBehavior | undefined): number {
  return (
    behavior?.scaleDown?.stabilizationWindowSeconds ?? DOWNSCALE_WINDOW_SECONDS
  );
}

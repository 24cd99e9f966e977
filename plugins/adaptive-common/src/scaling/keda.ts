/**
 * What KEDA itself is told about the sizes below the HPA's; the fields of a ScaledObject's spec, defaults left out.
 *
 * @public
 */
export interface KedaLimits {
  minReplicaCount?: number;
  /** Size while no trigger is active, below min; KEDA accepts 0 only. */
  idleReplicaCount?: number;
  /** Seconds; default 300. */
  cooldownPeriod?: number;
  /** Seconds; default 0. */
  initialCooldownPeriod?: number;
}

/**
 * A fallback of a ScaledObject.
 *
 * @public
 */
export interface FallbackRule {
  replicas: number;
  /** `static` by default. */
  behavior?: string;
}

const DEFAULT_COOLDOWN_SECONDS = 300;

/**
 * Whether a trigger is active: only a value above the activation threshold is. It decides between 0 and 1 only.
 * Source: `GetMetricsAndActivity` in kedacore/keda/pkg/scalers/prometheus_scaler.go.
 *
 * @public
 */
export function isTriggerActive(
  value: number,
  activationThreshold: number = 0,
): boolean {
  return value > activationThreshold;
}

/**
 * A step that KEDA makes itself.
 *
 * @public
 */
export interface KedaChange {
  replicas: number;
  /** Milliseconds since the epoch, never before now. */
  notBefore: number;
  /** What the step waits for. */
  heldBy: 'nothing' | 'cooldownPeriod' | 'initialCooldownPeriod';
}

/**
 * What KEDA does itself, beside the HPA: it wakes a pool that is at 0 (or idle), puts it to sleep when no trigger has
 * been active for `cooldownPeriod`, and lifts one that is below min. Undefined when it does nothing, as always when min
 * is at least 1 and there is no idle size. Above that the HPA alone decides, and `cooldownPeriod` plays no part.
 * Source: `RequestScale` and `scaleToZeroOrIdle` in kedacore/keda/pkg/scaling/executor/scale_scaledobjects.go.
 *
 * @public
 */
export function kedaChange(input: {
  /** Milliseconds since the epoch. */
  now: number;
  current: number;
  /** Whether any trigger is active. */
  active: boolean;
  limits: KedaLimits;
  /** When a trigger was active last, milliseconds since the epoch; absent when none ever was. */
  lastActiveAt?: number;
  /** When the ScaledObject was made, milliseconds since the epoch. */
  createdAt?: number;
}): KedaChange | undefined {
  const { now, current, active, limits, lastActiveAt, createdAt } = input;
  const min = limits.minReplicaCount ?? 0;
  const idle = limits.idleReplicaCount;
  const at = (replicas: number): KedaChange => ({
    replicas,
    notBefore: now,
    heldBy: 'nothing',
  });
  if (active) {
    const asleep = current === 0 || (idle !== undefined && current < min);
    return asleep ? at(Math.max(min, 1)) : undefined;
  }
  const floor = idle ?? min;
  if (idle === undefined && current < min) return at(min);
  const sleeps = idle !== undefined || min === 0;
  if (!sleeps || current <= floor) return undefined;
  const end =
    lastActiveAt === undefined
      ? (createdAt ?? now) + (limits.initialCooldownPeriod ?? 0) * 1000
      : lastActiveAt +
        (limits.cooldownPeriod ?? DEFAULT_COOLDOWN_SECONDS) * 1000;
  if (end <= now) return at(floor);
  return {
    replicas: floor,
    notBefore: end,
    heldBy:
      lastActiveAt === undefined ? 'initialCooldownPeriod' : 'cooldownPeriod',
  };
}

/**
 * The size that a fallback makes the HPA ask for, before min and max; undefined for a behaviour that names no size
 * (`triggerScoped`, `scalingModifiers`). `static`, the default, also shrinks a pool that needs its replicas.
 * Source: `doFallback` in kedacore/keda/pkg/fallback/fallback.go.
 *
 * @public
 */
export function fallbackSize(
  fallback: FallbackRule,
  currentReplicas: number,
): number | undefined {
  const { replicas, behavior = 'static' } = fallback;
  switch (behavior) {
    case 'static':
      return replicas;
    case 'currentReplicas':
      return currentReplicas;
    case 'currentReplicasIfHigher':
      return Math.max(currentReplicas, replicas);
    case 'currentReplicasIfLower':
      return Math.min(currentReplicas, replicas);
    default:
      return undefined;
  }
}

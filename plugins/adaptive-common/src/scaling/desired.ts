import { InputError } from '@backstage/errors';

/**
 * Change that the HPA ignores, as a share of the target: `--horizontal-pod-autoscaler-tolerance`, default 0.1. The
 * flag is not observable from outside.
 *
 * @public
 */
export const DEFAULT_TOLERANCE = 0.1;

/** Metrics travel as integer milli-units; MilliValue rounds up. The small constant undoes binary fractions. */
function toMilli(value: number): number {
  return Math.ceil(value * 1000 - 1e-6);
}

function checkTarget(target: number): void {
  if (!(target > 0) || !Number.isFinite(target)) {
    throw new InputError(
      `Invalid scaling target ${target}, expected a number above 0`,
    );
  }
}

/**
 * Tolerance by direction, as shares of the target: `behavior.scaleUp.tolerance` and `behavior.scaleDown.tolerance` of
 * an HPA (Kubernetes 1.33 and newer); what is absent is `DEFAULT_TOLERANCE`.
 *
 * @public
 */
export interface Tolerances {
  scaleUp?: number;
  scaleDown?: number;
}

/**
 * Whether the HPA leaves the size alone: `usageRatio` (metric ÷ target) is above 1 by no more than the tolerance for
 * scaling out, nor below by more than that for scaling in. One number stands for both.
 * Source: `Tolerances.isWithin` in kubernetes/pkg/controller/podautoscaler/replica_calculator.go.
 *
 * @public
 */
export function isWithinTolerance(
  usageRatio: number,
  tolerance: number | Tolerances = DEFAULT_TOLERANCE,
): boolean {
  const { scaleUp = DEFAULT_TOLERANCE, scaleDown = DEFAULT_TOLERANCE } =
    typeof tolerance === 'number'
      ? { scaleUp: tolerance, scaleDown: tolerance }
      : tolerance;
  return 1 - scaleDown - 1e-9 <= usageRatio && usageRatio <= 1 + scaleUp + 1e-9;
}

/**
 * Replicas for an external metric with target type `AverageValue`: ceil(total ÷ target), whatever runs now, unless
 * the average over the current replicas is within the tolerance of the target.
 * Source: `GetExternalPerPodMetricReplicas` in replica_calculator.go. Measured: ratio 0.23 with target 0.1 gives 3,
 * so a pool of 6 is scaled in to 3.
 *
 * @throws InputError when the target is not above 0
 * @public
 */
export function desiredForAverageValue(input: {
  /** The metric itself, not its average. */
  total: number;
  target: number;
  currentReplicas: number;
  tolerance?: number | Tolerances;
}): number {
  const { total, target, currentReplicas, tolerance } = input;
  checkTarget(target);
  const usage = toMilli(total);
  const perPod = toMilli(target);
  if (
    currentReplicas > 0 &&
    isWithinTolerance(usage / (perPod * currentReplicas), tolerance)
  ) {
    return currentReplicas;
  }
  return Math.ceil(usage / perPod);
}

/**
 * Replicas for an external metric with target type `Value`: ceil(READY pods × value ÷ target), unless value ÷ target
 * is within the tolerance of 1. It multiplies Ready pods, not replicas: with none Ready the answer is 0, which is
 * then clamped to min.
 * Source: `GetExternalMetricReplicas` and `getUsageRatioReplicaCount` in replica_calculator.go, down to its floating
 * point. Measured: 5 % with
 * target 10 % takes 6 to 1 in steps; 23 % with no pod Ready takes 4 to 1.
 *
 * @throws InputError when the target is not above 0
 * @public
 */
export function desiredForValue(input: {
  value: number;
  target: number;
  currentReplicas: number;
  readyReplicas: number;
  tolerance?: number | Tolerances;
}): number {
  const { value, target, currentReplicas, readyReplicas, tolerance } = input;
  checkTarget(target);
  const usage = toMilli(value);
  const wanted = toMilli(target);
  if (currentReplicas === 0) {
    return Math.ceil(usage / wanted);
  }
  if (isWithinTolerance(usage / wanted, tolerance)) {
    return currentReplicas;
  }
  // In this order, as the HPA does: 28 / 100 * 25 is a hair above 7, and 8 then.
  return Math.ceil((usage / wanted) * readyReplicas);
}

/**
 * What several triggers together ask for: the largest. A trigger that cannot be read is `undefined`: then the others
 * may scale out, but not in. Undefined when nothing may be decided.
 * Source: `computeReplicasForMetrics` in kubernetes/pkg/controller/podautoscaler/horizontal.go.
 *
 * @public
 */
export function combineDesired(
  desired: ReadonlyArray<number | undefined>,
  currentReplicas: number,
): number | undefined {
  const known = desired.filter((n): n is number => n !== undefined);
  if (known.length === 0) {
    return undefined;
  }
  const max = Math.max(...known);
  return known.length < desired.length && max < currentReplicas
    ? undefined
    : max;
}

/**
 * `desired` inside min and max. A `min` of 0 counts as 1: between 0 and 1 KEDA decides, not the HPA, whose
 * `minReplicas` KEDA sets to max(min, 1).
 *
 * @public
 */
export function clampReplicas(
  desired: number,
  limits: { min: number; max: number },
): number {
  return Math.min(Math.max(desired, limits.min, 1), limits.max);
}

/**
 * The most replicas that a ratio (at most 1) with `AverageValue` can ever ask for: ceil(1 ÷ threshold), 10 for 0.1.
 * A `max` above it cannot be reached by this trigger.
 *
 * @throws InputError when the threshold is not above 0
 * @public
 */
export function reachableMaximum(threshold: number): number {
  checkTarget(threshold);
  return Math.ceil(1000 / toMilli(threshold));
}

import {
  clampReplicas,
  combineDesired,
  desiredForAverageValue,
  desiredForValue,
  readQuantity,
  scaleDownRules,
  scaleUpRules,
} from '@adaptive-portal/plugin-adaptive-common';
import type { HpaMetric, HpaObject } from '../objects/types';
import { conditionOf } from './autoscaling';

/** What one metric of an HPA asks for. A range, as the HPA publishes averages rounded up to a thousandth. */
export interface MetricDecision {
  name: string;
  targetType: 'AverageValue' | 'Value';
  target: number;
  /** The metric as the HPA saw it; for `AverageValue` the total over all replicas. */
  value?: number;
  desired?: { low: number; high: number };
}

/** The HPA's decision, recomputed from what it published. */
export interface Decision {
  metrics: MetricDecision[];
  /** Inside min and max, before stabilisation and policies; absent when inputs are missing. */
  recommended?: { low: number; high: number };
  /** One number of the range: the published one where the range holds it. */
  computed?: number;
  /** What the metrics ask for without min and max. */
  unclamped?: number;
  agreement: 'explained' | 'cannotExplain' | 'notApplicable';
  /** What keeps the HPA from the recommendation for now. */
  heldBy?: 'stabilizationWindow' | 'policy' | 'disabled';
}

/** Averages are published in thousandths, rounded up: the true one lies up to this much lower. */
const ROUNDING = 0.001;

function toleranceOf(hpa: HpaObject): number | undefined {
  return (
    readQuantity(hpa.behavior?.scaleDown?.tolerance) ??
    readQuantity(hpa.behavior?.scaleUp?.tolerance)
  );
}

function decideMetric(
  hpa: HpaObject,
  metric: HpaMetric,
  readyReplicas: number,
): MetricDecision | undefined {
  const target = readQuantity(metric.target);
  const { targetType } = metric;
  if (!target || target <= 0 || !targetType || targetType === 'Utilization') {
    return undefined;
  }
  const name = metric.name ?? '';
  const current = hpa.status.currentMetrics.find(m => m.name === name);
  const replicas = hpa.status.currentReplicas ?? 0;
  const tolerance = toleranceOf(hpa);
  if (targetType === 'Value') {
    const value = readQuantity(current?.value);
    const desired =
      value === undefined
        ? undefined
        : desiredForValue({
            value,
            target,
            currentReplicas: replicas,
            readyReplicas,
            tolerance,
          });
    return {
      name,
      targetType,
      target,
      value,
      ...(desired !== undefined && {
        desired: { low: desired, high: desired },
      }),
    };
  }
  const average = readQuantity(current?.averageValue);
  if (average === undefined || replicas === 0) {
    return { name, targetType, target };
  }
  const at = (total: number) =>
    desiredForAverageValue({
      total,
      target,
      currentReplicas: replicas,
      tolerance,
    });
  const least = Math.max((average - ROUNDING) * replicas, 0) + 1e-6;
  const candidates = [at(average > 0 ? least : 0), at(average * replicas)];
  return {
    name,
    targetType,
    target,
    value: average * replicas,
    desired: { low: Math.min(...candidates), high: Math.max(...candidates) },
  };
}

/** The condition with which the HPA says that it holds back. */
function holdOf(
  hpa: HpaObject,
  direction: 'in' | 'out',
): Decision['heldBy'] | undefined {
  const { conditions } = hpa.status;
  const able = conditionOf(conditions, 'AbleToScale')?.reason;
  const limited = conditionOf(conditions, 'ScalingLimited')?.reason;
  const rules =
    direction === 'in'
      ? scaleDownRules(hpa.behavior)
      : scaleUpRules(hpa.behavior);
  if (rules.selectPolicy === 'Disabled') return 'disabled';
  if (
    able === (direction === 'in' ? 'ScaleDownStabilized' : 'ScaleUpStabilized')
  ) {
    return 'stabilizationWindow';
  }
  return limited === (direction === 'in' ? 'ScaleDownLimit' : 'ScaleUpLimit')
    ? 'policy'
    : undefined;
}

function compare(
  hpa: HpaObject,
  recommended: { low: number; high: number },
): Pick<Decision, 'agreement' | 'heldBy'> {
  const desired = hpa.status.desiredReplicas;
  if (desired === undefined) {
    return { agreement: 'notApplicable' };
  }
  if (desired >= recommended.low && desired <= recommended.high) {
    return { agreement: 'explained' };
  }
  const current = hpa.status.currentReplicas ?? desired;
  // Held back: the published size lies between where the pool is and what the metrics ask for.
  if (desired > recommended.high && desired <= current) {
    const heldBy = holdOf(hpa, 'in');
    if (heldBy) return { agreement: 'explained', heldBy };
  }
  if (desired < recommended.low && desired >= current) {
    const heldBy = holdOf(hpa, 'out');
    if (heldBy) return { agreement: 'explained', heldBy };
  }
  return { agreement: 'cannotExplain' };
}

/**
 * Recomputes an HPA's decision from its published metrics, and says whether it agrees with its published size. Nothing
 * is invented: metrics that are not there, or of a sort that is not known, make it `notApplicable`.
 */
export function recomputeDecision(
  hpa: HpaObject,
  readyReplicas: number,
): Decision {
  const metrics = hpa.metrics.map(m => decideMetric(hpa, m, readyReplicas));
  const known = metrics.filter((m): m is MetricDecision => m !== undefined);
  const scaling = conditionOf(hpa.status.conditions, 'ScalingActive');
  const current = hpa.status.currentReplicas ?? 0;
  const combine = (end: 'low' | 'high') =>
    combineDesired(
      metrics.map(m => m?.desired?.[end]),
      current,
    );
  const low = combine('low');
  const high = combine('high');
  if (scaling?.status === 'False' || low === undefined || high === undefined) {
    return { metrics: known, agreement: 'notApplicable' };
  }
  const limits = { min: hpa.minReplicas, max: hpa.maxReplicas };
  const recommended = {
    low: clampReplicas(low, limits),
    high: clampReplicas(high, limits),
  };
  const desired = hpa.status.desiredReplicas ?? recommended.high;
  return {
    metrics: known,
    unclamped: high,
    recommended,
    computed: Math.min(Math.max(desired, recommended.low), recommended.high),
    ...compare(hpa, recommended),
  };
}

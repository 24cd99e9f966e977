/*
 * What the HPA controller computes from external metrics: kubernetes/pkg/controller/podautoscaler,
 * replica_calculator.go (GetExternalMetricReplicas, GetExternalPerPodMetricReplicas) and horizontal.go
 * (computeReplicasForMetrics). Metric values and targets are in thousandths, as the controller holds them.
 */

/** One external metric of an HPA and what the metrics API said about it. */
export interface ExternalMetric {
  targetType: 'AverageValue' | 'Value';
  /** Thousandths. */
  target: number;
  /** Sum of the metric in thousandths, or why there is none. */
  usage: { value: number } | { error: string };
}

export interface ReplicaCounts {
  /** `spec.replicas` of the target. */
  spec: number;
  /** `status.replicas` of the target. */
  status: number;
  ready: number;
}

/** The controller manager's `--horizontal-pod-autoscaler-tolerance`. */
export const TOLERANCE = 0.1;

/**
 * Replicas that one metric asks for.
 *
 * AverageValue: ceil(metric ÷ target), whatever runs now. Value: ceil(ready pods × metric ÷ target). Both keep what is
 * there while the ratio is within the tolerance.
 */
export function proposeReplicas(
  metric: { targetType: 'AverageValue' | 'Value'; target: number },
  usage: number,
  counts: ReplicaCounts,
  tolerance = TOLERANCE,
): number {
  if (metric.targetType === 'AverageValue') {
    const ratio = usage / (metric.target * counts.status);
    return withinTolerance(ratio, tolerance)
      ? counts.status
      : Math.ceil(usage / metric.target);
  }
  const ratio = usage / metric.target;
  if (counts.spec === 0) return Math.ceil(ratio);
  return withinTolerance(ratio, tolerance)
    ? counts.spec
    : Math.ceil(ratio * counts.ready);
}

// The controller compares floating point numbers; the margin only absorbs what 1.1 - 1 leaves over.
function withinTolerance(ratio: number, tolerance: number): boolean {
  return Math.abs(1 - ratio) <= tolerance + 1e-12;
}

/** The value shown in `status.currentMetrics`, in thousandths. */
export function shownValue(
  targetType: 'AverageValue' | 'Value',
  usage: number,
  counts: ReplicaCounts,
): number {
  return targetType === 'AverageValue' && counts.status > 0
    ? Math.ceil(usage / counts.status)
    : usage;
}

export type Proposal =
  | {
      replicas: number;
      /** Index of the metric that won. */
      metric: number;
      /** Errors of metrics that were passed over. */
      errors: Array<{ metric: number; error: string }>;
    }
  | {
      replicas: undefined;
      /** Errors that keep the controller from deciding, at least one. */
      errors: Array<{ metric: number; error: string }>;
    };

/** Highest proposal of all metrics; a missing metric blocks a scale-down, and all missing block everything. */
export function proposeForAll(
  metrics: readonly ExternalMetric[],
  counts: ReplicaCounts,
): Proposal {
  const errors: Array<{ metric: number; error: string }> = [];
  let best: { replicas: number; metric: number } | undefined;
  metrics.forEach((metric, index) => {
    if ('error' in metric.usage) {
      errors.push({ metric: index, error: metric.usage.error });
      return;
    }
    const replicas = proposeReplicas(metric, metric.usage.value, counts);
    if (!best || replicas > best.replicas) best = { replicas, metric: index };
  });
  if (!best || (errors.length > 0 && best.replicas < counts.spec)) {
    return { replicas: undefined, errors };
  }
  return { ...best, errors };
}

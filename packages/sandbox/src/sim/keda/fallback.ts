import type {
  Fallback,
  ScaledObject,
  ScaledObjectStatus,
} from './scaledObject';

/** `status.health` after one more answer of a trigger; only kept when a fallback is configured. */
export function healthAfter(
  status: ScaledObjectStatus | undefined,
  metric: string,
  failed: boolean,
): NonNullable<ScaledObjectStatus['health']> {
  const failures = failed
    ? (status?.health?.[metric]?.numberOfFailures ?? 0) + 1
    : 0;
  return {
    ...status?.health,
    [metric]: {
      numberOfFailures: failures,
      status: failed ? 'Failing' : 'Happy',
    },
  };
}

/** Whether a trigger has failed often enough to be replaced by the fallback. */
export function isFallingBack(
  scaledObject: Pick<ScaledObject, 'spec'>,
  status: ScaledObjectStatus | undefined,
  metric: string,
): boolean {
  const { fallback } = scaledObject.spec;
  const failures = status?.health?.[metric]?.numberOfFailures ?? 0;
  return fallback !== undefined && failures > fallback.failureThreshold;
}

/**
 * The synthetic metric that makes the HPA ask for the fallback's replicas.
 *
 * AverageValue: target × replicas. Value: target × replicas ÷ ready pods, as the HPA multiplies by those.
 */
export function fallbackValue(
  fallback: Fallback,
  trigger: { metricType?: string; threshold: number },
  counts: { current: number; ready: number },
): number {
  const replicas = fallbackReplicas(fallback, counts.current);
  return trigger.metricType === 'Value'
    ? (trigger.threshold * replicas) / Math.max(counts.ready, 1)
    : trigger.threshold * replicas;
}

function fallbackReplicas(fallback: Fallback, current: number): number {
  switch (fallback.behavior) {
    case 'currentReplicas':
      return current;
    case 'currentReplicasIfHigher':
      return Math.max(current, fallback.replicas);
    case 'currentReplicasIfLower':
      return Math.min(current, fallback.replicas);
    default:
      return fallback.replicas;
  }
}

import type {
  Freshness,
  FreshnessStatus,
} from '@adaptive-portal/plugin-adaptive-common';
import type { WatchedResource } from '../objects/types';
import type { PoolContext } from './poolContext';
import { worstFreshness } from './freshness';

/** Kubernetes answers nothing that could be trusted: what is known is the past. */
const BLIND: ReadonlySet<FreshnessStatus> = new Set<FreshnessStatus>([
  'unreachable',
  'notPermitted',
  'notWatchable',
]);

/** Whether a source that is in this state tells nothing of the present. */
export function isBlind({ status }: Freshness): boolean {
  return BLIND.has(status);
}

export const WORKLOADS = {
  Deployment: 'apps/deployments',
  StatefulSet: 'apps/statefulsets',
} as const;

/** The kinds that a pool is made of; its nodes are those of others as well. */
function ownResources({ workload }: PoolContext): WatchedResource[] {
  return [
    'pods',
    WORKLOADS[workload.kind],
    'autoscaling/horizontalpodautoscalers',
    'keda.sh/scaledobjects',
  ];
}

/**
 * Why what is known of these resources is the past, as a clause; undefined when it is the present, or when nothing was
 * ever known of them, which is told elsewhere. By default those that the pool is made of.
 */
export function whyLastKnown(
  context: PoolContext,
  resources: readonly WatchedResource[] = ownResources(context),
): string | undefined {
  const worst = worstFreshness(
    resources.flatMap(resource => {
      const freshness = context.freshnessOf(resource);
      const seen = freshness?.lastSeenAt !== undefined;
      return freshness && seen && isBlind(freshness) ? [freshness] : [];
    }),
  );
  if (!worst) return undefined;
  return worst.status === 'unreachable'
    ? 'the cluster does not answer'
    : 'the cluster can no longer be read';
}

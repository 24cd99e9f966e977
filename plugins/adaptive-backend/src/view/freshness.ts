import type {
  Freshness,
  FreshnessStatus,
} from '@adaptive-portal/plugin-adaptive-common';
import type { WatchedResource } from '../objects/types';
import type { ClusterWatchStatus } from '../objects/watchService';

/** Least to worst. `notInstalled` is a fact about the cluster, no trouble. */
const ORDER: FreshnessStatus[] = [
  'live',
  'notInstalled',
  'connecting',
  'stale',
  'notPermitted',
  'notWatchable',
  'unreachable',
];

/** Kinds that an engine is made of: while one of them is not live, the engine is not. */
const CORE: ReadonlySet<WatchedResource> = new Set<WatchedResource>([
  'pods',
  'apps/deployments',
  'apps/statefulsets',
  'autoscaling/horizontalpodautoscalers',
  'keda.sh/scaledobjects',
]);

/** The worst of several; of equally bad ones that which was heard least recently. */
export function worstFreshness(
  all: readonly Freshness[],
): Freshness | undefined {
  return all.reduce<Freshness | undefined>((worst, next) => {
    if (!worst) {
      return next;
    }
    const difference = ORDER.indexOf(next.status) - ORDER.indexOf(worst.status);
    if (difference !== 0) {
      return difference > 0 ? next : worst;
    }
    return (next.lastSeenAt ?? '') < (worst.lastSeenAt ?? '') ? next : worst;
  }, undefined);
}

/** How far what is known of a cluster's engines can be trusted. */
export function clusterFreshness(status: ClusterWatchStatus): Freshness {
  const core = status.resources
    .filter(r => CORE.has(r.resource))
    .map(r => r.freshness)
    .filter(f => f.status !== 'notInstalled');
  return (
    worstFreshness(core) ?? {
      status: 'connecting',
      since: new Date(0).toISOString(),
    }
  );
}

export function resourceFreshness(
  status: ClusterWatchStatus | undefined,
  resource: WatchedResource,
): Freshness | undefined {
  return status?.resources.find(r => r.resource === resource)?.freshness;
}

/** Whether all objects of a resource are asked for, and were ever listed: only then can they be added up. */
export function isComplete(
  status: ClusterWatchStatus | undefined,
  resource: WatchedResource,
): boolean {
  const isPartial = status?.resources.some(
    r => r.resource === resource && r.partial,
  );
  return !isPartial && isKnown(status, resource);
}

/** Whether the objects of a resource were ever listed: only then does "none" mean none. */
export function isKnown(
  status: ClusterWatchStatus | undefined,
  resource: WatchedResource,
): boolean {
  return resourceFreshness(status, resource)?.lastSeenAt !== undefined;
}

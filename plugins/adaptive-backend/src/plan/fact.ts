import type { Fact, Freshness } from '@adaptive-portal/plugin-adaptive-common';
import type { WatchedResource } from '../objects/types';
import type { ClusterWatchStatus } from '../objects/watchService';
import { resourceFreshness } from '../view/freshness';

/** The plural without its group: what people call it. */
function nounOf(resource: WatchedResource): string {
  return resource.split('/').pop() ?? resource;
}

/** Why nothing can be said of a resource; undefined when something can. A late source still counts. */
function reasonOf(
  cluster: string,
  resource: WatchedResource,
  freshness: Freshness | undefined,
): string | undefined {
  const noun = nounOf(resource);
  if (!freshness) return `The portal does not watch ${noun}`;
  const { status, since, message } = freshness;
  const said = message === undefined ? '' : `: ${message}`;
  switch (status) {
    case 'live':
    case 'notInstalled':
      return undefined;
    case 'stale':
      return freshness.lastSeenAt === undefined
        ? `Cluster '${cluster}' has not answered for ${noun} yet${said}`
        : undefined;
    case 'connecting':
      return `Cluster '${cluster}' has not answered for ${noun} yet`;
    case 'notPermitted':
      return `The portal is not permitted to list ${noun} in cluster '${cluster}'${said}`;
    case 'notWatchable':
      return `Cluster '${cluster}' cannot be watched${said}`;
    default:
      return `Cluster '${cluster}' has not answered for ${noun} since ${since}${said}`;
  }
}

/** Computes a fact from watched resources, or says why it is not known. What is not known is never read as "none". */
export function factOf<T>(
  watch: ClusterWatchStatus,
  resources: readonly WatchedResource[],
  compute: () => T,
): Fact<T> {
  for (const resource of resources) {
    const reason = reasonOf(
      watch.name,
      resource,
      resourceFreshness(watch, resource),
    );
    if (reason !== undefined) return { reason };
  }
  return { value: compute() };
}

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

/** Why what is held of resources is not all that there is; undefined when nothing is left out. */
export function partialReason(
  watch: ClusterWatchStatus,
  resources: readonly WatchedResource[],
): string | undefined {
  const partial = watch.resources.find(
    found => found.partial && resources.includes(found.resource),
  );
  return (
    partial &&
    `The portal watches only some ${nounOf(partial.resource)} of cluster '${
      watch.name
    }'`
  );
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

/** As `factOf`, of what can only be told when nothing is left out, such as what is free. */
export function wholeFactOf<T>(
  watch: ClusterWatchStatus,
  resources: readonly WatchedResource[],
  compute: () => T,
): Fact<T> {
  const reason = partialReason(watch, resources);
  return reason === undefined ? factOf(watch, resources, compute) : { reason };
}

import { Freshness } from '@adaptive-portal/plugin-adaptive-common';
import { CacheMember } from '../clusters/cacheKinds';

/**
 * How far what a cache holds of one cluster can be trusted, while the cache itself answers.
 *
 * @param live - how the cache is doing with this resource
 * @param told - what the cache says of the cluster; undefined when it does not know it
 * @param context - for sentences: the cache and the resource; since when the cluster is held; whether a list was of this
 * cluster too since then, and whether the last one was not
 */
export function memberFreshness(
  live: Freshness,
  told: CacheMember | undefined,
  context: {
    source: string;
    resource: string;
    since: string;
    isListed: boolean;
    isMissing: boolean;
  },
): Freshness {
  const { source, resource, since, isListed, isMissing } = context;
  const stale = (why: string): Freshness => ({
    ...live,
    status: 'stale',
    message: `${source} says: ${why}`,
  });
  if (!told) return stale('it does not know this cluster any more');
  if (told.notReady !== undefined) return stale(told.notReady);
  if (isMissing && isListed)
    return stale(`its last list of ${resource} was without this cluster`);
  if (!isMissing && !told.held) return live;
  const how = told.held?.get(resource);
  switch (how?.state) {
    case 'held':
      return live;
    case 'filling':
      return { status: 'connecting', since };
    case 'stopped':
      return stale(`changes do not arrive (${how.reason})`);
    default:
      return {
        status: 'notInstalled',
        since,
        message: `${source} does not hold ${resource} of this cluster`,
      };
  }
}

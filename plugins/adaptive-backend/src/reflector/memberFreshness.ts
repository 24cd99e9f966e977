import { Freshness } from '@adaptive-portal/plugin-adaptive-common';
import { CacheMember } from '../clusters/cacheKinds';

/**
 * How far what a cache holds of one cluster can be trusted, while the cache itself answers.
 *
 * @param live - how the cache is doing with this resource
 * @param told - what the cache says of the cluster; undefined when it does not know it
 * @param names - for sentences: the cache and the resource; and since when the cluster is held
 */
export function memberFreshness(
  live: Freshness,
  told: CacheMember | undefined,
  names: { source: string; resource: string; since: string },
): Freshness {
  const { source, resource, since } = names;
  const stale = (why: string): Freshness => ({
    ...live,
    status: 'stale',
    message: `${source} says: ${why}`,
  });
  if (!told) return stale('it does not know this cluster any more');
  if (told.notReady !== undefined) return stale(told.notReady);
  if (!told.held) return live;
  const how = told.held.get(resource);
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

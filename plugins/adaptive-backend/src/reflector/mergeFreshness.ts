import {
  Freshness,
  FreshnessStatus,
} from '@adaptive-portal/plugin-adaptive-common';

// From what may be overlooked to what must not be.
const GRAVITY: Record<FreshnessStatus, number> = {
  notInstalled: 0,
  live: 1,
  connecting: 2,
  stale: 3,
  notPermitted: 4,
  notWatchable: 5,
  unreachable: 6,
};

/**
 * Freshness of a resource that is read in several parts: the gravest of the parts. It was last heard as a whole when
 * the part that has been silent longest was heard, and never while one part never was.
 */
export function mergeFreshness(
  first: Freshness,
  ...others: readonly Freshness[]
): Freshness {
  if (others.length === 0) return first;
  const parts = [first, ...others];
  const gravest = parts.reduce((a, b) =>
    GRAVITY[b.status] > GRAVITY[a.status] ? b : a,
  );
  const heard = parts
    .filter(({ status }) => status !== 'notInstalled')
    .map(({ lastSeenAt }) => lastSeenAt);
  const { lastSeenAt, ...rest } = gravest;
  const oldest = heard.every(time => time !== undefined)
    ? heard.sort((a, b) => Date.parse(a) - Date.parse(b))[0]
    : undefined;
  return oldest === undefined ? rest : { ...rest, lastSeenAt: oldest };
}

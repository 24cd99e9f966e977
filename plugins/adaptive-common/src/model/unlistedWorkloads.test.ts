import type { Freshness } from './freshness';
import { unlistedWorkloads } from './unlistedWorkloads';

const SINCE = '2026-01-01T00:00:00.000Z';
const live: Freshness = { status: 'live', since: SINCE, lastSeenAt: SINCE };
const refused: Freshness = { status: 'notPermitted', since: SINCE };
const dead: Freshness = { status: 'unreachable', since: SINCE };

function cluster(freshness: Freshness, kinds: Record<string, Freshness>) {
  return {
    freshness,
    sources: Object.entries(kinds).map(([resource, of]) => ({
      id: `kubernetes:eu-1:${resource}`,
      kind: 'kubernetes' as const,
      cluster: 'eu-1',
      resource,
      freshness: of,
    })),
  };
}

describe('unlistedWorkloads', () => {
  it('is empty when both kinds were listed, whatever else is refused', () => {
    const kinds = { 'apps/deployments': live, 'apps/statefulsets': live };
    expect(unlistedWorkloads(cluster(live, kinds))).toEqual([]);
    expect(
      unlistedWorkloads(cluster(refused, { ...kinds, pods: refused })),
    ).toEqual([]);
  });

  it('names each kind that was never listed', () => {
    expect(
      unlistedWorkloads(
        cluster(dead, { 'apps/deployments': dead, 'apps/statefulsets': live }),
      ),
    ).toEqual([dead]);
    expect(
      unlistedWorkloads(
        cluster(dead, {
          'apps/deployments': refused,
          'apps/statefulsets': dead,
        }),
      ),
    ).toEqual([refused, dead]);
  });

  it('trusts what was listed before a cluster fell silent', () => {
    const silent = { ...dead, lastSeenAt: SINCE };
    expect(
      unlistedWorkloads(
        cluster(silent, {
          'apps/deployments': silent,
          'apps/statefulsets': silent,
        }),
      ),
    ).toEqual([]);
  });

  it('judges a cluster without sources by its own freshness', () => {
    expect(unlistedWorkloads(cluster(live, {}))).toEqual([]);
    expect(unlistedWorkloads(cluster(dead, {}))).toEqual([dead, dead]);
  });
});

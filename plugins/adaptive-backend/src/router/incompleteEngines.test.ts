import type {
  ClusterStatus,
  Freshness,
} from '@adaptive-portal/plugin-adaptive-common';
import type { TestBackend } from '@backstage/backend-test-utils';
import {
  FakeEnginesService,
  LIVE,
  mockCluster,
  mockEngine,
} from '../__testUtils__/FakeEnginesService';
import { everything, ownedBy, startApi } from '../__testUtils__/startApi';

const SINCE = '2026-01-01T00:00:00.000Z';

const never = (status: Freshness['status']): Freshness => ({
  status,
  since: SINCE,
  message: `${status}, says the test`,
});

/** A cluster with these answers about its workloads. */
function cluster(
  name: string,
  deployments: Freshness,
  statefulSets = deployments,
): ClusterStatus {
  const source = (resource: string, freshness: Freshness) => ({
    id: `kubernetes:${name}:${resource}`,
    kind: 'kubernetes' as const,
    cluster: name,
    resource,
    freshness,
    items: 0,
  });
  return mockCluster(name, {
    sources: [
      source('apps/deployments', deployments),
      source('apps/statefulsets', statefulSets),
    ],
  });
}

describe('GET /engines of clusters that were never listed', () => {
  const backends: TestBackend[] = [];

  afterEach(async () => {
    await Promise.all(backends.splice(0).map(backend => backend.stop()));
  });

  async function start(clusters: ClusterStatus[], policy = everything) {
    const engines = new FakeEnginesService();
    engines.clusterList = clusters;
    const { backend, get } = await startApi({ policy, engines });
    backends.push(backend);
    return { engines, get };
  }

  it.each([
    'connecting',
    'unreachable',
    'notPermitted',
    'notWatchable',
  ] as const)('says that nothing is known of one that is %s', async status => {
    const { get } = await start([
      cluster('eu-1', LIVE),
      cluster('us-1', never(status)),
    ]);
    expect((await get('/engines')).body).toEqual({
      items: [],
      totalItems: 0,
      incomplete: [{ cluster: 'us-1', freshness: never(status) }],
    });
  });

  it('says nothing when every cluster was listed, also one that is silent now', async () => {
    const { get } = await start([
      cluster('eu-1', LIVE),
      cluster('us-1', { ...never('unreachable'), lastSeenAt: SINCE }),
    ]);
    expect((await get('/engines')).body).toEqual({ items: [], totalItems: 0 });
  });

  it('needs both kinds of workloads, and gives the reason of that which is missing', async () => {
    const { get } = await start([cluster('eu-1', LIVE, never('notPermitted'))]);
    expect((await get('/engines')).body.incomplete).toEqual([
      { cluster: 'eu-1', freshness: never('notPermitted') },
    ]);
  });

  it('gives the worst of several reasons', async () => {
    const { get } = await start([
      cluster('eu-1', never('connecting'), never('unreachable')),
    ]);
    expect((await get('/engines')).body.incomplete).toEqual([
      { cluster: 'eu-1', freshness: never('unreachable') },
    ]);
  });

  it('tells only of the cluster that was asked for', async () => {
    const { get } = await start([
      cluster('eu-1', never('connecting')),
      cluster('us-1', never('unreachable')),
    ]);
    const { incomplete } = (await get('/engines?cluster=us-1')).body;
    expect(incomplete).toMatchObject([{ cluster: 'us-1' }]);
  });

  it('tells also those who may see few engines, on every page', async () => {
    const { engines, get } = await start(
      [cluster('eu-1', LIVE), cluster('us-1', never('unreachable'))],
      ownedBy('group:default/chat'),
    );
    for (const release of ['a', 'b']) {
      engines.put(
        mockEngine(`eu-1/chat/${release}`, { owner: 'group:default/chat' }),
      );
    }
    const first = (await get('/engines?limit=1')).body;
    const second = (await get(`/engines?limit=1&cursor=${first.nextCursor}`))
      .body;
    for (const { items, incomplete } of [first, second]) {
      expect(items).toHaveLength(1);
      expect(incomplete).toMatchObject([{ cluster: 'us-1' }]);
    }
  });

  it('changes the ETag when the cluster answers', async () => {
    const { engines, get } = await start([
      cluster('eu-1', never('connecting')),
    ]);
    const { etag } = (await get('/engines')).headers;
    engines.clusterList = [cluster('eu-1', LIVE)];
    const { status } = await get('/engines').set('If-None-Match', etag);
    expect(status).toBe(200);
  });
});

import { adaptiveFleetViewPermission } from '@adaptive-portal/plugin-adaptive-common';
import type { TestBackend } from '@backstage/backend-test-utils';
import {
  FakeEnginesService,
  mockCluster,
  mockEngine,
} from '../__testUtils__/FakeEnginesService';
import {
  DENY,
  everything,
  ownedBy,
  type Policy,
  startApi,
} from '../__testUtils__/startApi';
import { blind, CHAT, fleet, problem } from './__testUtils__/mockFleet';

describe('fleet routes', () => {
  const backends: TestBackend[] = [];

  afterEach(async () => {
    await Promise.all(backends.splice(0).map(backend => backend.stop()));
  });

  async function start(policy: Policy, engines = fleet()) {
    const api = await startApi({ policy, engines });
    backends.push(api.backend);
    return api;
  }

  const names = (body: { items: Array<{ name: string }> }) =>
    body.items.map(({ name }) => name);
  const codes = (body: { items: Array<{ code: string }> }) =>
    body.items.map(({ code }) => code);

  describe('GET /pools', () => {
    it('lists pools with what their engine adds, without pods and sparklines', async () => {
      const { get } = await start(everything);
      const { body, status } = await get('/pools?cluster=us-1');
      expect(status).toBe(200);
      expect(body).toMatchObject({
        totalItems: 1,
        items: [
          {
            ref: { release: 'search' },
            limitedBy: 'nodes',
            freshness: { status: 'live' },
            problems: { critical: 1, warning: 0, info: 0 },
          },
        ],
      });
      for (const field of ['pods', 'scalingPath']) {
        expect(body.items[0]).not.toHaveProperty(field);
      }
    });

    it.each([
      ['', ['llama-70b', 'zeta', 'mixtral 8x7b']],
      ['sort=status', ['mixtral 8x7b', 'zeta', 'llama-70b']],
      ['sort=timeouts', ['mixtral 8x7b', 'llama-70b', 'zeta']],
      ['sort=gpus', ['mixtral 8x7b', 'llama-70b', 'zeta']],
      ['status=blind', ['zeta']],
      ['namespace=team-chat', ['llama-70b', 'zeta']],
      ['search=team-search%20MIXTRAL', ['mixtral 8x7b']],
    ])('with %j gives %j', async (query, expected) => {
      const { get } = await start(everything);
      expect(names((await get(`/pools?${query}`)).body)).toEqual(expected);
    });

    it.each(['name', 'status', 'timeouts', 'gpus'])(
      'gives every pool on exactly one page, by %s',
      async sort => {
        const { get } = await start(everything);
        const all = names((await get(`/pools?sort=${sort}`)).body);
        const paged: string[] = [];
        let cursor = '';
        for (let page = 0; page < 3; page++) {
          const { body } = await get(`/pools?sort=${sort}&limit=1${cursor}`);
          expect(body.totalItems).toBe(3);
          paged.push(...names(body));
          cursor = `&cursor=${body.nextCursor}`;
        }
        expect(paged).toEqual(all);
        expect(cursor).toBe('&cursor=undefined');
      },
    );

    it('refuses a cursor of another order', async () => {
      const { get } = await start(everything);
      const { nextCursor } = (await get('/pools?limit=1')).body;
      const { status, body } = await get(
        `/pools?sort=gpus&cursor=${nextCursor}`,
      );
      expect(status).toBe(400);
      expect(body.error.message).toContain('in the same order');
    });

    it('tells who only sees their own engines nothing of others', async () => {
      const { get } = await start(ownedBy(CHAT));
      const { body } = await get('/pools');
      expect(names(body)).toEqual(['llama-70b', 'zeta']);
      expect(body.totalItems).toBe(2);
    });
  });

  describe('GET /problems', () => {
    it('lists the worst first, with their engines', async () => {
      const { get } = await start(everything);
      const { body } = await get('/problems');
      expect(codes(body)).toEqual([
        'pending-for-gpus',
        'blind-trigger',
        'release-drift',
      ]);
      expect(body).toMatchObject({
        totalItems: 3,
        counts: { critical: 1, warning: 2, info: 0 },
      });
      expect(body.items[1]).toMatchObject({
        ...blind,
        ref: { release: 'chat' },
        owner: CHAT,
      });
    });

    it.each([
      ['severity=critical', ['pending-for-gpus']],
      ['code=release-drift', ['release-drift']],
      ['cluster=eu-1', ['blind-trigger', 'release-drift']],
      ['search=there+is+mixtral', ['pending-for-gpus']],
    ])('with %s gives %j', async (query, expected) => {
      const { get } = await start(everything);
      expect(codes((await get(`/problems?${query}`)).body)).toEqual(expected);
    });

    it('gives problems that only differ in their evidence on pages of their own', async () => {
      const twice = ['a', 'b'].map(value =>
        problem('same', { evidence: [{ object: 'o', field: 'f', value }] }),
      );
      const engines = new FakeEnginesService([
        mockEngine('eu-1/n/chat', { problems: twice }),
      ]);
      const { get } = await start(everything, engines);
      const first = (await get('/problems?limit=1')).body;
      const second = (await get(`/problems?limit=1&cursor=${first.nextCursor}`))
        .body;
      expect(
        [first, second].map(({ items }) => items[0].evidence[0].value),
      ).toEqual(['a', 'b']);
      expect(second).not.toHaveProperty('nextCursor');
    });

    it('counts only what the caller may see', async () => {
      const { get } = await start(ownedBy(CHAT));
      const { body } = await get('/problems');
      expect(body.counts).toEqual({ critical: 0, warning: 2, info: 0 });
    });
  });

  it.each(['/pools', '/problems'])(
    '%s names clusters whose engines may be missing, refuses unknown ones, and needs adaptive.fleet.view',
    async path => {
      const engines = fleet();
      engines.clusterList = [
        mockCluster('eu-1'),
        mockCluster('us-1', {
          sources: [],
          freshness: {
            status: 'unreachable',
            since: '2026-01-01T00:00:00Z',
            message: 'refused',
          },
        }),
      ];
      const { get } = await start(everything, engines);
      expect((await get(path)).body.incomplete).toMatchObject([
        { cluster: 'us-1', freshness: { message: 'refused' } },
      ]);
      expect((await get(`${path}?cluster=mars`)).status).toBe(400);

      const refused = await start({
        ...everything,
        [adaptiveFleetViewPermission.name]: DENY,
      });
      expect((await refused.get(path)).status).toBe(403);
    },
  );

  describe('GET /capacity', () => {
    const gpus = [
      {
        resource: 'nvidia.com/gpu',
        product: 'H100',
        nodes: 4,
        allocatable: 32,
        requested: 32,
        free: 0,
        largestFreeOnOneNode: 0,
      },
    ];

    function fleetWithGpus() {
      const engines = fleet();
      engines.clusterList = [
        mockCluster('eu-1'),
        mockCluster('us-1', { gpus }),
      ];
      for (const engine of engines.list()) {
        engines.put({
          ...engine,
          computePools: engine.computePools.map(pool => ({
            ...pool,
            replicas: { ...pool.replicas, pending: 2 },
            gpus: pool.gpus && {
              ...pool.gpus,
              products: [{ product: 'H100', allocated: 32 }],
            },
          })),
        });
      }
      return engines;
    }

    it('says who holds and who waits, and where nothing is known', async () => {
      const { get } = await start(everything, fleetWithGpus());
      const { status, body } = await get('/capacity');
      expect(status).toBe(200);
      const ref = { release: 'search' };
      expect(body.items).toMatchObject([
        { cluster: 'eu-1', waiting: [] },
        {
          cluster: 'us-1',
          products: [{ engines: [{ ref, allocated: 32 }], otherAllocated: 0 }],
          waiting: [{ ref, pods: 2, gpus: 16 }],
        },
      ]);
      expect(body.items[0]).not.toHaveProperty('products');
    });

    it('says of engines that may not be seen only that somebody holds the GPUs', async () => {
      const { get } = await start(ownedBy(CHAT), fleetWithGpus());
      const { body } = await get('/capacity');
      expect(body.items[1]).toMatchObject({
        products: [{ engines: [], otherAllocated: 32 }],
        waiting: [],
      });
    });
  });

  it.each(['/pools', '/problems', '/capacity'])(
    '%s answers 304',
    async path => {
      const { get } = await start(everything);
      const { headers } = await get(path);
      const again = await get(path).set('If-None-Match', headers.etag);
      expect(again.status).toBe(304);
    },
  );
});

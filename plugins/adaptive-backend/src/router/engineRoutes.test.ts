import type { TestBackend } from '@backstage/backend-test-utils';
import {
  FakeEnginesService,
  mockEngine,
  mockPool,
} from '../__testUtils__/FakeEnginesService';
import {
  everything,
  ownedBy,
  type Policy,
  startApi,
} from '../__testUtils__/startApi';

const CHAT = 'group:default/team-chat';
const SEARCH = 'group:default/team-search';
const chatOnly = ownedBy(CHAT);

describe('list of engines', () => {
  const backends: TestBackend[] = [];

  afterEach(async () => {
    await Promise.all(backends.splice(0).map(backend => backend.stop()));
  });

  async function start(policy: Policy, engines: FakeEnginesService) {
    const api = await startApi({ policy, engines });
    backends.push(api.backend);
    return api;
  }

  const fleet = () =>
    new FakeEnginesService([
      mockEngine('us-1/team-search/search', {
        owner: SEARCH,
        status: 'degraded',
      }),
      mockEngine('eu-1/team-chat/chat', { owner: CHAT }),
      mockEngine('eu-1/team-chat/arena', {
        owner: CHAT,
        computePools: [mockPool({ name: 'mistral-7b' })],
      }),
      mockEngine('eu-1/shared/judge'),
    ]);

  const releases = (body: { items: Array<{ ref: { release: string } }> }) =>
    body.items.map(({ ref }) => ref.release);

  describe('GET /engines', () => {
    it('lists summaries by cluster, namespace, release', async () => {
      const { get } = await start(everything, fleet());
      const { status, body } = await get('/engines');
      expect(status).toBe(200);
      expect(releases(body)).toEqual(['judge', 'arena', 'chat', 'search']);
      expect(body.totalItems).toBe(4);
      expect(body.items[2]).toMatchObject({
        owner: CHAT,
        pools: [{ name: 'llama-70b', ttftTimeoutRatio: { value: 0.02 } }],
        problems: { critical: 0, warning: 0, info: 0 },
      });
      expect(body.items[2]).not.toHaveProperty('computePools');
    });

    it('filters', async () => {
      const { get } = await start(everything, fleet());
      const found = async (query: string) =>
        releases((await get(`/engines?${query}`)).body);
      expect(await found('cluster=us-1')).toEqual(['search']);
      expect(await found('namespace=team-chat')).toEqual(['arena', 'chat']);
      expect(await found('status=degraded')).toEqual(['search']);
      expect(await found('search=MISTRAL')).toEqual(['arena']);
      expect(await found('search=eu-1%20judge')).toEqual(['judge']);
      expect(await found('search=eu-1+judge')).toEqual(['judge']);
      expect(await found('search=a/b:c')).toEqual([]);
      expect(await found('search=')).toHaveLength(4);
    });

    it('sorts by what is worst', async () => {
      const engines = fleet();
      const problem = {
        code: 'a',
        severity: 'critical' as const,
        sentence: '',
        evidence: [],
        remedy: '',
      };
      engines.put(mockEngine('eu-1/shared/judge', { problems: [problem] }));
      const { get } = await start(everything, engines);
      const sorted = async (sort: string) =>
        releases((await get(`/engines?sort=${sort}`)).body);
      expect(await sorted('status')).toEqual([
        'search',
        'judge',
        'arena',
        'chat',
      ]);
      expect(await sorted('problems')).toEqual([
        'judge',
        'arena',
        'chat',
        'search',
      ]);
    });

    it('gives every engine on exactly one page', async () => {
      const engines = fleet();
      const { get } = await start(everything, engines);
      const first = (await get('/engines?limit=3')).body;
      expect(releases(first)).toEqual(['judge', 'arena', 'chat']);
      engines.put(mockEngine('eu-1/a/early'));
      const second = (await get(`/engines?limit=3&cursor=${first.nextCursor}`))
        .body;
      expect(releases(second)).toEqual(['search']);
      expect(second).not.toHaveProperty('nextCursor');
    });

    it.each([
      [
        'limit=201',
        "Invalid query parameter 'limit': '201', accepted: a whole number from 1 to 200",
      ],
      ['limit=0', "'limit': '0'"],
      ['limit=ten', "'limit': 'ten'"],
      [
        'status=fine',
        "Invalid query parameter 'status': 'fine', accepted: one of failed, degraded, progressing, healthy, unknown",
      ],
      ['namespace=a/b', "'namespace': 'a/b', accepted: letters"],
      ['cursor=nonsense', "'cursor': 'nonsense', accepted: the nextCursor"],
      [
        'cluster=mars',
        "'cluster': 'mars', accepted: one of the configured clusters (eu-1, us-1)",
      ],
      ['cluster=a&cluster=b', `'cluster': '["a","b"]'`],
      [`search=${'x'.repeat(201)}`, 'accepted: at most 200 characters'],
      [
        'colour=red',
        "Unknown query parameter 'colour' with value 'red', accepted parameters: cluster, namespace, status, search, sort, limit, cursor",
      ],
    ])('refuses %s', async (query, message) => {
      const { get } = await start(everything, fleet());
      const { status, body } = await get(`/engines?${query}`);
      expect(status).toBe(400);
      expect(body.error).toMatchObject({
        name: 'InputError',
        message: expect.stringContaining(message),
      });
    });

    it('lists only what the caller may see, and decides once', async () => {
      const { get, permissions } = await start(chatOnly, fleet());
      const { body } = await get('/engines');
      expect(releases(body)).toEqual(['arena', 'chat']);
      expect(body.totalItems).toBe(2);
      expect(permissions.authorizeConditional).toHaveBeenCalledTimes(1);
    });

    it('is refused without adaptive.fleet.view', async () => {
      const { get } = await start({}, fleet());
      const { status, body } = await get('/engines');
      expect(status).toBe(403);
      expect(body.error.message).toBe(
        'Needs the permission adaptive.fleet.view',
      );
    });

    it('answers 304 until something changes', async () => {
      const engines = fleet();
      const { get } = await start(everything, engines);
      const { headers } = await get('/engines');
      expect(headers['cache-control']).toBe('private, no-cache');
      const again = () =>
        get('/engines').set('If-None-Match', headers.etag).expect('ETag', /./);
      expect((await again()).status).toBe(304);
      engines.put(mockEngine('eu-1/shared/judge', { version: '2' }));
      expect((await again()).status).toBe(200);
    });
  });
});

import {
  ADAPTIVE_ENGINE_ANNOTATION,
  adaptiveFleetViewPermission,
} from '@adaptive-portal/plugin-adaptive-common';
import type { BackendFeature } from '@backstage/backend-plugin-api';
import type { TestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import request from 'supertest';
import {
  FakeEnginesService,
  mockEngine,
  mockPool,
} from '../__testUtils__/FakeEnginesService';
import {
  DENY,
  everything,
  ownedBy,
  type Policy,
  startApi,
} from '../__testUtils__/startApi';

const CHAT = 'group:default/team-chat';
const SEARCH = 'group:default/team-search';
const chatOnly = ownedBy(CHAT);

/** Written by team-chat, who want to see the engine of team-search. */
const forgedEntity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'search',
    annotations: {
      [ADAPTIVE_ENGINE_ANNOTATION]: 'us-1/team-search/search',
    },
  },
  spec: { type: 'adaptive-engine', lifecycle: 'production', owner: CHAT },
};

describe('routes', () => {
  const backends: TestBackend[] = [];

  afterEach(async () => {
    await Promise.all(backends.splice(0).map(backend => backend.stop()));
  });

  async function start(
    policy: Policy,
    engines: FakeEnginesService,
    features?: BackendFeature[],
  ) {
    const api = await startApi({ policy, engines, features });
    backends.push(api.backend);
    return { ...api, server: api.backend.server };
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

  describe('GET /engines/{cluster}/{namespace}/{release}', () => {
    it('gives the whole engine', async () => {
      const { get } = await start(everything, fleet());
      const { status, body } = await get('/engines/eu-1/team-chat/chat');
      expect(status).toBe(200);
      expect(body.computePools).toHaveLength(1);
    });

    it('needs no fleet permission', async () => {
      const { get } = await start(
        { ...chatOnly, [adaptiveFleetViewPermission.name]: DENY },
        fleet(),
      );
      expect((await get('/engines/eu-1/team-chat/chat')).status).toBe(200);
    });

    it('answers the same for an engine that may not be seen and one that is not there', async () => {
      const { get } = await start(chatOnly, fleet());
      const hidden = await get('/engines/us-1/team-search/search');
      const missing = await get('/engines/us-1/team-search/nothing');
      expect(hidden.status).toBe(404);
      expect(missing.status).toBe(404);
      expect(hidden.body.error.message).toBe(
        "No engine 'us-1/team-search/search'",
      );
      const anonymise = (text: string) =>
        text.replace(/search\/(search|nothing)/g, 'search/*');
      expect(anonymise(hidden.text)).toBe(anonymise(missing.text));
    });

    it.each([
      ['a%20b/chat', "Invalid path parameter 'namespace': 'a b', accepted: le"],
      ['a/chat-/history', "Invalid path parameter 'release': 'chat-', acc"],
      ['a/%zz', "Invalid path parameter 'release': '%zz', accepted: letters"],
    ])('refuses %s, which can be no name', async (path, message) => {
      const { get } = await start(everything, fleet());
      const { status, body } = await get(`/engines/eu-1/${path}`);
      expect(status).toBe(400);
      expect(body.error).toMatchObject({
        name: 'InputError',
        message: expect.stringContaining(message),
      });
    });

    it('answers 304 while nothing changed', async () => {
      const { get } = await start(everything, fleet());
      const path = '/engines/eu-1/team-chat/chat';
      const { etag } = (await get(path)).headers;
      expect((await get(path).set('If-None-Match', etag)).status).toBe(304);
    });
  });

  describe('GET /clusters', () => {
    it('counts only engines that the caller may see, and hides what else runs there', async () => {
      const { get } = await start(chatOnly, fleet());
      const { status, body } = await get('/clusters');
      expect(status).toBe(200);
      expect(body.items).toMatchObject([
        { name: 'eu-1', engines: 2 },
        { name: 'us-1', engines: 0 },
      ]);
      expect(body.items[0].sources).toHaveLength(1);
      expect(body.items[0].sources[0]).not.toHaveProperty('items');
    });

    it('shows counts to those who run the portal', async () => {
      const { get } = await start(everything, fleet());
      const { body } = await get('/clusters');
      expect(body.items[0].sources[0].items).toBe(42);
    });

    it('is refused without adaptive.fleet.view, and takes no parameters', async () => {
      const denied = await start({}, fleet());
      expect((await denied.get('/clusters')).status).toBe(403);
      const { get } = await start(everything, fleet());
      const { status, body } = await get('/clusters?limit=3');
      expect(status).toBe(400);
      expect(body.error.message).toContain('accepted parameters: none');
    });
  });

  describe('GET /sources', () => {
    it('lists sources for those who run the portal only', async () => {
      const { get } = await start(everything, fleet());
      expect((await get('/sources')).body.items).toHaveLength(2);
      const denied = await start(chatOnly, fleet());
      expect((await denied.get('/sources')).status).toBe(403);
    });
  });

  describe('GET /repositories', () => {
    it('offers repositories without their credentials', async () => {
      const { get } = await start(everything, fleet());
      const { status, body, text } = await get('/repositories');
      expect(status).toBe(200);
      expect(body.items).toEqual([
        {
          id: 'platform',
          title: 'Platform',
          url: 'http://git.example.com/platform.git',
          branch: 'main',
        },
      ]);
      expect(text).not.toContain('hush-hush');
    });

    it('is refused without adaptive.engine.plan', async () => {
      const { get } = await start(chatOnly, fleet());
      expect((await get('/repositories')).status).toBe(403);
    });
  });

  it.each([
    '/engines',
    '/engines/eu-1/team-chat/chat',
    '/clusters',
    '/sources',
    '/repositories',
    '/stream',
  ])('GET %s is for signed-in callers only', async path => {
    const { server } = await start(everything, fleet());
    expect((await request(server).get(`/api/adaptive${path}`)).status).toBe(
      401,
    );
  });

  it('gives nobody an engine because an entity claims it', async () => {
    const { get } = await start(chatOnly, fleet(), [
      catalogServiceMock.factory({ entities: [forgedEntity] }),
    ]);
    expect((await get('/engines/us-1/team-search/search')).status).toBe(404);
    expect(releases((await get('/engines')).body)).toEqual(['arena', 'chat']);
  });

  it('serves its specification', async () => {
    const { get } = await start(everything, fleet());
    const { body } = await get('/openapi.json');
    expect(Object.keys(body.paths)).toContain('/api/adaptive/engines');
  });
});

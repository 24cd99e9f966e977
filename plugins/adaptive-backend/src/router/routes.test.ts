import {
  ADAPTIVE_ENGINE_ANNOTATION,
  adaptiveFleetViewPermission,
} from '@adaptive-portal/plugin-adaptive-common';
import type { BackendFeature } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  type TestBackend,
} from '@backstage/backend-test-utils';
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

  it.each([
    ['/nothing?token=hush-hush', "No operation at '/api/adaptive/nothing'"],
    ['/engines/eu-1/', "No operation at '/api/adaptive/engines/eu-1/'"],
    ['/', "No operation at '/api/adaptive/'"],
  ])('answers GET %s with a sentence', async (path, message) => {
    const { get } = await start(everything, fleet());
    const { status, body } = await get(path);
    expect(status).toBe(404);
    expect(body.error).toMatchObject({
      name: 'NotFoundError',
      message: expect.stringContaining(message),
    });
    expect(body.error.message).not.toContain('hush-hush');
  });

  it('says which methods a path takes', async () => {
    const { server } = await start(everything, fleet());
    const { status, body, headers } = await request(server)
      .post('/api/adaptive/engines')
      .set('Authorization', mockCredentials.user.header());
    expect(status).toBe(405);
    expect(headers.allow).toBe('GET, HEAD');
    expect(body.error).toMatchObject({
      name: 'MethodNotAllowedError',
      message:
        "No operation POST at '/api/adaptive/engines', accepted: GET, HEAD",
    });
  });

  it('leaves the paths of Backstage alone', async () => {
    const { get } = await start(everything, fleet());
    // What would answer is not part of a test backend.
    const { status, body } = await get('/.backstage/permissions/metadata');
    expect({ status, body }).toEqual({ status: 404, body: {} });
  });

  it('tells nobody without a login which paths there are', async () => {
    const { server } = await start(everything, fleet());
    const { status } = await request(server).get('/api/adaptive/nothing');
    expect(status).toBe(401);
  });

  it('serves its specification', async () => {
    const { get } = await start(everything, fleet());
    const { body } = await get('/openapi.json');
    expect(Object.keys(body.paths)).toContain('/api/adaptive/engines');
  });
});

import {
  AdaptiveClient,
  adaptiveFleetViewPermission,
  type AdaptiveStreamEvent,
  type EngineRef,
  parseEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  mockCredentials,
  type TestBackend,
} from '@backstage/backend-test-utils';
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
import { DEFAULT_STREAM_TIMES, type StreamTimes } from '../stream';

const CHAT = 'group:default/team-chat';

describe('GET /stream', () => {
  const cleanups: Array<() => unknown> = [];

  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  async function start(
    policy: Policy,
    engines: FakeEnginesService,
    streamTimes?: StreamTimes,
  ) {
    const api = await startApi({ policy, engines, streamTimes });
    cleanups.push(() => api.backend.stop());
    return api;
  }

  const baseUrl = ({ server }: TestBackend) =>
    `http://127.0.0.1:${server.port()}/api/adaptive`;

  /** The stream as the portal's own client reads it. */
  function open(backend: TestBackend, engine?: EngineRef) {
    const controller = new AbortController();
    cleanups.push(() => controller.abort());
    const client = new AdaptiveClient({
      discoveryApi: { getBaseUrl: async () => baseUrl(backend) },
      fetchApi: { fetch },
    });
    const events = client
      .stream({
        engine,
        signal: controller.signal,
        token: mockCredentials.user.token(),
      })
      [Symbol.asyncIterator]();
    const next = async (): Promise<AdaptiveStreamEvent | undefined> =>
      (await events.next()).value;
    return { controller, next };
  }

  const fleet = () =>
    new FakeEnginesService([
      mockEngine('eu-1/team-chat/chat', { owner: CHAT }),
      mockEngine('us-1/team-search/search'),
    ]);

  it('streams what the caller may see, then changes, without compression', async () => {
    const engines = fleet();
    const { backend } = await start(ownedBy(CHAT), engines);
    const { next } = open(backend);
    expect(await next()).toMatchObject({
      type: 'engine-summary',
      engine: { ref: { release: 'chat' }, pools: [{ name: 'llama-70b' }] },
    });
    expect(await next()).toMatchObject({
      type: 'clusters',
      clusters: [
        { name: 'eu-1', engines: 1 },
        { name: 'us-1', engines: 0 },
      ],
    });
    expect(await next()).toEqual({ type: 'synced' });

    engines.put(mockEngine('us-1/team-search/search', { version: '2' }));
    engines.put(
      mockEngine('eu-1/team-chat/chat', {
        owner: CHAT,
        status: 'degraded',
        version: '2',
      }),
    );
    expect(await next()).toMatchObject({
      type: 'engine-summary',
      engine: { ref: { release: 'chat' }, status: 'degraded' },
    });
    engines.clusterList = [mockCluster('eu-1')];
    engines.emit({ type: 'clusters' });
    expect(await next()).toMatchObject({
      type: 'clusters',
      clusters: [{ name: 'eu-1' }],
    });
    engines.remove(parseEngineRef('eu-1/team-chat/chat'));
    expect(await next()).toEqual({
      type: 'removed',
      ref: parseEngineRef('eu-1/team-chat/chat'),
    });
  });

  it('streams one engine in full', async () => {
    const { backend } = await start(everything, fleet());
    const { next } = open(backend, parseEngineRef('eu-1/team-chat/chat'));
    expect(await next()).toMatchObject({
      type: 'engine',
      engine: { computePools: [{ name: 'llama-70b' }] },
    });
    expect(await next()).toEqual({ type: 'synced' });
  });

  it('takes an engine whose slashes are not encoded', async () => {
    const { backend } = await start(everything, fleet());
    const controller = new AbortController();
    cleanups.push(() => controller.abort());
    const { status } = await fetch(
      `${baseUrl(backend)}/stream?engine=eu-1/team-chat/chat`,
      {
        headers: { Authorization: mockCredentials.user.header() },
        signal: controller.signal,
      },
    );
    expect(status).toBe(200);
  });

  it('begins alike for an engine that may not be seen and one that is not there', async () => {
    const { backend } = await start(ownedBy(CHAT), fleet());
    for (const ref of ['us-1/team-search/search', 'us-1/team-search/none']) {
      const { next } = open(backend, parseEngineRef(ref));
      expect(await next()).toEqual({ type: 'synced' });
    }
  });

  it('may be held back by nobody on the way', async () => {
    const { backend } = await start(everything, fleet());
    const controller = new AbortController();
    const response = await fetch(`${baseUrl(backend)}/stream`, {
      headers: {
        Authorization: mockCredentials.user.header(),
        'Accept-Encoding': 'gzip',
      },
      signal: controller.signal,
    });
    cleanups.push(() => controller.abort());
    expect(response.headers.get('content-type')).toBe(
      'text/event-stream; charset=utf-8',
    );
    expect(response.headers.get('cache-control')).toContain('no-transform');
    expect(response.headers.get('content-encoding')).toBeNull();
  });

  it('is refused without adaptive.fleet.view, unless for one engine', async () => {
    const policy = {
      ...ownedBy(CHAT),
      [adaptiveFleetViewPermission.name]: DENY,
    };
    const { get, backend } = await start(policy, fleet());
    expect((await get('/stream')).status).toBe(403);
    const { next } = open(backend, parseEngineRef('eu-1/team-chat/chat'));
    expect(await next()).toMatchObject({ type: 'engine' });
  });

  it.each([
    ['engine=chat', "Invalid query parameter 'engine': 'chat', accepted:"],
    ['cluster=eu-1', "Unknown query parameter 'cluster'"],
  ])('refuses %s', async (query, message) => {
    const { get } = await start(everything, fleet());
    const { status, body } = await get(`/stream?${query}`);
    expect(status).toBe(400);
    expect(body.error.message).toContain(message);
  });

  it('ends when a later decision refuses the fleet', async () => {
    const policy = { ...everything };
    const { backend } = await start(policy, new FakeEnginesService(), {
      ...DEFAULT_STREAM_TIMES,
      decisionMs: 20,
    });
    const { next } = open(backend);
    expect(await next()).toMatchObject({ type: 'clusters' });
    expect(await next()).toEqual({ type: 'synced' });
    policy[adaptiveFleetViewPermission.name] = DENY;
    expect(await next()).toBeUndefined();
  });

  it('ends with the backend, and follows the engines no longer', async () => {
    const engines = fleet();
    const { backend } = await startApi({ policy: everything, engines });
    const { next } = open(backend, parseEngineRef('eu-1/team-chat/chat'));
    await next();
    await next();
    expect(engines.subscribers).toBe(1);
    await backend.stop();
    expect(await next()).toBeUndefined();
    expect(engines.subscribers).toBe(0);
  });
});

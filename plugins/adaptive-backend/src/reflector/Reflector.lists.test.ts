import { staticCredentials } from '../clusters/credentials';
import { HttpKubeTransport } from '../clusters/HttpKubeTransport';
import { Interner } from '../objects/project/Interner';
import { DefaultObjectStore } from '../store/DefaultObjectStore';
import { Limiter } from './Limiter';
import { DEFAULT_REFLECTOR_SETTINGS, ReflectorOptions } from './options';
import { ProjectingSink } from './ProjectingSink';
import { Reflector } from './Reflector';
import { hasStreamingLists } from './streamingLists';
import {
  answerStatus,
  cut,
  FakeApiServer,
  hang,
} from './__testUtils__/FakeApiServer';
import { eventually, impatientClock } from './__testUtils__/testClock';

jest.setTimeout(30_000);

const PATH = '/api/v1/namespaces';
const OLD = '/apis/x.io/v1beta1/things';
const NEW = '/apis/x.io/v1/things';

describe('how a Reflector lists', () => {
  let server: FakeApiServer;
  let ends: Array<() => Promise<void>>;
  let accepted: Array<string | undefined>;

  beforeEach(async () => {
    server = new FakeApiServer();
    await server.start();
    server.install(PATH);
    ends = [];
    accepted = [];
    server.failAlways(request => {
      accepted.push(request.headers.accept);
      return false;
    });
  });

  afterEach(async () => {
    await Promise.all(ends.map(end => end()));
    await server.stop();
  });

  function start(options: Partial<ReflectorOptions> = {}) {
    const clock = impatientClock();
    const store = new DefaultObjectStore({ clusters: ['c'] });
    const tables = store.cluster('c');
    if (!tables) throw new Error('the store lacks its cluster');
    const transport = new HttpKubeTransport({
      cluster: {
        url: server.url,
        tls: { skipVerify: false },
        credentials: staticCredentials('t'),
      },
      maxConnections: 3,
      connectTimeoutMs: 2_000,
      now: clock.now,
    });
    const stop = new AbortController();
    const reflector = new Reflector({
      transport,
      resource: 'namespaces',
      paths: [PATH],
      custom: false,
      sink: new ProjectingSink({
        resource: 'namespaces',
        tables,
        context: { interner: new Interner(), isEngineNamespace: () => true },
      }),
      clock,
      settings: { ...DEFAULT_REFLECTOR_SETTINGS, pageSize: 2 },
      onAlive: () => {},
      isServerAlive: () => true,
      onFreshness: () => {},
      ...options,
    });
    const done = reflector.run(stop.signal);
    ends.push(async () => {
      stop.abort();
      await done;
      await transport.close();
    });
    return {
      reflector,
      names: () =>
        [...tables.list('namespaces')]
          .map(({ metadata }) => metadata.name)
          .sort((a, b) => a.localeCompare(b))
          .join(),
    };
  }

  const asked = (key: string) =>
    server.requests.filter(url => url.searchParams.has(key));

  describe('by events', () => {
    it('takes all that is there in one request and follows it', async () => {
      server.streamsLists = true;
      for (const name of ['a', 'b', 'c']) server.put(PATH, name);
      const { reflector, names } = start({ canStream: () => true });
      await eventually('all is there', () => names() === 'a,b,c');
      server.remove(PATH, 'b');
      server.put(PATH, 'd');
      await eventually('it follows', () => names() === 'a,c,d');
      expect(reflector.freshness().status).toBe('live');
      expect(server.requests).toHaveLength(1);
      expect(server.requests[0].searchParams.get('resourceVersionMatch')).toBe(
        'NotOlderThan',
      );
    });

    it('lists where that is refused, and does not ask again', async () => {
      server.put(PATH, 'a');
      const { names } = start({ canStream: () => true });
      await eventually('it is listed', () => names() === 'a');
      await eventually('it watches', () => server.openWatches === 1);
      server.compact();
      server.put(PATH, 'b');
      server.compact();
      server.endWatches('cut');
      await eventually('it follows', () => names() === 'a,b');
      expect(asked('sendInitialEvents')).toHaveLength(1);
    });

    it('shows nothing of a list that was cut, and removes nothing', async () => {
      server.streamsLists = true;
      server.put(PATH, 'a');
      const { reflector, names } = start({ canStream: () => true });
      await eventually('all is there', () => names() === 'a');
      server.put(PATH, 'b');
      await eventually('it follows', () => names() === 'a,b');
      server.failNext((_request, response) => {
        response.write(
          '{"type":"ADDED","object":{"metadata":{"name":"z","uid":"z"}}}\n',
          () => response.socket?.destroy(),
        );
        return true;
      }, hang);
      reflector.relist();
      await eventually('it lists', () => asked('limit').length === 1);
      expect(names()).toBe('a,b');
    });

    it.each([
      ['v1.31.4', false],
      ['v1.32.0', true],
      ['v1.36.2-gke.1', true],
      ['v2.0.0', true],
      ['what?', false],
      [undefined, false],
    ])('is for servers that can: %s', (version, expected) => {
      expect(hasStreamingLists(version)).toBe(expected);
    });
  });

  it('takes an older version of the API where the newer is not served', async () => {
    server.install(OLD);
    server.put(OLD, 'a');
    const { reflector, names } = start({ paths: [NEW, OLD], custom: true });
    await eventually('it is listed', () => names() === 'a');
    expect(reflector.freshness().status).toBe('live');
  });

  it('looks for all versions of an API that is absent once a minute', async () => {
    const clock = impatientClock();
    const { reflector } = start({ paths: [NEW, OLD], custom: true, clock });
    await eventually('it looked twice', () => clock.waits.length >= 2);
    expect(reflector.freshness().status).toBe('notInstalled');
    expect(clock.waits.slice(0, 2)).toEqual([60_000, 60_000]);
    expect(server.requests.slice(0, 4).map(url => url.pathname)).toEqual([
      NEW,
      OLD,
      NEW,
      OLD,
    ]);
  });

  it('asks for metadata only where no more is wanted', async () => {
    start({ metadataOnly: true });
    await eventually('it watches', () => server.openWatches === 1);
    expect(accepted).toEqual([
      'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json',
      'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json',
    ]);
  });

  it('selects in lists and watches', async () => {
    server.put(PATH, 'a');
    server.put(PATH, 'b');
    const { names } = start({
      selection: { fieldSelector: 'metadata.name=b' },
    });
    await eventually('it watches', () => server.openWatches === 1);
    expect(names()).toBe('b');
    expect(asked('fieldSelector')).toHaveLength(2);
  });

  it('follows what a field selector is about: what leaves it is gone, what enters it is new', async () => {
    server.put(PATH, 'a', { status: { phase: 'Running' } });
    server.put(PATH, 'b', { status: { phase: 'Succeeded' } });
    const { names } = start({ fieldSelector: 'status.phase!=Succeeded' });
    await eventually('it watches', () => server.openWatches === 1);
    expect(names()).toBe('a');
    server.put(PATH, 'a', { status: { phase: 'Succeeded' } });
    server.put(PATH, 'b', { status: { phase: 'Running' } });
    await eventually('both are told', () => names() === 'b');
    server.compact();
    server.endWatches('end');
    server.put(PATH, 'b', { status: { phase: 'Succeeded' } });
    server.put(PATH, 'c', { status: { phase: 'Running' } });
    await eventually('it follows', () => names() === 'c');
    expect(asked('fieldSelector').length).toBe(server.requests.length);
  });

  it('asks for everything where a field selector is refused, and for what else was selected', async () => {
    server.failAlways((request, response) =>
      request.url?.includes('fieldSelector')
        ? answerStatus(400, 'BadRequest')(request, response)
        : false,
    );
    server.put(PATH, 'a');
    const { names, reflector } = start({
      selection: { labelSelector: 'x=y' },
      fieldSelector: 'status.phase!=Succeeded',
    });
    await eventually('it watches', () => server.openWatches === 1);
    expect(names()).toBe('a');
    expect(reflector.freshness().status).toBe('live');
    expect(asked('fieldSelector')).toHaveLength(1);
    expect(asked('labelSelector').length).toBe(server.requests.length);
  });

  it('waits for its turn to list, not to watch', async () => {
    const listing = new Limiter(1);
    server.put(PATH, 'a');
    server.failNext(hang);
    start({ listing });
    const second = start({ listing });
    await eventually('the first lists', () => server.requests.length === 1);
    await new Promise(resolve => {
      setTimeout(resolve, 20);
    });
    expect(server.requests).toHaveLength(1);
    await ends.shift()?.();
    await eventually('the second lists', () => second.names() === 'a');
    const third = start({ listing });
    await eventually('so does a third', () => third.names() === 'a');
  });

  it('survives a cut while it waits for the end of a list of events', async () => {
    server.streamsLists = true;
    server.failNext(cut);
    server.put(PATH, 'a');
    const { names, reflector } = start({
      canStream: () => true,
      listing: new Limiter(1),
    });
    await eventually('it is listed', () => names() === 'a');
    expect(reflector.freshness().status).toBe('live');
  });
});

import { Freshness } from '@adaptive-portal/plugin-adaptive-common';
import { systemClock } from '../clusters/Clock';
import { staticCredentials } from '../clusters/credentials';
import { HttpKubeTransport } from '../clusters/HttpKubeTransport';
import { ClusterCredentials } from '../clusters/types';
import { record, text } from '../objects/project/raw';
import {
  DEFAULT_REFLECTOR_SETTINGS,
  ReflectorSettings,
  ReflectorSink,
} from './options';
import { Reflector } from './Reflector';
import {
  answerStatus,
  answerText,
  cut,
  cutHalfway,
  FakeApiServer,
  hang,
} from './__testUtils__/FakeApiServer';
import { eventually, impatientClock } from './__testUtils__/testClock';

const PATH = '/api/v1/pods';
const CUSTOM_PATH = '/apis/keda.sh/v1alpha1/scaledobjects';

class MemorySink implements ReflectorSink {
  readonly objects = new Map<string, string>();
  lists = 0;

  beginList() {
    const list = new Map<string, string>();
    return {
      add: (objects: readonly unknown[]) => {
        for (const object of objects) list.set(...this.#entry(object));
      },
      commit: () => {
        this.lists += 1;
        this.objects.clear();
        for (const [key, version] of list) this.objects.set(key, version);
      },
    };
  }

  put(object: unknown) {
    this.objects.set(...this.#entry(object));
  }

  remove(object: unknown) {
    this.objects.delete(this.#entry(object)[0]);
  }

  #entry(object: unknown): [string, string] {
    const meta = record(record(object).metadata);
    return [text(meta.name) ?? '', text(meta.resourceVersion) ?? ''];
  }
}

// Real connections on a machine that may be busy.
jest.setTimeout(30_000);

describe('Reflector', () => {
  let server: FakeApiServer;
  let transport: HttpKubeTransport;
  let stop: AbortController;
  let done: Promise<void>;
  let clock: ReturnType<typeof impatientClock>;
  let sink: MemorySink;
  let told: Freshness[];
  let isServerAlive: boolean;

  beforeEach(async () => {
    server = new FakeApiServer();
    await server.start();
    server.install(PATH);
    stop = new AbortController();
    clock = impatientClock();
    sink = new MemorySink();
    told = [];
    isServerAlive = false;
  });

  afterEach(async () => {
    stop.abort();
    await done;
    await transport.close();
    await server.stop();
  });

  function start(
    options: {
      path?: string;
      custom?: boolean;
      credentials?: ClusterCredentials;
      settings?: Partial<ReflectorSettings>;
    } = {},
  ): Reflector {
    transport = new HttpKubeTransport({
      cluster: {
        url: server.url,
        tls: { skipVerify: false },
        credentials: options.credentials ?? staticCredentials('secret-token'),
      },
      maxConnections: 4,
      connectTimeoutMs: 500,
      now: () => clock.now(),
    });
    const reflector: Reflector = new Reflector({
      transport,
      resource: options.path === CUSTOM_PATH ? 'keda.sh/scaledobjects' : 'pods',
      paths: [options.path ?? PATH],
      custom: options.custom ?? false,
      sink,
      clock,
      settings: {
        ...DEFAULT_REFLECTOR_SETTINGS,
        timeouts: { answerMs: 10_000, silenceMs: 60_000 },
        pageSize: 3,
        ...options.settings,
      },
      onAlive: () => {},
      isServerAlive: () => isServerAlive,
      onFreshness: () => told.push(reflector.freshness()),
    });
    done = reflector.run(stop.signal);
    return reflector;
  }

  const names = () =>
    [...sink.objects.keys()].sort((a, b) => a.localeCompare(b));
  const watching = () =>
    eventually('a watch is open', () => server.openWatches === 1);
  const holds = (...expected: string[]) =>
    eventually(
      `the sink holds ${expected}`,
      () => names().join() === expected.join(),
    );
  const lists = () =>
    server.requests.filter(url => !url.searchParams.has('watch'));
  const watches = () =>
    server.requests.filter(url => url.searchParams.has('watch'));
  const toldStates = () => told.map(freshness => freshness.status);

  it('lists in pages and then applies what the watch tells', async () => {
    for (let i = 0; i < 7; i += 1) server.put(PATH, `p${i}`);
    const reflector = start();
    expect(reflector.freshness().status).toBe('connecting');
    await watching();
    expect(names()).toHaveLength(7);
    expect(lists().map(url => url.searchParams.get('limit'))).toEqual([
      '3',
      '3',
      '3',
    ]);
    server.put(PATH, 'p7', { title: 'zwölf Bögen 🙂' });
    server.remove(PATH, 'p0');
    await holds('p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7');
    expect(reflector.freshness().status).toBe('live');
    expect(server.tokens[0]).toBe('Bearer secret-token');
  });

  it('asks for bookmarks and for a watch of 5 to 10 minutes', async () => {
    start();
    await watching();
    const query = watches()[0].searchParams;
    expect(query.get('allowWatchBookmarks')).toBe('true');
    expect(query.get('timeoutSeconds')).toBe('450');
  });

  it('watches on from the version of the last bookmark when the server ends the watch', async () => {
    start();
    await watching();
    server.install('/other');
    server.put('/other', 'elsewhere');
    server.bookmark();
    server.put(PATH, 'a');
    await holds('a');
    server.endWatches('end');
    await watching();
    server.put(PATH, 'b');
    await holds('a', 'b');
    expect(sink.lists).toBe(1);
    expect(watches()[1].searchParams.get('resourceVersion')).toBe('102');
  });

  it('advances by a bookmark alone, so that a quiet watch survives compaction', async () => {
    start();
    await watching();
    server.install('/other');
    server.put('/other', 'elsewhere');
    server.compact();
    server.bookmark();
    server.put('/other', 'elsewhere again');
    server.bookmark();
    server.endWatches('end');
    await eventually(
      'the watch is asked for again',
      () => watches().length > 1,
    );
    await watching();
    expect(sink.lists).toBe(1);
  });

  it('lists again after 410 and removes what vanished meanwhile', async () => {
    server.put(PATH, 'gone');
    server.put(PATH, 'stays');
    start();
    await holds('gone', 'stays');
    await watching();
    server.muteWatches();
    server.remove(PATH, 'gone');
    server.put(PATH, 'new');
    server.compact();
    server.failNext(answerStatus(410, 'Expired'));
    await server.stop();
    await server.start();
    await holds('new', 'stays');
    await watching();
    expect(toldStates()).toContain('stale');
    expect(told.at(-1)).toMatchObject({ status: 'live' });
  });

  it('lists again after an ERROR event with code 410', async () => {
    server.put(PATH, 'gone');
    start();
    await watching();
    server.endWatches('cut');
    server.remove(PATH, 'gone');
    server.compact();
    await holds();
    await watching();
    expect(sink.lists).toBe(2);
    // One that broke off, one that was told 410, one from the new list.
    expect(watches()).toHaveLength(3);
  });

  it('starts a list over, unpaged, when its pages expire halfway', async () => {
    for (let i = 0; i < 5; i += 1) server.put(PATH, `p${i}`);
    server.failNext(() => false, answerStatus(410, 'Expired'));
    start();
    await holds('p0', 'p1', 'p2', 'p3', 'p4');
    expect(lists().map(url => url.searchParams.get('limit'))).toEqual([
      '3',
      '3',
      null,
    ]);
  });

  it('watches on after a watch was cut in the middle of a line', async () => {
    start();
    await watching();
    server.put(PATH, 'a');
    await holds('a');
    server.inject('{"type":"ADDED","object":{"metad');
    server.endWatches('end');
    server.put(PATH, 'b');
    await holds('a', 'b');
    expect(sink.lists).toBe(1);
    expect(told.find(freshness => freshness.status === 'stale')?.message).toBe(
      'The API server closed the connection in the middle of an object',
    );
  });

  it('treats invalid JSON as a failed watch, losing nothing', async () => {
    start();
    await watching();
    server.inject('{"type":"ADDED",,}\n');
    await eventually(
      'the watch is asked for again',
      () => watches().length > 1,
    );
    await watching();
    server.put(PATH, 'a');
    await holds('a');
    expect(told.map(freshness => freshness.message)).toContain(
      'The API server sent invalid JSON',
    );
  });

  it('aborts a watch that is silent for too long, says so, and asks again', async () => {
    server.put(PATH, 'a');
    const reflector = start({
      settings: { timeouts: { answerMs: 500, silenceMs: 150 } },
    });
    await holds('a');
    await watching();
    server.failAlways(hang);
    await eventually(
      'it is unreachable',
      () => reflector.freshness().status === 'unreachable',
    );
    const freshness = reflector.freshness();
    expect(freshness.message).toMatch(
      /^The API server (sent nothing|did not answer)/,
    );
    expect(freshness.since).toBe(freshness.lastSeenAt);
    expect(names()).toEqual(['a']);
    server.failAlways(undefined);
    await eventually(
      'it is live',
      () => reflector.freshness().status === 'live',
    );
  });

  it('leaves a watch alone that speaks now and then', async () => {
    start({ settings: { timeouts: { answerMs: 10_000, silenceMs: 1_000 } } });
    await watching();
    for (let i = 0; i < 30; i += 1) {
      server.bookmark();
      await systemClock.sleep(50, stop.signal);
    }
    expect(watches()).toHaveLength(1);
    expect(toldStates()).toEqual(['live']);
  });

  it('renews a silent watch without alarm while the server is known to be alive', async () => {
    isServerAlive = true;
    start({ settings: { timeouts: { answerMs: 10_000, silenceMs: 60 } } });
    await eventually('it was renewed', () => watches().length > 2);
    expect(toldStates()).toEqual(['live']);
  });

  it('does not wait before it renews a silent watch, however often', async () => {
    isServerAlive = true;
    start({
      settings: {
        timeouts: { answerMs: 10_000, silenceMs: 60 },
        backoff: { initialMs: 60_000, maxMs: 60_000 },
      },
    });
    await eventually('it was renewed', () => watches().length > 4);
    expect(toldStates()).toEqual(['live']);
    expect(lists().length).toBeGreaterThan(1);
  });

  it('tells of a list that stops halfway, even of a server that is alive', async () => {
    isServerAlive = true;
    server.put(PATH, 'a');
    server.failAlways((_request, response) => response.write('{"items":['));
    const reflector = start({
      settings: { timeouts: { answerMs: 100, silenceMs: 60_000 } },
    });
    await eventually(
      'it is unreachable',
      () => reflector.freshness().status === 'unreachable',
    );
    expect(reflector.freshness().message).toBe(
      'The API server sent nothing for 0.1 s',
    );
    server.failAlways(undefined);
    await holds('a');
  });

  it('keeps what it holds while the server refuses connections, and catches up afterwards', async () => {
    server.put(PATH, 'a');
    const reflector = start();
    await holds('a');
    await watching();
    await server.stop();
    await eventually(
      'it is unreachable',
      () => reflector.freshness().status === 'unreachable',
    );
    expect(reflector.freshness().message).toBe(
      'The API server refused the connection',
    );
    expect(names()).toEqual(['a']);
    server.put(PATH, 'b');
    await server.start();
    await holds('a', 'b');
  });

  it.each([
    ['500', answerStatus(500, 'InternalError')],
    ['a list cut halfway', cutHalfway],
    ['no answer', hang],
    ['a cut connection', cut],
    ['invalid JSON', answerText('{"items":[')],
    ['JSON that is no list', answerText('{"kind":"Status"}')],
    ['a list without a version', answerText('{"metadata":{},"items":[]}')],
  ])('never takes a failed list for an empty one: %s', async (_name, fault) => {
    server.put(PATH, 'a');
    const reflector = start({
      settings: { timeouts: { answerMs: 500, silenceMs: 60_000 } },
    });
    await holds('a');
    await watching();
    server.failAlways(fault);
    reflector.relist();
    await eventually(
      'it noticed',
      () => reflector.freshness().status !== 'live',
    );
    expect(names()).toEqual(['a']);
    expect(sink.lists).toBe(1);
    server.failAlways(undefined);
    await eventually('it listed again', () => sink.lists === 2);
    expect(names()).toEqual(['a']);
  });

  it('waits longer after every failure, up to 30 s', async () => {
    server.failAlways(answerStatus(500, 'InternalError'));
    start();
    await eventually('it tried often', () => clock.waits.length >= 8);
    expect(clock.waits.slice(0, 8)).toEqual([
      750, 1500, 3000, 6000, 12000, 22500, 22500, 22500,
    ]);
  });

  it('does not forget its failures because a watch merely opens', async () => {
    start();
    await watching();
    server.failAlways((request, response) => {
      if (!request.url?.includes('watch=')) return false;
      response.writeHead(200);
      response.end();
      return true;
    });
    server.endWatches('cut');
    await eventually('it tried often', () => clock.waits.length >= 4);
    expect(clock.waits.slice(0, 4)).toEqual([750, 1500, 3000, 6000]);
  });

  it('begins with short waits again after an event', async () => {
    server.failNext(...Array(4).fill(answerStatus(500, 'InternalError')));
    start();
    await watching();
    server.put(PATH, 'a');
    await holds('a');
    server.failNext(answerStatus(500, 'InternalError'));
    server.endWatches('end');
    await eventually('it waited again', () => clock.waits.length === 5);
    expect(clock.waits).toEqual([750, 1500, 3000, 6000, 750]);
  });

  it('waits as long as a 429 asks', async () => {
    server.failNext(
      answerStatus(429, 'TooManyRequests', { 'retry-after': '17' }),
    );
    const reflector = start();
    await eventually(
      'it is live',
      () => reflector.freshness().status === 'live',
    );
    expect(clock.waits[0]).toBe(17_000);
    expect(told[0].message).toBe(
      'The API server answered 429 TooManyRequests to list pods',
    );
  });

  it('names the missing permission on 403 and soon tries again at the slowest pace', async () => {
    const refused = answerStatus(403, 'Forbidden');
    server.failNext(refused, refused, refused, refused);
    start();
    await watching();
    expect(told[0]).toMatchObject({
      status: 'notPermitted',
      message: 'Needs list on pods',
    });
    expect(clock.waits).toEqual([750, 1500, 22_500, 22_500]);
  });

  it('asks for fresh credentials on 401 and tries again at once when there are some', async () => {
    let token = 'old';
    server.failNext(answerStatus(401, 'Unauthorized'));
    start({
      credentials: {
        token: async () => token,
        refresh: async () => {
          token = 'new';
          return true;
        },
      },
    });
    await watching();
    expect(told[0].status).toBe('notPermitted');
    expect(server.tokens).toEqual(['Bearer old', 'Bearer new', 'Bearer new']);
    expect(clock.waits).toEqual([]);
  });

  it('waits before the next watch when one ends at once, however long the way to it was', async () => {
    const { now } = clock;
    let onTheWayMs = 0;
    clock.now = () => now() + onTheWayMs;
    server.failAlways((request, response) => {
      if (!request.url?.includes('watch=1')) return false;
      response.end();
      return true;
    });
    start({
      credentials: {
        token: async () => {
          onTheWayMs += 2_000;
          return 't';
        },
        refresh: async () => false,
      },
    });
    await eventually('it waits', () => clock.waits.length > 1);
    expect(told.map(({ message }) => message)).toContain(
      'The API server ended the watch at once',
    );
  });

  it('repeats nothing of an answer but one word', async () => {
    server.failAlways(answerStatus(500, 'Bearer secret-token'));
    start();
    await eventually('it tried twice', () => clock.waits.length > 1);
    expect(JSON.stringify(told)).not.toContain('secret-token');
  });

  it('looks for a custom resource that is not installed every minute', async () => {
    const reflector = start({ path: CUSTOM_PATH, custom: true });
    await eventually('it looked twice', () => clock.waits.length >= 2);
    expect(reflector.freshness()).toMatchObject({
      status: 'notInstalled',
      message: 'The API server does not know keda.sh/scaledobjects',
    });
    expect(clock.waits.slice(0, 2)).toEqual([60_000, 60_000]);
    server.install(CUSTOM_PATH);
    server.put(CUSTOM_PATH, 'so');
    await holds('so');
    expect(reflector.freshness().status).toBe('live');
  });

  it('leaves a resource that is not installed so while the API server is away', async () => {
    const reflector = start({ path: CUSTOM_PATH, custom: true });
    await eventually('it looked', () => clock.waits.length >= 1);
    server.failNext(answerStatus(500, 'InternalError'));
    const looks = clock.waits.length;
    await eventually('it failed', () => clock.waits.length > looks + 1);
    reflector.suspend('The API server does not answer');
    expect(told.map(({ status }) => status)).not.toContain('unreachable');
    expect(reflector.freshness().status).toBe('notInstalled');
    server.install(CUSTOM_PATH);
    server.put(CUSTOM_PATH, 'so');
    await holds('so');
    reflector.suspend('The API server does not answer');
    expect(reflector.freshness().status).toBe('unreachable');
  });

  it('drops the objects of a custom resource only when a second look finds it gone', async () => {
    server.install(CUSTOM_PATH);
    server.put(CUSTOM_PATH, 'so');
    start({ path: CUSTOM_PATH, custom: true });
    await watching();
    server.uninstall(CUSTOM_PATH);
    const seen: string[] = [];
    const sleep = clock.sleep;
    clock.sleep = (ms, signal) => {
      if (ms === 60_000) seen.push(names().join());
      return sleep(ms, signal);
    };
    server.endWatches('end');
    await eventually('it looked twice', () => seen.length >= 2);
    expect(seen.slice(0, 2)).toEqual(['so', '']);
  });

  it('keeps the objects of a core resource that answers 404', async () => {
    server.put(PATH, 'a');
    const reflector = start();
    await watching();
    server.uninstall(PATH);
    server.endWatches('cut');
    await eventually('it tried often', () => clock.waits.length > 4);
    expect(reflector.freshness().status).toBe('unreachable');
    expect(names()).toEqual(['a']);
  });

  it('lists again when the versions went back after a restore', async () => {
    server.put(PATH, 'a');
    start();
    await watching();
    server.restoreVersion(7);
    server.endWatches('cut');
    server.put(PATH, 'b');
    await holds('a', 'b');
    await watching();
    server.put(PATH, 'c');
    await holds('a', 'b', 'c');
    expect(sink.lists).toBe(2);
  });

  it('ends with its signal while it waits, lists or watches', async () => {
    server.failAlways(hang);
    const reflector = start();
    await eventually('it asked', () => server.requests.length === 1);
    stop.abort();
    await done;
    expect(reflector.freshness().status).toBe('connecting');
  });
});

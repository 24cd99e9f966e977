import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import {
  AdaptiveClient,
  type EngineRef,
  parseEngineRef,
  type StreamPosition,
} from '@adaptive-portal/plugin-adaptive-common';
import express from 'express';
import {
  FakeEnginesService,
  mockEngine,
} from '../__testUtils__/FakeEnginesService';
import { brief } from './__testUtils__/FakeSink';
import { ParkedStreams } from './ParkedStreams';
import { EngineNumbers, UNKNOWN_VERSION } from './EngineNumbers';
import { StreamHub } from './StreamHub';
import { StreamMemory } from './StreamMemory';
import { DEFAULT_STREAM_TIMES } from './sessionOptions';

const chat = (version: string) => mockEngine('eu-1/n/chat', { version });
const search = (version: string) => mockEngine('us-1/n/search', { version });
const judge = (version: string) => mockEngine('us-1/n/judge', { version });

describe('a stream that goes on after a cut', () => {
  const cleanups: Array<() => void> = [];
  let sendOneMore: (() => void) | undefined;

  afterEach(() => {
    for (const cleanup of cleanups.splice(0).reverse()) cleanup();
  });

  /** A backend that streams to whoever the token names. */
  async function serve(
    engines: FakeEnginesService,
    hidden = new Set<string>(),
  ) {
    const hub = new StreamHub({
      engines,
      times: { ...DEFAULT_STREAM_TIMES, engineThrottleMs: 1 },
    });
    const view = {
      list: () => engines.list().filter(({ ref }) => !hidden.has(ref.release)),
      get: (ref: EngineRef) =>
        hidden.has(ref.release) ? undefined : engines.get(ref),
      clusters: () => [...engines.clusters()],
      itemCounts: true,
    };
    const app = express();
    app.get('/stream', (req, res) =>
      hub.open(res, {
        view,
        decide: async () => view,
        caller: req.get('Authorization') ?? '',
        lastEventId: req.get('Last-Event-ID'),
      }),
    );
    const server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanups.push(() => {
      hub.stop();
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    return { hub, url: `http://127.0.0.1:${port}` };
  }

  /** Reads events until one is `last`, then cuts the connection. */
  async function read(
    url: string,
    position: StreamPosition,
    options: { last?: string; token?: string } = {},
  ): Promise<string[]> {
    const { last = 'synced', token = 'erin' } = options;
    const client = new AdaptiveClient({
      discoveryApi: { getBaseUrl: async () => url },
      fetchApi: { fetch },
    });
    const seen: string[] = [];
    const signal = new AbortController().signal;
    let atLast = false;
    for await (const event of client.stream({ position, token, signal })) {
      // Leaves with the event after: the reader had the last one then.
      if (atLast) break;
      const [name] = brief([event]);
      seen.push(name);
      atLast = name === last;
      if (atLast) sendOneMore?.();
    }
    return seen;
  }

  afterEach(() => {
    sendOneMore = undefined;
  });

  /** Lets every stream send one more event, so that `read` can leave. */
  function tickWith(engines: FakeEnginesService) {
    let count = 0;
    sendOneMore = () => {
      count += 1;
      engines.put(mockEngine('eu-1/n/ticker', { version: `${count}` }));
    };
  }

  it('is told what it missed, and nothing else', async () => {
    const engines = new FakeEnginesService([
      chat('1'),
      search('1'),
      judge('1'),
    ]);
    tickWith(engines);
    const { url } = await serve(engines);
    const position: StreamPosition = {};
    expect(await read(url, position)).toEqual([
      'chat@1',
      'search@1',
      'judge@1',
      'clusters',
      'synced',
    ]);
    engines.put(search('2'));
    engines.remove(parseEngineRef('us-1/n/judge'));
    const again = await read(url, position);
    expect(again[0]).toBe('resumed');
    expect(again).toEqual(expect.arrayContaining(['search@2', '-judge']));
    expect(again).not.toContain('chat@1');
    expect(again[again.length - 1]).toBe('synced');
  });

  it('is told what is gone, even as the only client of a large fleet', async () => {
    const engines = new FakeEnginesService(
      Array.from({ length: 1_000 }, (_, i) => mockEngine(`eu-1/n/engine-${i}`)),
    );
    tickWith(engines);
    const { url } = await serve(engines);
    const position: StreamPosition = {};
    await read(url, position);
    engines.remove(parseEngineRef('eu-1/n/engine-5'));
    const again = await read(url, position);
    expect(again.filter(name => !name.startsWith('ticker'))).toEqual([
      'resumed',
      '-engine-5',
      'clusters',
      'synced',
    ]);
  });

  it('loses what may no longer be seen', async () => {
    const engines = new FakeEnginesService([chat('1'), search('1')]);
    tickWith(engines);
    const hidden = new Set<string>();
    const { url } = await serve(engines, hidden);
    const position: StreamPosition = {};
    await read(url, position);
    hidden.add('chat');
    expect(await read(url, position)).toContain('-chat');
  });

  it('is sent again what may have got lost on the way', async () => {
    const engines = new FakeEnginesService([chat('1'), search('1')]);
    const { url, hub } = await serve(engines);
    const position: StreamPosition = {};
    // The snapshot is sent in one go; the reader takes only its first event.
    tickWith(engines);
    expect(await read(url, position, { last: 'chat@1' })).toEqual(['chat@1']);
    while (hub.size > 0) await new Promise(resolve => setImmediate(resolve));
    const again = await read(url, position);
    expect(again).toEqual(expect.arrayContaining(['resumed', 'search@1']));
    expect(again).not.toContain('chat@1');
  });

  it.each([
    ['of somebody else', 'sam', undefined],
    ['nobody knows', 'erin', 'AAAAAAAAAAAA.3'],
    ['that is none', 'erin', 'what?'],
  ])('gets everything with an id %s', async (_, token, lastEventId) => {
    const engines = new FakeEnginesService([chat('1')]);
    tickWith(engines);
    const { url } = await serve(engines);
    const position: StreamPosition = {};
    await read(url, position);
    if (lastEventId) position.lastEventId = lastEventId;
    const again = await read(url, position, { token });
    expect(again).toContain('chat@1');
    expect(again).not.toContain('resumed');
  });

  it('gets everything from another backend', async () => {
    const engines = new FakeEnginesService([chat('1')]);
    tickWith(engines);
    const [one, other] = [await serve(engines), await serve(engines)];
    const position: StreamPosition = {};
    await read(one.url, position);
    const again = await read(other.url, position);
    expect(again).toContain('chat@1');
    expect(again).not.toContain('resumed');
    expect(again[again.length - 1]).toBe('synced');
  });
});

describe('StreamMemory', () => {
  const [a, b, c, d] = [0, 1, 2, 3];

  function send(memory: StreamMemory, engine: number, version: number) {
    memory.remember(engine, version);
    memory.nextId();
  }

  it('does not know what came before its last events', () => {
    const memory = new StreamMemory('erin', new EngineNumbers(), 2);
    for (const engine of [a, b, c, d]) send(memory, engine, 7);
    expect(memory.rewind(1)).toBe(false);
    expect(memory.rewind(2)).toBe(true);
    expect([a, b, c, d].map(engine => memory.versionOf(engine))).toEqual([
      7,
      7,
      UNKNOWN_VERSION,
      UNKNOWN_VERSION,
    ]);
  });

  it('takes no number that it has not given out', () => {
    const memory = new StreamMemory('erin');
    send(memory, a, 7);
    expect(memory.rewind(2)).toBe(false);
  });

  it('counts an engine as there when its removal may not have arrived', () => {
    const memory = new StreamMemory('erin');
    send(memory, a, 7);
    send(memory, a, 0);
    expect(memory.has(a)).toBe(false);
    memory.rewind(1);
    expect(memory.has(a)).toBe(true);
  });

  it('needs the numbers of what its client has, and of what it may have', () => {
    const memory = new StreamMemory('erin');
    send(memory, a, 7);
    send(memory, c, 7);
    send(memory, c, 0);
    const used = new Uint8Array(4);
    memory.markUsed(used);
    expect([...used]).toEqual([1, 0, 1, 0]);
  });
});

describe('ParkedStreams', () => {
  it('keeps a stream for two minutes', () => {
    let now = 0;
    const parked = new ParkedStreams(() => now);
    const [early, late] = [new StreamMemory('erin'), new StreamMemory('erin')];
    parked.park(early);
    now = 60_000;
    parked.park(late);
    now = 130_000;
    expect(parked.take(`${early.id}.0`, 'erin')).toBeUndefined();
    expect(parked.take(`${late.id}.0`, 'erin')).toBe(late);
    expect(parked.take(`${late.id}.0`, 'erin')).toBeUndefined();
  });

  it('keeps the latest of very many', () => {
    const parked = new ParkedStreams(() => 0);
    const all = Array.from({ length: 201 }, () => new StreamMemory('erin'));
    for (const memory of all) parked.park(memory);
    expect(parked.take(`${all[0].id}.0`, 'erin')).toBeUndefined();
    expect(parked.take(`${all[1].id}.0`, 'erin')).toBe(all[1]);
  });
});

import {
  FakeEnginesService,
  mockCluster,
  mockEngine,
} from '../__testUtils__/FakeEnginesService';
import { brief, FakeSink, viewOf } from './__testUtils__/FakeSink';
import { ClusterTexts } from './ClusterTexts';
import { EngineEncoder } from './encodeEvent';
import {
  DEFAULT_STREAM_TIMES,
  type StreamSessionOptions,
} from './sessionOptions';
import { StreamMemory } from './StreamMemory';
import { StreamSession } from './StreamSession';

describe('StreamSession', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const chat = (version: string) => mockEngine('eu-1/n/chat', { version });
  const search = (version: string) => mockEngine('us-1/n/search', { version });

  function start(
    engines: FakeEnginesService,
    options: Partial<StreamSessionOptions> = {},
    sink = new FakeSink(),
  ) {
    const view = options.view ?? viewOf(engines);
    const clusters = new ClusterTexts(engines);
    const session = new StreamSession({
      sink,
      encoder: new EngineEncoder(),
      clusters,
      view,
      decide: async () => view,
      times: DEFAULT_STREAM_TIMES,
      memory: new StreamMemory('erin'),
      onEnd: () => {},
      ...options,
    });
    engines.subscribe(change => {
      if (change.type === 'clusters') clusters.changed();
      session.onChange(change);
    });
    session.start();
    return { session, sink };
  }

  it('sends what is, then synced, then changes', async () => {
    const engines = new FakeEnginesService([chat('1'), search('1')]);
    const { sink } = start(engines);
    expect(brief(sink.take())).toEqual([
      'chat@1',
      'search@1',
      'clusters',
      'synced',
    ]);

    engines.put(chat('2'));
    await jest.advanceTimersByTimeAsync(1_000);
    engines.remove(search('1').ref);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(brief(sink.take())).toEqual([
      'chat@2',
      '-search',
      'clusters-changed',
    ]);
  });

  it('numbers the events', () => {
    const memory = new StreamMemory('erin');
    const { sink } = start(new FakeEnginesService([chat('1')]), { memory });
    expect(sink.texts.map(text => text.split('\n')[1])).toEqual([
      `id: ${memory.id}.1`,
      `id: ${memory.id}.2`,
      `id: ${memory.id}.3`,
    ]);
  });

  it('says with synced which clusters never listed their engines', () => {
    const engines = new FakeEnginesService([chat('1')]);
    const freshness = {
      status: 'unreachable' as const,
      since: '2026-01-01T00:00:00Z',
      message: 'connect ECONNREFUSED',
    };
    engines.clusterList = [
      mockCluster('eu-1'),
      mockCluster('us-1', { sources: [], freshness }),
    ];
    const last = (options: Partial<StreamSessionOptions>) =>
      start(engines, options).sink.take().pop();
    expect(last({})).toEqual({
      type: 'synced',
      incomplete: [{ cluster: 'us-1', freshness }],
    });
    expect(last({ engine: chat('1').ref })).toEqual({ type: 'synced' });
    const { message: _, ...rest } = freshness;
    expect(last({ engine: search('1').ref })).toEqual({
      type: 'synced',
      incomplete: [{ cluster: 'us-1', freshness: rest }],
    });
  });

  it('sends one engine in full, and nothing of others or of clusters', async () => {
    const engines = new FakeEnginesService([chat('1'), search('1')]);
    const { sink } = start(engines, { engine: chat('1').ref });
    engines.put(search('2'));
    engines.put(chat('2'));
    engines.emit({ type: 'clusters' });
    await jest.advanceTimersByTimeAsync(5_000);
    expect(brief(sink.take())).toEqual(['chat!1', 'synced', 'chat!2']);
  });

  it('is empty for an engine that is not there, until it is', async () => {
    const engines = new FakeEnginesService();
    const { sink } = start(engines, { engine: chat('1').ref });
    engines.put(chat('1'));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(brief(sink.take())).toEqual(['synced', 'chat!1']);
  });

  it('says nothing of engines that may not be seen, not even that they go', async () => {
    const engines = new FakeEnginesService([chat('1'), search('1')]);
    const view = viewOf(engines, ({ ref }) => ref.release === 'chat');
    const { sink } = start(engines, { view });
    engines.put(search('2'));
    engines.remove(search('2').ref);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(brief(sink.take())).toEqual(['chat@1', 'clusters', 'synced']);
  });

  it('takes an engine away when its new owner is somebody else', async () => {
    const engines = new FakeEnginesService([
      mockEngine('eu-1/n/chat', { owner: 'a' }),
    ]);
    const view = viewOf(engines, ({ owner }) => owner === 'a');
    const { sink } = start(engines, { view });
    engines.put(mockEngine('eu-1/n/chat', { owner: 'b', version: '2' }));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(brief(sink.take()).slice(-1)).toEqual(['-chat']);
  });

  it('asks the policy once per interval, however much happens', async () => {
    const engines = new FakeEnginesService([chat('1')]);
    const decide = jest.fn(async () => viewOf(engines));
    start(engines, { decide });
    for (let i = 2; i < 100; i++) {
      engines.put(chat(`${i}`));
      await jest.advanceTimersByTimeAsync(300);
    }
    expect(decide).toHaveBeenCalledTimes(0);
    await jest.advanceTimersByTimeAsync(31_000);
    expect(decide).toHaveBeenCalledTimes(2);
  });

  it('applies a new decision: takes away what it denies, brings what it allows', async () => {
    const engines = new FakeEnginesService([chat('1'), search('1')]);
    const { sink } = start(engines, {
      view: viewOf(engines, ({ ref }) => ref.release === 'chat'),
      decide: async () =>
        viewOf(engines, ({ ref }) => ref.release === 'search'),
    });
    sink.take();
    await jest.advanceTimersByTimeAsync(31_000);
    expect(brief(sink.take())).toEqual([
      '-chat',
      'search@1',
      'clusters-changed',
    ]);
  });

  it.each([
    ['fails', async () => Promise.reject(new Error('policy is down'))],
    ['never answers', () => new Promise<never>(() => {})],
  ])('ends when the policy %s', async (_, decide) => {
    const { sink } = start(new FakeEnginesService([chat('1')]), { decide });
    await jest.advanceTimersByTimeAsync(61_000);
    expect(sink.ended).toBe(true);
  });

  it('ends when the token expires, and not before', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000);
    const { sink } = start(new FakeEnginesService(), { expiresAt });
    await jest.advanceTimersByTimeAsync(3_599_000);
    expect(sink.ended).toBe(false);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(sink.ended).toBe(true);
  });

  it('keeps the connection alive with comments', async () => {
    const { sink } = start(new FakeEnginesService());
    sink.take();
    await jest.advanceTimersByTimeAsync(45_000);
    expect(sink.texts).toEqual([
      ': heartbeat\n\n',
      ': heartbeat\n\n',
      ': heartbeat\n\n',
    ]);
  });

  it('tells of a change at once, and of those that follow together', async () => {
    const engines = new FakeEnginesService([chat('1')]);
    const { sink } = start(engines);
    sink.take();
    engines.put(chat('2'));
    await jest.advanceTimersByTimeAsync(1);
    expect(brief(sink.take())).toEqual(['chat@2']);
    engines.put(chat('3'));
    engines.put(chat('4'));
    await jest.advanceTimersByTimeAsync(200);
    expect(sink.take()).toEqual([]);
    await jest.advanceTimersByTimeAsync(100);
    expect(brief(sink.take())).toEqual(['chat@4']);
  });

  it('lets no engine wait for another', async () => {
    const engines = new FakeEnginesService([chat('1'), search('1')]);
    const { sink } = start(engines);
    engines.put(chat('2'));
    await jest.advanceTimersByTimeAsync(1);
    engines.put(chat('3'));
    sink.take();
    engines.put(search('2'));
    await jest.advanceTimersByTimeAsync(1);
    expect(brief(sink.take())).toEqual(['search@2']);
  });

  it('tells of different engines in rounds, where rounds have a pace', async () => {
    const engines = new FakeEnginesService([chat('1'), search('1')]);
    const { sink } = start(engines, { roundMs: () => 100 });
    await jest.advanceTimersByTimeAsync(100);
    engines.put(chat('2'));
    await jest.advanceTimersByTimeAsync(10);
    engines.put(search('2'));
    sink.take();
    await jest.advanceTimersByTimeAsync(50);
    expect(sink.take()).toEqual([]);
    await jest.advanceTimersByTimeAsync(50);
    expect(brief(sink.take())).toEqual(['search@2']);
  });

  it('gives a slow client only the latest of each engine', async () => {
    const engines = new FakeEnginesService([chat('1'), search('1')]);
    const { sink } = start(engines);
    sink.take();
    sink.full = true;
    for (let i = 2; i <= 1_000; i++) engines.put(chat(`${i}`));
    await jest.advanceTimersByTimeAsync(5_000);
    for (let i = 1_001; i <= 2_000; i++) engines.put(chat(`${i}`));
    await jest.advanceTimersByTimeAsync(5_000);
    expect(brief(sink.take())).toEqual(['chat@1000']);
    sink.drain();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(brief(sink.take())).toEqual(['chat@2000']);
  });

  it('says synced only after a slow client has everything', async () => {
    const sink = new FakeSink();
    sink.full = true;
    start(new FakeEnginesService([chat('1'), search('1')]), {}, sink);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(brief(sink.take())).toEqual(['chat@1']);
    sink.drain();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(brief(sink.take())).toEqual(['search@1', 'clusters', 'synced']);
  });

  it('lets go of a client that takes nothing any more', async () => {
    const engines = new FakeEnginesService([chat('1')]);
    const { sink } = start(engines);
    sink.full = true;
    engines.put(chat('2'));
    await jest.advanceTimersByTimeAsync(45_000);
    expect(sink.ended).toBe(false);
    await jest.advanceTimersByTimeAsync(45_000);
    expect(sink.ended).toBe(true);
  });

  it('throttles clusters, and sends them only when they differ', async () => {
    const engines = new FakeEnginesService();
    const { sink } = start(engines);
    sink.take();
    for (let i = 0; i < 100; i++) {
      engines.clusterList = engines.clusterList.map(cluster => ({
        ...cluster,
        kubernetesVersion: `v1.33.${i}`,
      }));
      engines.emit({ type: 'clusters' });
      await jest.advanceTimersByTimeAsync(100);
    }
    expect(brief(sink.take())).toHaveLength(5);
    await jest.advanceTimersByTimeAsync(2_000);
    sink.take();
    engines.emit({ type: 'clusters' });
    await jest.advanceTimersByTimeAsync(5_000);
    expect(sink.take()).toEqual([]);
  });

  it('leaves no timer behind and writes nothing after its end', async () => {
    const engines = new FakeEnginesService([chat('1')]);
    const { session, sink } = start(engines);
    sink.take();
    session.end();
    engines.put(chat('2'));
    await jest.advanceTimersByTimeAsync(60_000);
    expect(sink.texts).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });
});

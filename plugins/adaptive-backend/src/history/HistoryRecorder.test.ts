import { parseEngineRef } from '@adaptive-portal/plugin-adaptive-common';
import {
  FakeEnginesService,
  LIVE,
  mockEngine,
  mockPool,
} from '../__testUtils__/FakeEnginesService';
import {
  CHAT,
  engineWith,
  historyDatabases,
  START,
  TestHistory,
} from './__testUtils__/TestHistory';

jest.setTimeout(60_000);

const UNREACHABLE = {
  status: 'unreachable' as const,
  since: '2026-08-01T00:00:00.000Z',
};

const paused = {
  code: 'paused',
  severity: 'warning' as const,
  pool: 'llama-70b',
  sentence: 'Autoscaling is paused by pat.',
  evidence: [],
  remedy: 'Remove the annotation.',
  since: '2026-07-31T23:00:00.000Z',
};

describe.each(historyDatabases().eachSupportedId())('on %s', id => {
  const databases = historyDatabases();
  const create = () => TestHistory.create(databases, id);

  it('remembers what an engine is like when it is first seen', async () => {
    const history = await create();
    const { recorder } = history.backend(
      new FakeEnginesService([engineWith(2, { problems: [paused] })]),
    );
    await recorder.tick();
    const at = '2026-08-01T00:00:00.000Z';
    expect(await history.timeline()).toMatchObject([
      { kind: 'appeared', at },
      { kind: 'replicas', pool: 'llama-70b', replicas: { ready: 2, max: 8 } },
      { kind: 'autoscaling', autoscaling: { mode: 'keda', paused: false } },
      { kind: 'poolStatus', status: 'healthy' },
      { kind: 'problemRaised', code: 'paused', since: paused.since },
      { kind: 'engineStatus', status: 'healthy' },
    ]);
  });

  it('writes a scale event with what metric and scaler said, and the sizes before and after', async () => {
    const history = await create();
    const { engines, recorder } = history.backend(
      new FakeEnginesService([engineWith(2)]),
    );
    await recorder.tick();
    const before = (await history.timeline()).length;
    history.advance(60);
    const pool = mockPool({
      status: 'scalingOut',
      statusReason: '2 of 3 replicas Ready, 1 starting.',
      replicas: {
        min: 1,
        max: 8,
        desired: 3,
        current: 3,
        ready: 2,
        starting: 1,
        pending: 0,
      },
      metrics: {
        ttftTimeoutRatio: { value: 0.23 },
        requestRate: {},
        ttftP95: {},
      },
      autoscaling: { mode: 'keda', threshold: 0.1 },
      scalingPath: {
        stages: [
          {
            id: 'metric',
            verdict: 'ok',
            value: 'timeouts 23 %',
            sentence: '23 % of the requests time out.',
          },
          {
            id: 'hpa',
            verdict: 'limiting',
            value: 'wants 3, now 2',
            sentence: 'The metrics ask for 5 replicas, max is 3.',
          },
        ],
        summary: '2 replicas of 3 wanted are Ready.',
        agreement: 'explained',
      },
    });
    engines.put(engineWith(3, { computePools: [pool] }));
    await recorder.tick();
    expect((await history.timeline()).slice(before)).toEqual([
      {
        id: expect.any(String),
        at: '2026-08-01T00:01:00.000Z',
        kind: 'scale',
        pool: 'llama-70b',
        from: 2,
        to: 3,
        reason:
          '23 % of the requests time out. The metrics ask for 5 replicas, max is 3.',
        ttftTimeoutRatio: 0.23,
        threshold: 0.1,
      },
      expect.objectContaining({
        kind: 'replicas',
        replicas: expect.objectContaining({ ready: 2, starting: 1 }),
        before: expect.objectContaining({ ready: 2, starting: 0 }),
      }),
      expect.objectContaining({
        kind: 'poolStatus',
        status: 'scalingOut',
        before: 'healthy',
        reason: '2 of 3 replicas Ready, 1 starting.',
      }),
    ]);
  });

  it('writes only changes: new numbers in a sentence are none', async () => {
    const history = await create();
    const { engines, recorder } = history.backend(
      new FakeEnginesService([engineWith(2, { problems: [paused] })]),
    );
    await recorder.tick();
    const before = await history.timeline();
    history.advance(15);
    engines.put(
      engineWith(2, {
        version: 'another',
        statusReason: 'Still well.',
        problems: [{ ...paused, sentence: 'Paused for long.' }],
      }),
    );
    await recorder.tick();
    expect(await history.timeline()).toEqual(before);
  });

  it('says when a cleared problem had come', async () => {
    const history = await create();
    const { engines, recorder } = history.backend(
      new FakeEnginesService([engineWith(2, { problems: [paused] })]),
    );
    await recorder.tick();
    history.advance(60);
    engines.put(engineWith(2));
    await recorder.tick();
    expect((await history.timeline()).pop()).toMatchObject({
      kind: 'problemCleared',
      at: '2026-08-01T00:01:00.000Z',
      code: 'paused',
      since: paused.since,
      sentence: paused.sentence,
    });
  });

  it('takes a portal that still reads for no state of the engine', async () => {
    const history = await create();
    const { engines, recorder } = history.backend(
      new FakeEnginesService([
        engineWith(0, { freshness: { ...LIVE, status: 'connecting' } }),
        mockEngine('eu-1/a/b', {
          sources: [
            {
              id: 'prometheus:main',
              title: 'Prometheus',
              freshness: { status: 'connecting', since: LIVE.since },
            },
          ],
        }),
      ]),
    );
    await recorder.tick();
    expect(await history.timeline()).toEqual([]);
    expect(await history.timeline('eu-1/a/b')).toEqual([]);
    engines.put(engineWith(2));
    await recorder.tick();
    expect(await history.scaling()).toEqual([]);
    expect((await history.timeline())[0]).toMatchObject({ kind: 'appeared' });
  });

  it('takes an unreachable cluster for unknown, not for zero replicas', async () => {
    const history = await create();
    const { engines, recorder } = history.backend(
      new FakeEnginesService([engineWith(2)]),
    );
    await recorder.tick();
    const before = (await history.timeline()).length;
    engines.put(
      engineWith(2, {
        status: 'unknown',
        statusReason: 'Cluster eu-1 is unreachable.',
        freshness: UNREACHABLE,
        computePools: [],
      }),
    );
    await recorder.tick();
    engines.put(engineWith(3));
    await recorder.tick();
    expect((await history.timeline()).slice(before)).toMatchObject([
      {
        kind: 'engineStatus',
        status: 'unknown',
        before: 'healthy',
        reason: 'Cluster eu-1 is unreachable.',
      },
      { kind: 'scale', from: 2, to: 3 },
      { kind: 'replicas' },
      { kind: 'engineStatus', status: 'healthy', before: 'unknown' },
    ]);
  });

  it('ends pools and problems with their engine', async () => {
    const history = await create();
    const { engines, recorder } = history.backend(
      new FakeEnginesService([engineWith(2, { problems: [paused] })]),
    );
    await recorder.tick();
    const before = (await history.timeline()).length;
    engines.remove(parseEngineRef(CHAT));
    await recorder.tick();
    const removed = (await history.timeline()).slice(before);
    expect(removed.map(({ kind }) => kind)).toEqual([
      'replicas',
      'problemCleared',
      'removed',
    ]);
    expect(removed[0]).not.toHaveProperty('replicas');
    expect(await history.store.readLastKnown()).toEqual([]);
    engines.put(engineWith(1));
    await recorder.tick();
    expect((await history.timeline()).slice(before + 3)[0]).toMatchObject({
      kind: 'appeared',
    });
  });

  it('goes on after a restart where it stopped', async () => {
    const history = await create();
    const first = history.backend(new FakeEnginesService([engineWith(2)]));
    await first.recorder.tick();
    const before = await history.timeline();
    await first.recorder.stop();
    history.advance(20);
    const second = history.backend(new FakeEnginesService([engineWith(2)]));
    await second.recorder.tick();
    expect(await history.timeline()).toEqual(before);
    second.engines.put(engineWith(4));
    await second.recorder.tick();
    expect(await history.scaling()).toEqual(['2 → 4']);
  });

  it('admits that nobody recorded for long', async () => {
    const history = await create();
    const first = history.backend(new FakeEnginesService([engineWith(2)]));
    await first.recorder.tick();
    await first.recorder.stop();
    history.advance(3600);
    const second = history.backend(new FakeEnginesService([engineWith(5)]));
    await second.recorder.tick();
    expect(
      (await history.timeline()).filter(({ kind }) => kind === 'gap'),
    ).toMatchObject([
      { from: '2026-08-01T00:00:00.000Z', at: '2026-08-01T01:00:00.000Z' },
    ]);
    expect(await history.scaling()).toEqual(['2 → 5']);
  });

  it('loses nothing that happens while it finds out what is written', async () => {
    const history = await create();
    const { engines, recorder } = history.backend(
      new FakeEnginesService([engineWith(1)]),
    );
    const first = recorder.tick();
    for (let replicas = 2; replicas <= 6; replicas += 1) {
      await new Promise(resolve => setImmediate(resolve));
      engines.put(engineWith(replicas));
    }
    await first;
    await recorder.tick();
    expect(await history.scaling()).toEqual([
      '1 → 2',
      '2 → 3',
      '3 → 4',
      '4 → 5',
      '5 → 6',
    ]);
  });

  describe('while the database is away', () => {
    it('keeps what happens, and writes it later with its own times', async () => {
      const history = await create();
      const { engines, recorder, faults } = history.backend(
        new FakeEnginesService([engineWith(1)]),
      );
      await recorder.tick();
      faults.before = 1000;
      for (const replicas of [2, 3, 2, 4]) {
        history.advance(15);
        engines.put(engineWith(replicas));
        await recorder.tick();
      }
      expect(await history.scaling()).toEqual([]);
      faults.before = 0;
      history.advance(15);
      await recorder.tick();
      expect(await history.scaling()).toEqual([
        '1 → 2',
        '2 → 3',
        '3 → 2',
        '2 → 4',
      ]);
      const times = (await history.timeline()).flatMap(entry =>
        entry.kind === 'scale' ? [(Date.parse(entry.at) - START) / 1000] : [],
      );
      expect(times).toEqual([15, 30, 45, 60]);
    });

    it('writes nothing twice when only the answer got lost', async () => {
      const history = await create();
      const { engines, recorder, faults } = history.backend(
        new FakeEnginesService([engineWith(1)]),
      );
      await recorder.tick();
      history.advance(1);
      engines.put(engineWith(2));
      faults.after = 1;
      await recorder.tick();
      expect(faults.after).toBe(0);
      history.advance(1);
      engines.put(engineWith(1));
      await recorder.tick();
      expect(await history.scaling()).toEqual(['1 → 2', '2 → 1']);
    });

    it('starts without it', async () => {
      const history = await create();
      const { engines, recorder, faults } = history.backend(
        new FakeEnginesService([engineWith(1)]),
      );
      faults.before = 1;
      await recorder.tick();
      expect(recorder.writing).toBe(false);
      history.advance(10);
      engines.put(engineWith(2));
      await recorder.tick();
      expect(await history.scaling()).toEqual(['1 → 2']);
    });

    it('forgets the oldest when it is too much, says so, and ends with what is', async () => {
      const history = await create();
      const { engines, recorder, faults } = history.backend(
        new FakeEnginesService([engineWith(1)]),
        { ringCapacity: 4 },
      );
      await recorder.tick();
      faults.before = 1000;
      for (let replicas = 2; replicas <= 20; replicas += 1) {
        history.advance(30);
        engines.put(engineWith(replicas));
      }
      await recorder.tick();
      faults.before = 0;
      await recorder.tick();
      const scaling = await history.scaling();
      expect(scaling.pop()).toBe('19 → 20');
      expect(scaling.length).toBeLessThan(6);
      expect(await history.timeline()).toContainEqual(
        expect.objectContaining({
          kind: 'gap',
          from: '2026-08-01T00:00:00.000Z',
        }),
      );
    });
  });

  describe('with two backends', () => {
    /** Both see the same; the second a little later. */
    async function startTwo(skewMs: number = 0) {
      const history = await create();
      const one = history.backend(new FakeEnginesService([engineWith(1)]));
      const two = history.backend(new FakeEnginesService([engineWith(1)]), {
        skewMs,
      });
      const scaleTo = (replicas: number) => {
        one.engines.put(engineWith(replicas));
        history.clock.now += 5;
        two.engines.put(engineWith(replicas));
      };
      const tickBoth = async () => {
        await one.recorder.tick();
        await two.recorder.tick();
      };
      await tickBoth();
      return { history, one, two, scaleTo, tickBoth };
    }

    it('lets exactly one write', async () => {
      const { history, one, two, scaleTo, tickBoth } = await startTwo();
      expect([one.recorder.writing, two.recorder.writing]).toEqual([
        true,
        false,
      ]);
      for (let i = 2; i < 12; i += 1) {
        scaleTo(i);
        history.advance(10);
        await tickBoth();
      }
      expect(two.recorder.writing).toBe(false);
      expect(await history.scaling()).toHaveLength(10);
    });

    it('hands over at once when the holder stops', async () => {
      const { history, one, two, scaleTo, tickBoth } = await startTwo();
      scaleTo(2);
      await tickBoth();
      await one.recorder.stop();
      history.advance(5);
      await two.recorder.tick();
      expect(two.recorder.writing).toBe(true);
      two.engines.put(engineWith(3));
      await two.recorder.tick();
      expect(await history.scaling()).toEqual(['1 → 2', '2 → 3']);
    });

    it('takes over from a dead holder, and fills the gap from what it saw itself', async () => {
      const { history, two, scaleTo, tickBoth } = await startTwo();
      scaleTo(2);
      await tickBoth();
      // The holder dies: what follows only the other one sees.
      for (const replicas of [3, 2, 5]) {
        history.advance(6);
        two.engines.put(engineWith(replicas));
        await two.recorder.tick();
      }
      expect(await history.scaling()).toEqual(['1 → 2']);
      history.advance(15);
      await two.recorder.tick();
      expect(two.recorder.writing).toBe(true);
      expect(await history.scaling()).toEqual([
        '1 → 2',
        '2 → 3',
        '3 → 2',
        '2 → 5',
      ]);
    });

    it.each([-3_600_000, -20_000, 20_000, 3_600_000])(
      'hands over once, with all that happened, to one whose clock is %d ms ahead',
      async skewMs => {
        const { history, one, two, scaleTo, tickBoth } = await startTwo(skewMs);
        scaleTo(2);
        for (let i = 0; i < 10; i += 1) {
          history.advance(6);
          await tickBoth();
        }
        // Neither clock makes a living holder look dead.
        expect([one.recorder.writing, two.recorder.writing]).toEqual([
          true,
          false,
        ]);
        for (const replicas of [3, 5]) {
          history.advance(6);
          two.engines.put(engineWith(replicas));
          await two.recorder.tick();
        }
        history.advance(15);
        await two.recorder.tick();
        expect(two.recorder.writing).toBe(true);
        const scaling = await history.scaling();
        expect(scaling.slice(0, 1)).toEqual(['1 → 2']);
        // Whatever the clocks say, nothing is told twice and the end is what is.
        expect(scaling[scaling.length - 1]).toMatch(/ → 5$/);
        expect(new Set(scaling).size).toBe(scaling.length);
        const kinds = (await history.timeline()).map(({ kind }) => kind);
        expect(kinds).not.toContain('gap');
        one.engines.put(engineWith(5));
        await tickBoth();
        expect(one.recorder.writing).toBe(false);
        expect(await history.scaling()).toEqual(scaling);
      },
    );

    it('goes on with one writer when the database was gone for both for a minute', async () => {
      const { history, one, two, scaleTo, tickBoth } = await startTwo();
      one.faults.before = Infinity;
      two.faults.before = Infinity;
      for (let replicas = 2; replicas <= 7; replicas += 1) {
        history.advance(10);
        scaleTo(replicas);
        await tickBoth();
      }
      expect(await history.scaling()).toEqual([]);
      one.faults.before = 0;
      two.faults.before = 0;
      for (let i = 0; i < 5; i += 1) {
        history.advance(1);
        await tickBoth();
      }
      const writers = [one, two].filter(({ recorder }) => recorder.writing);
      expect(writers).toHaveLength(1);
      expect(await history.scaling()).toEqual([
        '1 → 2',
        '2 → 3',
        '3 → 4',
        '4 → 5',
        '5 → 6',
        '6 → 7',
      ]);
      const kinds = (await history.timeline()).map(({ kind }) => kind);
      expect(kinds).not.toContain('gap');
    });

    it('does not let a holder write that was taken for dead', async () => {
      const { history, one, two, scaleTo } = await startTwo();
      // It hangs for a while; the other one takes over.
      for (let i = 0; i < 5; i += 1) {
        history.advance(6);
        await two.recorder.tick();
      }
      expect(two.recorder.writing).toBe(true);
      scaleTo(2);
      await one.recorder.tick();
      expect(one.recorder.writing).toBe(false);
      expect(await history.scaling()).toEqual([]);
      await two.recorder.tick();
      expect(await history.scaling()).toEqual(['1 → 2']);
      history.advance(6);
      await one.recorder.tick();
      expect(one.recorder.writing).toBe(false);
    });

    it('lets one of two win that start at the same time', async () => {
      const history = await create();
      const backends = [1, 2, 3].map(() =>
        history.backend(new FakeEnginesService([engineWith(1)])),
      );
      await history.store.readLease();
      await Promise.all(backends.map(({ recorder }) => recorder.tick()));
      expect(backends.filter(({ recorder }) => recorder.writing)).toHaveLength(
        1,
      );
      expect(
        (await history.timeline()).filter(({ kind }) => kind === 'appeared'),
      ).toHaveLength(1);
    });
  });

  it('deletes what is older than the retention, and nothing else', async () => {
    const history = await create();
    const { engines, recorder } = history.backend(
      new FakeEnginesService([engineWith(1)]),
    );
    await recorder.tick();
    history.advance(10 * 86_400);
    engines.put(engineWith(2));
    await recorder.tick();
    expect((await history.timeline())[0]).toMatchObject({ kind: 'appeared' });
    history.advance(5 * 86_400);
    await recorder.tick();
    expect((await history.timeline()).map(({ kind }) => kind)).toEqual([
      'scale',
      'replicas',
    ]);
    expect(await history.store.readLastKnown()).toHaveLength(1);
  });

  it('remembers an engine as it was before its cluster fell silent', async () => {
    const history = await create();
    const { engines, recorder } = history.backend(
      new FakeEnginesService([engineWith(3)]),
    );
    await recorder.tick();
    history.advance(600);
    engines.put(
      engineWith(0, {
        version: 'blind',
        status: 'unknown',
        freshness: UNREACHABLE,
        computePools: [],
      }),
    );
    await recorder.tick();
    history.advance(600);
    await recorder.stop();
    const [{ view }] = await history.store.readLastKnown();
    expect(view.computePools[0].replicas.ready).toBe(3);
  });

  it('stores the view again when its numbers changed, without the series', async () => {
    const history = await create();
    const { engines, recorder } = history.backend(
      new FakeEnginesService([engineWith(3)]),
    );
    await recorder.tick();
    history.advance(301);
    const pool = mockPool();
    engines.put(
      engineWith(3, {
        version: 'later',
        computePools: [
          {
            ...pool,
            replicas: engineWith(3).computePools[0].replicas,
            metrics: {
              ...pool.metrics,
              ttftTimeoutRatio: { value: 0.5 },
              ttftTimeoutHistory: [[1, 0.5]],
            },
          },
        ],
      }),
    );
    await recorder.tick();
    const [{ view, seenAt }] = await history.store.readLastKnown();
    expect(view.computePools[0].metrics).toMatchObject({
      ttftTimeoutRatio: { value: 0.5 },
    });
    expect(view.computePools[0].metrics).not.toHaveProperty(
      'ttftTimeoutHistory',
    );
    expect(seenAt).toBe(START + 301_000);
  });

  it('stores nothing that the view does not answer', async () => {
    const history = await create();
    const { recorder } = history.backend(
      new FakeEnginesService([engineWith(1)]),
    );
    await recorder.tick();
    const columns = await Promise.all(
      ['history_entries', 'history_engines', 'history_lease'].map(table =>
        history.knex(table).select(),
      ),
    );
    expect(columns.map(rows => Object.keys(rows[0]).sort())).toEqual([
      ['at', 'engine', 'entry', 'id', 'pool', 'subject'],
      ['cluster', 'engine', 'observed_at', 'owner', 'seen_at', 'state', 'view'],
      ['beat', 'holder', 'name', 'renewed_at', 'token'],
    ]);
    const [{ view }] = await history.store.readLastKnown();
    expect(view).toEqual(engineWith(1));
  });
});

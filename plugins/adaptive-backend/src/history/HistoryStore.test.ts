import { stringifyEngineRef } from '@adaptive-portal/plugin-adaptive-common';
import { mockEngine } from '../__testUtils__/FakeEnginesService';
import {
  CHAT,
  historyDatabases,
  START,
  TestHistory,
} from './__testUtils__/TestHistory';
import type { HistoryBatch } from './HistoryStore';
import { LeaseLostError } from './lease';

jest.setTimeout(60_000);

const state = { status: 'healthy' as const, pools: {}, problems: {} };

const batch: HistoryBatch = {
  entries: [{ engine: CHAT, at: START, content: { kind: 'appeared' } }],
  states: [{ engine: CHAT, cluster: 'eu-1', at: START, state }],
  views: [{ engine: CHAT, view: mockEngine(CHAT) }],
};

const databases = historyDatabases();

describe.each(databases.eachSupportedId())('HistoryStore on %s', id => {
  /** A store whose lease somebody holds. */
  async function start() {
    const { store } = await TestHistory.create(databases, id);
    const lease = await store.takeLease('one', undefined, START);
    if (!lease) throw new Error('nobody else could have it');
    return { store, lease };
  }

  it('gives the lease to one of those who saw it free', async () => {
    const { store } = await start();
    const seen = await store.readLease();
    const taken = [];
    for (const holder of ['two', 'three']) {
      taken.push(await store.takeLease(holder, seen, START));
    }
    expect(taken).toEqual([{ token: 2, beat: 2 }, undefined]);
    expect(await store.readLease()).toMatchObject({ holder: 'two', token: 2 });
  });

  it('does not take a lease that was renewed since it was looked at', async () => {
    const { store, lease } = await start();
    const seen = await store.readLease();
    await store.renewLease(lease, START + 1);
    expect(await store.takeLease('two', seen, START)).toBeUndefined();
  });

  it.each([
    ['that somebody else has taken', { token: 1, beat: 1 }, true],
    ['that never was', { token: 7, beat: 1 }, false],
    ['with a beat from before', { token: 1, beat: 0 }, false],
  ])('writes and deletes nothing under a lease %s', async (_, old, taken) => {
    const { store, lease } = await start();
    await store.write(lease, batch, START);
    if (taken) await store.takeLease('two', await store.readLease(), START);
    const writes = [
      () => store.write(old, batch, START),
      () => store.markSeen(old, ['eu-1'], START + 1),
      () => store.deleteBefore(old, START + 1, START + 1),
      () => store.renewLease(old, START + 1),
    ];
    for (const write of writes) {
      await expect(write()).rejects.toThrow(LeaseLostError);
    }
    const query = { engine: CHAT, from: 0, to: START + 1, limit: 10 };
    expect(await store.readEntries(query)).toHaveLength(1);
    expect(await store.readLastKnown()).toMatchObject([{ seenAt: START }]);
  });

  it('writes all of a batch or nothing', async () => {
    const { store, lease } = await start();
    const broken = {
      ...batch,
      views: [{ engine: CHAT, view: { ...mockEngine(CHAT), toJSON: fail } }],
    };
    await expect(store.write(lease, broken, START)).rejects.toThrow('broken');
    expect(await store.readStates()).toEqual(new Map());
    expect(await store.readLease()).toMatchObject(lease);
  });

  describe('with many engines', () => {
    const names = Array.from({ length: 260 }, (_, i) => `eu-1/n/engine-${i}`);
    const many = (at: number, gone: readonly string[] = []): HistoryBatch => ({
      entries: names.flatMap(engine =>
        Array.from({ length: 8 }, () => ({
          engine,
          at,
          content: { kind: 'appeared' as const },
        })),
      ),
      states: names.map(engine => ({
        engine,
        cluster: 'eu-1',
        at,
        ...(gone.includes(engine) ? {} : { state }),
      })),
      views: names.map(engine => ({ engine, view: mockEngine(engine) })),
    });

    it('keeps every one of them, and shows none that is gone', async () => {
      const { store, lease } = await start();
      const next = await store.write(lease, many(START), START);
      expect(await store.readLastKnown()).toHaveLength(names.length);
      const gone = [names[7], names[200]];
      await store.write(next, many(START + 1, gone), START + 1);
      const states = await store.readStates();
      expect([...states.keys()].sort()).toEqual([...names].sort());
      expect(states.get(names[7])).toEqual({ at: START + 1 });
      expect(states.get(names[8])).toEqual({ at: START + 1, state });
      const shown = (await store.readLastKnown()).map(({ view }) =>
        stringifyEngineRef(view.ref),
      );
      expect(shown.sort()).toEqual(
        names.filter(name => !gone.includes(name)).sort(),
      );
    });

    it('lets others have their turn meanwhile', async () => {
      const { store, lease } = await start();
      let turns = 0;
      let isDone = false;
      const count = () => {
        turns += 1;
        if (!isDone) setImmediate(count);
      };
      setImmediate(count);
      // Long enough on the fastest machine: a turn is left after 5 ms.
      let held = lease;
      for (let i = 0; i < 10; i += 1)
        held = await store.write(held, many(START + i), START + i);
      isDone = true;
      expect(turns).toBeGreaterThan(20);
    });

    it('lets nobody take the lease in the middle of a write', async () => {
      const { store, lease } = await start();
      const seen = await store.readLease();
      const writing = store.write(lease, many(START), START);
      await new Promise(resolve => setImmediate(resolve));
      const taken = store.takeLease('two', seen, START);
      expect(await writing).toEqual({ token: 1, beat: lease.beat + 1 });
      expect(await taken).toBeUndefined();
      const query = { engine: names[259], from: 0, to: START + 1, limit: 10 };
      expect(await store.readEntries(query)).toHaveLength(8);
    });

    it('deletes all that is old, in portions, and nothing else', async () => {
      const { store, lease } = await start();
      const first = await store.write(lease, many(START), START);
      const second = await store.write(first, many(START + 9), START + 9);
      const last = await store.deleteBefore(second, START + 9, START + 9);
      expect(last.beat).toBeGreaterThan(second.beat + 20);
      expect(await store.readLease()).toMatchObject(last);
      const query = { engine: CHAT, from: 0, to: START + 10, limit: 100 };
      for (const engine of [names[0], names[259]]) {
        expect(await store.readEntries({ ...query, engine })).toHaveLength(8);
      }
    });
  });

  it('forgets engines that no cluster has shown for the retention', async () => {
    const { store, lease } = await start();
    const next = await store.write(lease, batch, START);
    const kept = await store.deleteBefore(next, START, START + 1000);
    expect(await store.readLastKnown()).toHaveLength(1);
    await store.deleteBefore(kept, START + 1, START + 1000);
    expect(await store.readLastKnown()).toEqual([]);
  });
});

function fail(): never {
  throw new Error('broken');
}

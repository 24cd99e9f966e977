import { parseEngineRef } from '@adaptive-portal/plugin-adaptive-common';
import type { EnginesChange } from '@adaptive-portal/plugin-adaptive-node';
import { mockServices } from '@backstage/backend-test-utils';
import {
  FakeEnginesService,
  LIVE,
  mockCluster,
  mockEngine,
} from '../__testUtils__/FakeEnginesService';
import { CHAT, START } from './__testUtils__/TestHistory';
import type { LastKnownEngine } from './HistoryStore';
import { LastKnownEngines } from './LastKnownEngines';

const UNREACHABLE = {
  status: 'unreachable' as const,
  since: '2026-08-01T00:00:00.000Z',
  message: 'connect ECONNREFUSED',
};
const SEEN = '2026-07-31T22:00:00.000Z';

/** A cluster; with an answer about workloads when it is live. */
function cluster(name: string, freshness = LIVE) {
  return mockCluster(name, {
    freshness,
    engines: 0,
    sources: ['apps/deployments', 'apps/statefulsets'].map(resource => ({
      id: `kubernetes:${name}:${resource}`,
      kind: 'kubernetes',
      cluster: name,
      resource,
      freshness,
    })),
  });
}

/** A backend just after its start: the clusters have shown nothing yet, the database remembers. */
async function start(
  options: {
    freshness?: typeof LIVE;
    known?: LastKnownEngine[];
    load?: () => Promise<LastKnownEngine[]>;
  } = {},
) {
  const live = new FakeEnginesService();
  live.clusterList = [cluster('eu-1', options.freshness ?? UNREACHABLE)];
  const clock = { now: START };
  const known = options.known ?? [
    { view: mockEngine(CHAT), seenAt: Date.parse(SEEN) },
  ];
  const engines = new LastKnownEngines({
    engines: live,
    store: { readLastKnown: options.load ?? (async () => known) },
    logger: mockServices.logger.mock(),
    clock: () => clock.now,
  });
  const changes: EnginesChange[] = [];
  engines.subscribe(change => changes.push(change));
  await engines.check();
  return { live, engines, clock, changes };
}

const ref = parseEngineRef(CHAT);

describe('LastKnownEngines', () => {
  it('shows an engine of a dead cluster as last seen', async () => {
    const { engines, changes } = await start();
    expect(engines.list()).toHaveLength(1);
    expect(engines.get(ref)).toMatchObject({
      ref,
      status: 'unknown',
      statusReason: `Last seen ${SEEN}; cluster eu-1 is unreachable since 2026-08-01T00:00:00.000Z.`,
      freshness: {
        status: 'unreachable',
        lastSeenAt: SEEN,
        message: `Last seen ${SEEN}, before the portal started: connect ECONNREFUSED`,
      },
      computePools: [{ name: 'llama-70b' }],
    });
    expect(engines.clusters()).toMatchObject([{ name: 'eu-1', engines: 1 }]);
    expect(changes).toEqual([{ type: 'engine', ref }, { type: 'clusters' }]);
  });

  it('gives way to what the cluster shows', async () => {
    const { live, engines, changes } = await start();
    changes.length = 0;
    live.put(mockEngine(CHAT, { version: 'live' }));
    expect(engines.get(ref)?.version).toBe('live');
    expect(engines.list()).toHaveLength(1);
    expect(changes).toEqual([{ type: 'engine', ref }]);
    live.remove(ref);
    expect(engines.get(ref)).toBeUndefined();
    expect(engines.list()).toEqual([]);
  });

  it('keeps the order of cluster, namespace, release', async () => {
    const { live, engines } = await start();
    live.put(mockEngine('us-1/a/z'));
    live.put(mockEngine('eu-1/a/z'));
    expect(engines.list().map(engine => engine.ref.namespace)).toEqual([
      'a',
      'team-chat',
      'a',
    ]);
  });

  it('is removed only after its own cluster has answered without it for a while', async () => {
    const { live, engines, clock, changes } = await start();
    clock.now += 3_600_000;
    await engines.check();
    expect(engines.get(ref)).toBeDefined();

    live.clusterList = [cluster('eu-1'), cluster('us-1')];
    live.emit({ type: 'clusters' });
    expect(engines.get(ref)?.freshness.status).toBe('connecting');
    changes.length = 0;
    // For ten seconds the view may still wait for other kinds, and then it has to make its engines.
    clock.now += 20_000;
    await engines.check();
    expect(engines.get(ref)).toBeDefined();
    clock.now += 10_000;
    await engines.check();
    expect(engines.get(ref)).toBeUndefined();
    expect(changes).toEqual([{ type: 'removed', ref }, { type: 'clusters' }]);
  });

  it('begins to count again when the cluster falls silent in between', async () => {
    const { live, engines, clock } = await start({ freshness: LIVE });
    clock.now += 29_000;
    live.clusterList = [cluster('eu-1', UNREACHABLE)];
    await engines.check();
    live.clusterList = [cluster('eu-1')];
    await engines.check();
    clock.now += 29_000;
    await engines.check();
    expect(engines.get(ref)).toBeDefined();
  });

  it('tells when the reason changes why an engine cannot be seen', async () => {
    const { live, engines, changes } = await start();
    changes.length = 0;
    await engines.check();
    expect(changes).toEqual([]);
    live.clusterList = [
      cluster('eu-1', { ...UNREACHABLE, message: 'certificate has expired' }),
    ];
    live.emit({ type: 'clusters' });
    expect(changes).toEqual([{ type: 'clusters' }, { type: 'engine', ref }]);
  });

  it('shows no engines of clusters that are not configured', async () => {
    const { engines } = await start({
      known: [{ view: mockEngine('old-1/a/b'), seenAt: START }],
    });
    expect(engines.list()).toEqual([]);
  });

  it('asks again when the database did not answer', async () => {
    const load = jest
      .fn<Promise<LastKnownEngine[]>, []>()
      .mockRejectedValueOnce(new Error('connect ECONNREFUSED'))
      .mockResolvedValue([{ view: mockEngine(CHAT), seenAt: START }]);
    const { engines } = await start({ load });
    expect(engines.list()).toEqual([]);
    await engines.check();
    expect(engines.list()).toHaveLength(1);
    await engines.check();
    expect(load).toHaveBeenCalledTimes(2);
  });
});

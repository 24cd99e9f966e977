import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { createMetricsService } from '../src/metrics';
import { createWatchService } from '../src/reflector/createWatchService';
import { createEnginesService } from '../src/view/createEnginesService';
import type { RunningEnginesService } from '../src/view/types';
import { enginePods, FleetSize, releaseName } from './fleet';
import { FleetServers } from './servers';
import {
  Distribution,
  distribution,
  pause,
  until,
  usedHeap,
} from './statistics';

/** What is measured of the Adaptive backend. Times in ms, sizes in bytes. */
export interface OwnResult {
  pods: number;
  coldSync: number;
  /** CPU time of the thread that syncs; the rest of the time it waits, for the API servers or for its turn. */
  coldSyncCpu: number;
  /** Most CPU time between two turns of the event loop during the cold sync: how long a request had to wait. */
  blockedSync: number;
  heapPerPod: number;
  view: Distribution;
  requestsPerView: number;
  /** From a change in a cluster to the store telling of it. */
  toStore: Distribution;
  /** From a change in a cluster to the engine's view telling of it. */
  toEngine: Distribution;
  /** The view again while one API server hangs; absent for one cluster. */
  viewWithDeadCluster?: Distribution;
}

const VIEWS = 20_000;

function measureViews(engines: RunningEnginesService): Distribution {
  const refs = engines.list().map(({ ref }) => ref);
  const times: number[] = [];
  for (let i = 0; i < VIEWS; i += 1) {
    const ref = refs[(i * 7919) % refs.length];
    const beganAt = performance.now();
    const body = JSON.stringify(engines.get(ref));
    times.push(performance.now() - beganAt);
    if (body === undefined) throw new Error('An engine is missing');
  }
  return distribution(times);
}

/** Age of a change by the version of its pod, which tells when it was made. */
function age(version: string | undefined): number | undefined {
  const madeAt = Number(version) / 1000;
  return madeAt > 1_000_000
    ? performance.timeOrigin + performance.now() - madeAt
    : undefined;
}

async function measureChanges(
  parts: {
    watch: Awaited<ReturnType<typeof createWatchService>>;
    engines: RunningEnginesService;
  },
  servers: FleetServers,
  rate: { perSecond: number; seconds: number },
): Promise<Pick<OwnResult, 'toStore' | 'toEngine'>> {
  const { watch, engines } = parts;
  const told = { store: [] as number[], engine: [] as number[] };
  const seen = { store: new Set<string>(), engine: new Set<string>() };
  const note = (by: 'store' | 'engine', cluster: string, namespace: string) => {
    const release = releaseName(
      Number(cluster.replace('cluster-', '')),
      Number(namespace.replace('team-', '')),
    );
    const version = watch.store
      .cluster(cluster)
      ?.get('pods', namespace, `${release}-pool-0-5d9f-0`)
      ?.metadata.resourceVersion;
    const ms = age(version);
    const key = `${cluster} ${version}`;
    if (ms === undefined || seen[by].has(key)) return;
    seen[by].add(key);
    told[by].push(ms);
  };
  const subscriptions = [
    watch.store.subscribe(({ cluster, namespaces }) => {
      for (const namespace of namespaces) note('store', cluster, namespace);
    }),
    engines.subscribe(change => {
      if (change.type === 'engine')
        note('engine', change.ref.cluster, change.ref.namespace);
    }),
  ];
  await servers.change(rate.perSecond, rate.seconds);
  await pause(500);
  for (const subscription of subscriptions) subscription.unsubscribe();
  return {
    toStore: distribution(told.store),
    toEngine: distribution(told.engine),
  };
}

/**
 * Watches for turns of the event loop that take long. CPU time of this thread is counted, not the clock: on a machine
 * that does other work the clock tells more of that than of this process.
 */
function watchTurns(): { stop(): number } {
  let longest = 0;
  let before = process.threadCpuUsage();
  const timer = setInterval(() => {
    const { user, system } = process.threadCpuUsage(before);
    longest = Math.max(longest, (user + system) / 1000);
    before = process.threadCpuUsage();
  }, 1);
  return {
    stop: () => {
      clearInterval(timer);
      return longest;
    },
  };
}

/** Measures the Adaptive backend on a fleet. */
export async function measureOurs(
  size: FleetSize,
  servers: FleetServers,
  rate: { perSecond: number; seconds: number },
): Promise<OwnResult> {
  const config = new ConfigReader(servers.config);
  const logger = mockServices.rootLogger();
  const heapBefore = await usedHeap();
  const turns = watchTurns();
  const cpuBefore = process.threadCpuUsage();
  const beganAt = performance.now();
  const watch = await createWatchService({ config, logger });
  const metrics = createMetricsService({ config, logger });
  const engines = createEnginesService({ watch, metrics, config, logger });
  engines.start();
  watch.start();
  const expected = enginePods(size) + size.clusters * size.foreignPods;
  const tables = watch.store
    .clusters()
    .map(({ cluster }) => watch.store.cluster(cluster));
  const held = () =>
    tables.reduce((sum, table) => sum + (table?.size('pods') ?? 0), 0);
  await until(
    'The cold sync',
    () =>
      engines.list().length === size.clusters * size.enginesPerCluster &&
      held() === expected,
    { everyMs: 100 },
  );
  const coldSync = performance.now() - beganAt;
  const { user, system } = process.threadCpuUsage(cpuBefore);
  const blockedSync = turns.stop();
  await pause(2_000);
  const heap = (await usedHeap()) - heapBefore;
  const before = await servers.count();
  const view = measureViews(engines);
  const after = await servers.count();
  const changes = await measureChanges({ watch, engines }, servers, rate);
  let viewWithDeadCluster: Distribution | undefined;
  if (size.clusters > 1) {
    await servers.hang(0);
    await pause(1_000);
    viewWithDeadCluster = measureViews(engines);
  }
  engines.stop();
  await watch.stop();
  return {
    pods: expected,
    coldSync,
    coldSyncCpu: (user + system) / 1000,
    blockedSync,
    heapPerPod: heap / expected,
    view,
    requestsPerView: (after.requests - before.requests) / VIEWS,
    ...changes,
    viewWithDeadCluster,
  };
}

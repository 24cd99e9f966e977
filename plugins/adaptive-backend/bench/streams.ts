import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import adaptivePlugin from '../src';
import { ask, startChild } from './children';
import type { ClientAnswers, ClientCommand } from './clients';
import type { FleetSize } from './fleet';
import { FleetServers } from './servers';
import { Distribution, distribution, pause, until } from './statistics';

/** What is measured of event streams. Times in ms, sizes in bytes. */
export interface StreamResult {
  /** From a change in a cluster to its event at a client that watches the whole fleet. */
  toClient: Distribution;
  perSecond: number;
  /** Memory in use that {@link STREAMS} open streams take, each with the whole fleet. */
  memory: number;
  /** How much more the process has from the system: what was needed to send the whole fleet so often is not given back. */
  memoryOfProcess: number;
}

const STREAMS = 500;
const RATE = { perSecond: 1_000, seconds: 5 };

async function usedMemory(): Promise<{ rss: number; used: number }> {
  for (let i = 0; i < 4; i += 1) {
    globalThis.gc?.();
    await pause(200);
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, used: heapUsed + external };
}

/** Measures the whole plugin over HTTP; clients and API servers are processes of their own. */
export async function measureStreams(
  size: FleetSize,
  servers: FleetServers,
): Promise<StreamResult> {
  const data = JSON.parse(JSON.stringify(servers.config));
  const backend = await startTestBackend({
    features: [adaptivePlugin, mockServices.rootConfig.factory({ data })],
  });
  const child = startChild('clients.ts');
  const tell = <D extends ClientCommand['do']>(
    command: Extract<ClientCommand, { do: D }>,
  ) => ask<ClientAnswers[D]>(child, command);
  try {
    const base = `http://127.0.0.1:${backend.server.port()}/api/adaptive`;
    const authorization = mockCredentials.user.header();
    const engines = size.clusters * size.enginesPerCluster;
    let isSynced = false;
    const look = async () => {
      // An engine is shown before the last list of a large fleet has come.
      const health = await fetch(`${base}/health/sources`);
      const response = await fetch(`${base}/engines?limit=1`, {
        headers: { authorization },
      });
      const { totalItems } = await response.json();
      isSynced = health.ok && totalItems === engines;
    };
    await until(
      'The cold sync',
      () => {
        void look();
        return isSynced;
      },
      { everyMs: 500 },
    );
    // What came last is still being assembled.
    await pause(5_000);
    await tell({ do: 'open', url: `${base}/stream`, authorization, count: 1 });
    const since = performance.timeOrigin + performance.now();
    await tell({ do: 'listen', since });
    await servers.scale(RATE.perSecond, RATE.seconds, since);
    await pause(1_000);
    const { ages } = await tell({ do: 'heard' });
    const before = await usedMemory();
    await tell({
      do: 'open',
      url: `${base}/stream`,
      authorization,
      count: STREAMS,
    });
    const after = await usedMemory();
    return {
      toClient: distribution(ages),
      perSecond: RATE.perSecond,
      memory: after.used - before.used,
      memoryOfProcess: after.rss - before.rss,
    };
  } finally {
    child.kill();
    await backend.stop();
  }
}

import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { parseEngineRef } from '@adaptive-portal/plugin-adaptive-common';
import { mockServices } from '@backstage/backend-test-utils';
import knexFactory, { type Knex } from 'knex';
import {
  FakeEnginesService,
  mockCluster,
} from '../__testUtils__/FakeEnginesService';
import { eventually } from '../reflector/__testUtils__/testClock';
import {
  CHAT,
  connectionOf,
  engineWith,
  historyDatabases,
} from './__testUtils__/TestHistory';
import { createHistory } from './createHistory';

jest.setTimeout(120_000);

const ref = parseEngineRef(CHAT);
const databases = historyDatabases();
const cleanups: Array<() => Promise<unknown>> = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A history as the plugin makes it, with its own timers, on a database. */
function startHistory(knex: Knex, engines: FakeEnginesService) {
  const history = createHistory({
    engines,
    database: { getClient: async () => knex },
    config: mockServices.rootConfig(),
    logger: mockServices.logger.mock(),
  });
  cleanups.push(() => history.stop());
  history.start();
  return history;
}

/** Sizes of the pool as the timeline has them; undefined while it cannot be read. */
async function scaling(
  history: ReturnType<typeof createHistory>,
): Promise<number[] | undefined> {
  try {
    const { items } = await history.history(ref, {});
    return items.flatMap(entry => (entry.kind === 'scale' ? entry.to : []));
  } catch {
    return undefined;
  }
}

async function untilScaling(
  history: ReturnType<typeof createHistory>,
  expected: number[],
): Promise<void> {
  let sizes: number[] | undefined;
  const timer = setInterval(async () => {
    sizes = await scaling(history);
  }, 50);
  try {
    await eventually(`sizes ${expected}`, () => `${sizes}` === `${expected}`);
  } finally {
    clearInterval(timer);
  }
}

/** What stands between backend and database, and can be cut like a cable. */
async function cable(host: string, port: number) {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer(near => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect(port, host);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend: () => {
      isCut = false;
    },
  };
}

describe.each(databases.eachSupportedId())('createHistory on %s', id => {
  it('shows an engine after a restart with a dead cluster, with its history', async () => {
    const knex = await databases.init(id);
    const engines = new FakeEnginesService([engineWith(1)]);
    const first = startHistory(knex, engines);
    engines.put(engineWith(3));
    await untilScaling(first, [3]);
    await first.stop();

    const dead = new FakeEnginesService();
    dead.clusterList = [
      mockCluster('eu-1', {
        freshness: { status: 'unreachable', since: new Date().toISOString() },
        sources: [],
      }),
    ];
    const second = startHistory(knex, dead);
    await eventually('the engine is shown', () => !!second.engines.get(ref));
    expect(second.engines.get(ref)).toMatchObject({
      status: 'unknown',
      statusReason: expect.stringMatching(/^Last seen \d{4}-/),
      computePools: [{ replicas: { ready: 3 } }],
    });
    expect(await scaling(second)).toEqual([3]);
  });

  it('makes and drops its tables', async () => {
    const knex = await databases.init(id);
    const history = startHistory(knex, new FakeEnginesService([engineWith(1)]));
    await untilScaling(history, []);
    await history.stop();
    await knex.migrate.rollback({ directory: `${__dirname}/../../migrations` });
    expect(await knex.schema.hasTable('history_entries')).toBe(false);
    expect(await knex.schema.hasTable('history_engines')).toBe(false);
    expect(await knex.schema.hasTable('history_lease')).toBe(false);
  });

  // SQLite is a file: it has no line that could be cut.
  if (id.startsWith('POSTGRES')) {
    it('goes on where it was when the database comes back', async () => {
      const direct = await databases.init(id);
      const connection = connectionOf(direct);
      const { host = '127.0.0.1', port = 5432 } = connection;
      const line = await cable(host, Number(port));
      const knex = knexFactory({
        ...direct.client.config,
        connection: { ...connection, host: '127.0.0.1', port: line.port },
        log: mockServices.logger.mock(),
      });
      cleanups.push(() => knex.destroy());
      const engines = new FakeEnginesService([engineWith(1)]);
      const history = startHistory(knex, engines);
      engines.put(engineWith(2));
      await untilScaling(history, [2]);
      line.cut();
      await expect(history.history(ref, {})).rejects.toThrow(
        'The history cannot be read at the moment',
      );
      engines.put(engineWith(3));
      engines.put(engineWith(2));
      line.mend();
      await untilScaling(history, [2, 3, 2]);
    });
  }
});

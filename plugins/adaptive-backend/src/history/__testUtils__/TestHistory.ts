import type {
  Engine,
  HistoryEntry,
} from '@adaptive-portal/plugin-adaptive-common';
import { parseEngineRef } from '@adaptive-portal/plugin-adaptive-common';
import {
  mockServices,
  type TestDatabaseId,
  TestDatabases,
} from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import {
  FakeEnginesService,
  mockCluster,
  mockEngine,
  mockPool,
} from '../../__testUtils__/FakeEnginesService';
import { HistoryDatabase } from '../HistoryDatabase';
import { HistoryRecorder } from '../HistoryRecorder';
import { HistoryStore } from '../HistoryStore';
import { createHistoryReader } from '../readHistory';

export const CHAT = 'eu-1/team-chat/chat';
export const START = Date.parse('2026-08-01T00:00:00Z');
export const RETENTION_DAYS = 14;

/** The databases to test with: SQLite, and PostgreSQL where a connection string is set. */
export function historyDatabases(): TestDatabases {
  return TestDatabases.create({
    ids: ['SQLITE_3', 'POSTGRES_18', 'POSTGRES_15', 'POSTGRES_14'],
    disableDocker: true,
  });
}

/** How to reach the database of a client, with the password that the client itself does not show. */
export function connectionOf(knex: Knex): Knex.PgConnectionConfig {
  const { connection } = knex.client.config;
  return { ...connection, password: connection.password };
}

/** An engine whose pool has so many replicas, all of them Ready. */
export function engineWith(
  replicas: number,
  change: Partial<Engine> = {},
): Engine {
  return mockEngine(CHAT, {
    version: `${replicas} ${JSON.stringify(change).length}`,
    computePools: [
      mockPool({
        replicas: {
          min: 1,
          max: 8,
          desired: replicas,
          current: replicas,
          ready: replicas,
          starting: 0,
          pending: 0,
        },
      }),
    ],
    ...change,
  });
}

/** One backend: what it sees of the clusters, and what it remembers. */
export interface TestBackend {
  engines: FakeEnginesService;
  recorder: HistoryRecorder;
  /** Errors with which the next calls of the database fail, before or after they worked. */
  faults: { before: number; after: number };
}

/** A client whose transactions are committed, and then seem to fail: the answer got lost on the way. */
function withLostAnswers(knex: Knex, faults: TestBackend['faults']): Knex {
  return new Proxy(knex, {
    get(target, property, receiver) {
      const value = Reflect.get(target, property, receiver);
      if (property !== 'transaction') return value;
      return async (work: (tx: Knex.Transaction) => Promise<unknown>) => {
        await target.transaction(work);
        faults.after -= 1;
        throw new Error('Connection terminated unexpectedly');
      };
    },
  });
}

/** A store whose database goes away on demand. */
class FaultyStore extends HistoryStore {
  constructor(knex: Knex, faults: TestBackend['faults']) {
    const database = new HistoryDatabase({ getClient: async () => knex });
    super({
      client: async () => {
        if (faults.before > 0) {
          faults.before -= 1;
          throw new Error('connect ECONNREFUSED');
        }
        const client = await database.client();
        return faults.after > 0 ? withLostAnswers(client, faults) : client;
      },
    });
  }
}

/** Backends on one database, under one clock that stands still unless told. */
export class TestHistory {
  readonly clock = { now: START };
  readonly store: HistoryStore;
  readonly knex: Knex;
  readonly reader: ReturnType<typeof createHistoryReader>;

  private constructor(knex: Knex) {
    this.knex = knex;
    this.store = new HistoryStore(
      new HistoryDatabase({ getClient: async () => knex }),
    );
    this.reader = createHistoryReader({
      store: this.store,
      retentionDays: RETENTION_DAYS,
      logger: mockServices.logger.mock(),
      clock: () => this.clock.now,
    });
  }

  static async create(
    databases: TestDatabases,
    id: TestDatabaseId,
  ): Promise<TestHistory> {
    return new TestHistory(await databases.init(id));
  }

  /** A backend that observes from now on; it does what is due on `tick`. */
  backend(
    engines: FakeEnginesService = new FakeEnginesService(),
    options: { ringCapacity?: number; skewMs?: number } = {},
  ): TestBackend {
    const { skewMs = 0, ...rest } = options;
    engines.clusterList = [
      mockCluster('eu-1', {
        sources: ['apps/deployments', 'apps/statefulsets'].map(resource => ({
          id: `kubernetes:eu-1:${resource}`,
          kind: 'kubernetes',
          cluster: 'eu-1',
          resource,
          freshness: mockCluster('eu-1').freshness,
        })),
      }),
    ];
    const faults = { before: 0, after: 0 };
    const recorder = new HistoryRecorder({
      engines,
      store: new FaultyStore(this.knex, faults),
      logger: mockServices.logger.mock(),
      retentionDays: RETENTION_DAYS,
      clock: () => this.clock.now + skewMs,
      ...rest,
    });
    recorder.observe();
    return { engines, recorder, faults };
  }

  /** Lets time pass. */
  advance(seconds: number): void {
    this.clock.now += seconds * 1000;
  }

  /** The whole timeline of the engine. */
  async timeline(ref: string = CHAT): Promise<HistoryEntry[]> {
    const { items } = await this.reader.history(parseEngineRef(ref), {
      from: '2000-01-01T00:00:00Z',
      to: '2100-01-01T00:00:00Z',
      limit: 1000,
    });
    return items;
  }

  /** `<from> → <to>` of every scale event, in order. */
  async scaling(): Promise<string[]> {
    return (await this.timeline()).flatMap(entry =>
      entry.kind === 'scale' ? [`${entry.from} → ${entry.to}`] : [],
    );
  }
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  AdaptiveStreamEvent,
  Problem,
  StreamPosition,
} from '@adaptive-portal/plugin-adaptive-common';
import type { Knex } from 'knex';
import { Replica } from './__testUtils__/replicas';
import {
  CHAT,
  connectionOf,
  engineWith,
  historyDatabases,
} from './__testUtils__/TestHistory';

const databases = historyDatabases();
const POSTGRES = databases
  .eachSupportedId()
  .filter(([id]) => id !== 'SQLITE_3');

const starved: Problem = {
  code: 'pending-for-gpus',
  severity: 'critical',
  pool: 'llama-70b',
  sentence: 'Two pods wait.',
  evidence: [],
  remedy: 'Add nodes.',
};

/** Two processes start, one of them dies and another takes its time to be noticed. */
jest.setTimeout(120_000);

/** Until it is so. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) {
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

function brief(event: AdaptiveStreamEvent): string {
  return event.type === 'engine-summary'
    ? `desired ${event.engine.pools[0].replicas.desired}`
    : event.type;
}

describe.each([['SQLite file'], ...POSTGRES])('two backends on one %s', id => {
  const replicas: Replica[] = [];
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'adaptive-replicas-'));
  });

  afterEach(async () => {
    await Promise.all(replicas.splice(0).map(replica => replica.kill()));
    await rm(folder, { recursive: true, force: true });
  });

  async function database(): Promise<Knex.Config> {
    const postgres = POSTGRES.find(([each]) => each === id);
    if (postgres) {
      const knex = await databases.init(postgres[0]);
      return { client: 'pg', connection: connectionOf(knex) };
    }
    return {
      client: 'better-sqlite3',
      connection: { filename: join(folder, 'history.sqlite') },
      useNullAsDefault: true,
    };
  }

  async function startReplica(config: Knex.Config): Promise<Replica> {
    const replica = await Replica.start(config);
    replicas.push(replica);
    return replica;
  }

  /** `<from> → <to>` of every scale event, as this backend answers. */
  async function scaling(replica: Replica): Promise<string[]> {
    return (await replica.timeline(CHAT)).flatMap(entry =>
      entry.kind === 'scale' ? [`${entry.from} → ${entry.to}`] : [],
    );
  }

  async function scale(to: number, ...all: Replica[]): Promise<void> {
    await Promise.all(all.map(replica => replica.put(engineWith(to))));
  }

  it('notify once of what both see, also when the one that notified has died', async () => {
    const config = await database();
    const both = [await startReplica(config), await startReplica(config)];
    const notified = async () =>
      (await Promise.all(both.map(replica => replica.notified()))).flat();
    const show = (problems: Problem[]) =>
      Promise.all(
        both.map(replica =>
          replica.put(engineWith(2, { owner: 'group:default/a', problems })),
        ),
      );
    await show([]);
    await until(
      async () => (await both[0].isWriter()) || (await both[1].isWriter()),
    );
    await show([starved]);
    await until(async () => (await notified()).length > 0);
    expect(await notified()).toEqual(['Two pods wait.']);

    const [writer] = (await both[0].isWriter())
      ? both.splice(0, 1)
      : both.splice(1, 1);
    await writer.kill();
    await show([]);
    await until(async () => (await notified()).length > 0);
    // Of what the other one had written nothing is told again.
    expect(await notified()).toEqual(['Cleared: Two pods wait.']);
  });

  it('answer and stream both, write once, and one follows the other without a gap', async () => {
    const config = await database();
    const [first, second] = [
      await startReplica(config),
      await startReplica(config),
    ];
    const both = [first, second];
    const writers = () => Promise.all(both.map(each => each.isWriter()));
    await scale(2, ...both);
    await until(async () => (await writers()).includes(true));
    await scale(3, ...both);
    for (const replica of both) {
      await until(async () => (await scaling(replica)).length > 0);
      expect(await scaling(replica)).toEqual(['2 → 3']);
    }
    expect((await writers()).filter(Boolean)).toHaveLength(1);

    const [writer, other] = (await first.isWriter())
      ? [first, second]
      : [second, first];
    const position: StreamPosition = {};
    const seen: string[] = [];
    const cut = (async () => {
      for await (const event of writer.stream(position)) {
        seen.push(brief(event));
        if (event.type !== 'synced') continue;
        // Both see the change; the one whose turn it would be to write it down dies.
        await scale(5, other, writer);
        await writer.kill();
      }
    })();
    await expect(cut).rejects.toThrow();
    expect(seen.slice(0, 3)).toEqual(['desired 3', 'clusters', 'synced']);
    await scale(6, other);

    const again: string[] = [];
    for await (const event of other.stream(position)) {
      again.push(brief(event));
      if (event.type === 'synced') break;
    }
    // Another replica knows nothing of the stream that was cut.
    expect(again).toEqual(['desired 6', 'clusters', 'synced']);

    await until(() => other.isWriter());
    await until(async () => (await scaling(other)).includes('5 → 6'));
    expect(await scaling(other)).toEqual(['2 → 3', '3 → 5', '5 → 6']);
    const kinds = (await other.timeline(CHAT)).map(({ kind }) => kind);
    expect(kinds).not.toContain('gap');

    const third = await startReplica(config);
    await scale(6, third);
    await scale(7, other, third);
    await until(async () => (await scaling(third)).includes('6 → 7'));
    expect(await scaling(third)).toEqual(await scaling(other));
    expect(await third.isWriter()).toBe(false);
  });
});

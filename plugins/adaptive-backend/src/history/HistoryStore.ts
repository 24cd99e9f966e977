import type { Engine } from '@adaptive-portal/plugin-adaptive-common';
import type { Knex } from 'knex';
import { Breather } from '../eventLoop/Breather';
import {
  type EngineRow,
  type NewState,
  selectEngines,
  deleteUnseenSince,
  updateSeen,
  updateViews,
  upsertStates,
} from './engines';
import {
  deleteEntriesBefore,
  type EntriesQuery,
  type EntryRow,
  hasEntriesOf,
  insertEntries,
  type NewEntry,
  selectEntries,
  selectFirsts,
} from './entries';
import type { HistoryDatabase } from './HistoryDatabase';
import {
  type Lease,
  type LeaseStatus,
  readLease,
  releaseLease,
  renewLease,
  takeLease,
} from './lease';
import type { EngineState } from './observation';
import { within } from './within';

/** A database that stays silent for longer is taken for away. People wait for reads. */
const READ_LIMIT_MS = 5_000;
const WRITE_LIMIT_MS = 30_000;

/** What is written at once, or not at all. */
export interface HistoryBatch {
  entries: NewEntry[];
  /** Engines whose state is another now; no state: gone. */
  states: NewState[];
  /** Engines to show when their cluster cannot be asked after a restart. */
  views: Array<{ engine: string; view: Engine }>;
}

/** What is remembered of an engine. */
export interface RememberedState {
  /** Undefined once the engine is gone. */
  state?: EngineState;
  /** Time of the observation, milliseconds since the epoch. */
  at: number;
}

/** An engine as last seen. */
export interface LastKnownEngine {
  view: Engine;
  /** When its cluster last showed it, milliseconds since the epoch. */
  seenAt: number;
}

/** Timeline, last-known engines and the writer's lease in the database. Every method rejects while that is away. */
export class HistoryStore {
  readonly #database: Pick<HistoryDatabase, 'client'>;

  constructor(database: Pick<HistoryDatabase, 'client'>) {
    this.#database = database;
  }

  async readLease(): Promise<LeaseStatus | undefined> {
    return await this.#read(readLease);
  }

  /** See {@link takeLease}. */
  async takeLease(
    holder: string,
    seen: LeaseStatus | undefined,
    now: number,
  ): Promise<Lease | undefined> {
    return await this.#write(knex => takeLease(knex, holder, seen, now));
  }

  /** @throws LeaseLostError */
  async renewLease(lease: Lease, now: number): Promise<Lease> {
    return await this.#write(knex => renewLease(knex, lease, now));
  }

  async releaseLease(lease: Lease): Promise<void> {
    await this.#write(knex => releaseLease(knex, lease));
  }

  /** What is remembered of every engine, by its reference as text. */
  async readStates(): Promise<Map<string, RememberedState>> {
    const states = new Map<string, RememberedState>();
    const rows = this.#engines(['state', 'observed_at']);
    for await (const { engine, state, observed_at } of rows) {
      states.set(engine, {
        at: Number(observed_at),
        ...(state !== null && { state: JSON.parse(state) }),
      });
    }
    return states;
  }

  /** @throws LeaseLostError; nothing is written then */
  async write(lease: Lease, batch: HistoryBatch, now: number): Promise<Lease> {
    return await this.#fenced(lease, now, async (tx, breather) => {
      await insertEntries(tx, batch.entries, breather);
      await upsertStates(tx, batch.states, breather);
      await updateViews(tx, batch.views, breather);
    });
  }

  /**
   * Notes that clusters showed their engines just now.
   *
   * @throws LeaseLostError; nothing is written then
   */
  async markSeen(
    lease: Lease,
    clusters: readonly string[],
    now: number,
  ): Promise<Lease> {
    return await this.#fenced(lease, now, (tx, breather) =>
      updateSeen(tx, clusters, now, breather),
    );
  }

  /**
   * Deletes entries from before a time, and engines that nobody has seen since. Each portion for itself: in one
   * transaction PostgreSQL would look at all that is deleted already to find the next ones.
   *
   * @throws LeaseLostError; nothing more is deleted then
   */
  async deleteBefore(lease: Lease, time: number, now: number): Promise<Lease> {
    const breather = new Breather();
    let current = lease;
    for (const deleteSome of [deleteEntriesBefore, deleteUnseenSince]) {
      for (let deleted = 1; deleted > 0; ) {
        await breather.pause();
        current = await this.#fenced(current, now, async tx => {
          deleted = await deleteSome(tx, time);
        });
      }
    }
    return current;
  }

  /** Entries of an engine, and of all engines, oldest first. */
  async readEntries(query: EntriesQuery): Promise<EntryRow[]> {
    return await this.#read(knex => selectEntries(knex, query));
  }

  /** Whether there is an entry of a pool, by raw name, of an engine. */
  async hasEntriesOf(engine: string, pool: string): Promise<boolean> {
    return await this.#read(knex => hasEntriesOf(knex, engine, pool));
  }

  /** The first entry of every subject since a time, and the state that the last ones led to. */
  async readStart(
    engine: string,
    from: number,
  ): Promise<{ firsts: EntryRow[]; state?: EngineState }> {
    const [firsts, current] = await this.#read(knex =>
      Promise.all([
        selectFirsts(knex, engine, from),
        knex<EngineRow>('history_engines').where({ engine }).first(),
      ]),
    );
    return {
      firsts,
      ...(current?.state && { state: JSON.parse(current.state) }),
    };
  }

  /** Who owned an engine when it was last heard of; undefined when nothing is remembered of it. */
  async readOwner(engine: string): Promise<{ owner?: string } | undefined> {
    const row = await this.#read(knex =>
      knex<EngineRow>('history_engines')
        .select('owner')
        .where({ engine })
        .first(),
    );
    return row && (row.owner === null ? {} : { owner: row.owner });
  }

  /** Engines that were not gone when they were last heard of. */
  async readLastKnown(): Promise<LastKnownEngine[]> {
    const known: LastKnownEngine[] = [];
    for await (const { view, seen_at } of this.#engines(['view', 'seen_at'])) {
      if (view === null) continue;
      known.push({ view: JSON.parse(view), seenAt: Number(seen_at) });
    }
    return known;
  }

  #engines<Column extends keyof EngineRow>(columns: readonly Column[]) {
    return selectEngines(work => this.#read(work), columns, new Breather());
  }

  /**
   * Writes under the lease: all of it, or nothing when the lease is lost. Other work has its turns in between; nobody can
   * take the lease meanwhile, as its row is locked from the first statement on.
   */
  async #fenced(
    lease: Lease,
    now: number,
    work: (tx: Knex, breather: Breather) => Promise<void>,
  ): Promise<Lease> {
    return await this.#write(knex =>
      knex.transaction(async tx => {
        const next = await renewLease(tx, lease, now);
        await work(tx, new Breather());
        return next;
      }),
    );
  }

  async #read<T>(work: (knex: Knex) => Promise<T>): Promise<T> {
    return await within(READ_LIMIT_MS, this.#database.client().then(work));
  }

  async #write<T>(work: (knex: Knex) => Promise<T>): Promise<T> {
    return await within(WRITE_LIMIT_MS, this.#database.client().then(work));
  }
}

import type { Engine } from '@adaptive-portal/plugin-adaptive-common';
import type { Knex } from 'knex';
import {
  type EntriesQuery,
  type EntryRow,
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
  states: Array<{
    engine: string;
    cluster: string;
    at: number;
    state?: EngineState;
  }>;
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

interface RawEngine {
  engine: string;
  cluster: string;
  state: string | null;
  // PostgreSQL gives bigint as text.
  observed_at: number | string;
  view: string | null;
  owner: string | null;
  seen_at: number | string;
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
    const rows = await this.#read(knex =>
      knex<RawEngine>('history_engines').select(
        'engine',
        'state',
        'observed_at',
      ),
    );
    return new Map(
      rows.map(row => [
        row.engine,
        {
          at: Number(row.observed_at),
          ...(row.state !== null && { state: JSON.parse(row.state) }),
        },
      ]),
    );
  }

  /** @throws LeaseLostError; nothing is written then */
  async write(lease: Lease, batch: HistoryBatch, now: number): Promise<Lease> {
    return await this.#fenced(lease, now, async tx => {
      await insertEntries(tx, batch.entries);
      for (const { engine, cluster, at, state } of batch.states) {
        const row = {
          state: state ? JSON.stringify(state) : null,
          observed_at: at,
          ...(state ? {} : { view: null }),
        };
        await tx('history_engines')
          .insert({ engine, cluster, seen_at: at, ...row })
          .onConflict('engine')
          .merge(row);
      }
      for (const { engine, view } of batch.views) {
        await tx('history_engines')
          .where({ engine })
          .whereNotNull('state')
          .update({ view: JSON.stringify(view), owner: view.owner ?? null });
      }
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
    return await this.#fenced(lease, now, async tx => {
      await tx('history_engines')
        .whereIn('cluster', [...clusters])
        .whereNotNull('state')
        .update({ seen_at: now });
    });
  }

  /**
   * Deletes entries from before a time, and engines that nobody has seen since.
   *
   * @throws LeaseLostError; nothing is deleted then
   */
  async deleteBefore(lease: Lease, time: number, now: number): Promise<Lease> {
    return await this.#fenced(lease, now, async tx => {
      await tx('history_entries').where('at', '<', time).del();
      await tx('history_engines').where('seen_at', '<', time).del();
    });
  }

  /** Entries of an engine, and of all engines, oldest first. */
  async readEntries(query: EntriesQuery): Promise<EntryRow[]> {
    return await this.#read(knex => selectEntries(knex, query));
  }

  /** The first entry of every subject since a time, and the state that the last ones led to. */
  async readStart(
    engine: string,
    from: number,
  ): Promise<{ firsts: EntryRow[]; state?: EngineState }> {
    const [firsts, current] = await this.#read(knex =>
      Promise.all([
        selectFirsts(knex, engine, from),
        knex<RawEngine>('history_engines').where({ engine }).first(),
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
      knex<RawEngine>('history_engines')
        .select('owner')
        .where({ engine })
        .first(),
    );
    return row && (row.owner === null ? {} : { owner: row.owner });
  }

  /** Engines that were not gone when they were last heard of. */
  async readLastKnown(): Promise<LastKnownEngine[]> {
    const rows = await this.#read(knex =>
      knex<RawEngine>('history_engines')
        .select('view', 'seen_at')
        .whereNotNull('view')
        .orderBy('engine'),
    );
    return rows.flatMap(({ view, seen_at }) =>
      view === null
        ? []
        : [{ view: JSON.parse(view), seenAt: Number(seen_at) }],
    );
  }

  /** Writes under the lease: all of it, or nothing when the lease is lost. */
  async #fenced(
    lease: Lease,
    now: number,
    work: (tx: Knex) => Promise<void>,
  ): Promise<Lease> {
    return await this.#write(knex =>
      knex.transaction(async tx => {
        const next = await renewLease(tx, lease, now);
        await work(tx);
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

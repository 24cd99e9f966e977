import type { Knex } from 'knex';
import type { Breather } from '../eventLoop/Breather';
import type { EntryContent } from './describeChange';

/** Stands for every engine in entries that concern them all. */
export const ALL_ENGINES = '*';

/** Rows per statement: SQLite takes a limited number of parameters, and does a statement in one go. */
const CHUNK = 50;
const DELETED_AT_ONCE = 100;

/** An entry with its place on the timeline. */
export interface NewEntry {
  /** Reference as text, or {@link ALL_ENGINES}. */
  engine: string;
  /** Milliseconds since the epoch. */
  at: number;
  content: EntryContent;
}

/** A row of `history_entries`, numbers as numbers. */
export interface EntryRow {
  id: number;
  at: number;
  pool?: string;
  subject: string;
  content: EntryContent;
}

/** A place on the timeline. */
export type Position = Pick<EntryRow, 'at' | 'id'>;

/** Which entries of an engine. */
export interface EntriesQuery {
  engine: string;
  /** Included, and excluded; milliseconds since the epoch. */
  from: number;
  to: number;
  /** Only entries of this pool, and those of no pool. */
  pool?: string;
  /** Only entries behind it. */
  after?: Position;
  limit: number;
}

interface RawEntry {
  engine: string;
  // PostgreSQL gives bigint as text.
  id: number | string;
  at: number | string;
  pool: string | null;
  subject: string;
  entry: string;
}

function parseEntry(row: RawEntry): EntryRow {
  return {
    id: Number(row.id),
    at: Number(row.at),
    ...(row.pool !== null && { pool: row.pool }),
    subject: row.subject,
    content: JSON.parse(row.entry),
  };
}

/**
 * Entries of one subject follow each other: each begins where the one before ended. Not those of conditions, which have
 * one subject for all of a pool's: nothing is derived from where they began.
 */
function subjectOf(content: EntryContent): string {
  switch (content.kind) {
    case 'problemRaised':
    case 'problemCleared':
      return `problem ${content.code}`;
    case 'appeared':
    case 'removed':
      return 'presence';
    default:
      return content.kind;
  }
}

function poolOf(content: EntryContent): string | null {
  return 'pool' in content && content.pool !== undefined ? content.pool : null;
}

/** Adds entries in their order. */
export async function insertEntries(
  tx: Knex,
  entries: readonly NewEntry[],
  breather: Breather,
): Promise<void> {
  for (let i = 0; i < entries.length; i += CHUNK) {
    await breather.pause();
    await tx('history_entries').insert(
      entries.slice(i, i + CHUNK).map(({ engine, at, content }) => ({
        engine,
        at,
        pool: poolOf(content),
        subject: subjectOf(content),
        entry: JSON.stringify(content),
      })),
    );
  }
}

/** Deletes some of the entries from before a time, the oldest first; tells how many. */
export async function deleteEntriesBefore(
  tx: Knex,
  time: number,
): Promise<number> {
  const old = tx('history_entries')
    .select('id')
    .where('at', '<', time)
    .orderBy('at')
    .limit(DELETED_AT_ONCE);
  return await tx('history_entries').whereIn('id', old).del();
}

/** Entries of an engine, and of all engines, oldest first. */
export async function selectEntries(
  knex: Knex,
  { engine, from, to, pool, after, limit }: EntriesQuery,
): Promise<EntryRow[]> {
  const rows = await knex<RawEntry>('history_entries')
    .select('id', 'at', 'pool', 'subject', 'entry')
    .whereIn('engine', [engine, ALL_ENGINES])
    .where('at', '>=', from)
    .where('at', '<', to)
    .modify(builder => {
      if (pool !== undefined) {
        builder.where(either => either.where({ pool }).orWhereNull('pool'));
      }
      if (after) {
        builder.where(either =>
          either
            .where('at', '>', after.at)
            .orWhere(same =>
              same.where('at', after.at).where('id', '>', after.id),
            ),
        );
      }
    })
    .orderBy([{ column: 'at' }, { column: 'id' }])
    .limit(limit);
  return rows.map(parseEntry);
}

/** Whether there is an entry of a pool of an engine. */
export async function hasEntriesOf(
  knex: Knex,
  engine: string,
  pool: string,
): Promise<boolean> {
  const row = await knex('history_entries')
    .select('id')
    .where({ engine, pool })
    .first();
  return row !== undefined;
}

/** The first entry of every subject of an engine since a time. */
export async function selectFirsts(
  knex: Knex,
  engine: string,
  from: number,
): Promise<EntryRow[]> {
  const ranked = knex('history_entries')
    .select('id', 'at', 'pool', 'subject', 'entry')
    .rowNumber('place', knex.raw('partition by pool, subject order by at, id'))
    .where({ engine })
    .where('at', '>=', from)
    .as('ranked');
  const rows: RawEntry[] = await knex
    .select('id', 'at', 'pool', 'subject', 'entry')
    .from(ranked)
    .where({ place: 1 });
  return rows.map(parseEntry);
}

import type { Engine } from '@adaptive-portal/plugin-adaptive-common';
import type { Knex } from 'knex';
import type { Breather } from '../eventLoop/Breather';
import type { EngineState } from './observation';

/** Rows per statement: SQLite does a statement in one go, and the row of an engine holds all that it shows. */
const WRITTEN_AT_ONCE = 50;
const READ_AT_ONCE = 50;
const CLUSTERS_AT_ONCE = 5;
const DELETED_AT_ONCE = 50;

/** A row of `history_engines`. */
export interface EngineRow {
  engine: string;
  cluster: string;
  state: string | null;
  // PostgreSQL gives bigint as text.
  observed_at: number | string;
  view: string | null;
  owner: string | null;
  seen_at: number | string;
}

/** The state of an engine from now on. */
export interface NewState {
  engine: string;
  cluster: string;
  /** Milliseconds since the epoch. */
  at: number;
  /** None: the engine is gone. */
  state?: EngineState;
}

/** Keeps the states; with an engine goes what there was to show of it. */
export async function upsertStates(
  tx: Knex,
  states: readonly NewState[],
  breather: Breather,
): Promise<void> {
  for (const isGone of [false, true]) {
    const group = states.filter(
      ({ state }) => (state === undefined) === isGone,
    );
    for (let i = 0; i < group.length; i += WRITTEN_AT_ONCE) {
      await breather.pause();
      await tx('history_engines')
        .insert(
          group.slice(i, i + WRITTEN_AT_ONCE).map(each => ({
            engine: each.engine,
            cluster: each.cluster,
            seen_at: each.at,
            observed_at: each.at,
            state: each.state ? JSON.stringify(each.state) : null,
            view: null,
          })),
        )
        .onConflict('engine')
        .merge(['state', 'observed_at', ...(isGone ? ['view'] : [])]);
    }
  }
}

/** Keeps what there is to show of engines, unless they are gone. */
export async function updateViews(
  tx: Knex,
  views: ReadonlyArray<{ engine: string; view: Engine }>,
  breather: Breather,
): Promise<void> {
  for (const { engine, view } of views) {
    await breather.pause();
    await tx('history_engines')
      .where({ engine })
      .whereNotNull('state')
      .update({ view: JSON.stringify(view), owner: view.owner ?? null });
  }
}

/** Notes that clusters showed their engines at this time. */
export async function updateSeen(
  tx: Knex,
  clusters: readonly string[],
  now: number,
  breather: Breather,
): Promise<void> {
  for (let i = 0; i < clusters.length; i += CLUSTERS_AT_ONCE) {
    await breather.pause();
    await tx('history_engines')
      .whereIn('cluster', clusters.slice(i, i + CLUSTERS_AT_ONCE))
      .whereNotNull('state')
      .update({ seen_at: now });
  }
}

/** Forgets some of the engines that nobody has seen since a time; tells how many. */
export async function deleteUnseenSince(
  tx: Knex,
  time: number,
): Promise<number> {
  const old = tx('history_engines')
    .select('engine')
    .where('seen_at', '<', time)
    .limit(DELETED_AT_ONCE);
  return await tx('history_engines').whereIn('engine', old).del();
}

/** Every engine, in portions. */
export async function* selectEngines<Column extends keyof EngineRow>(
  read: <T>(work: (knex: Knex) => Promise<T>) => Promise<T>,
  columns: readonly Column[],
  breather: Breather,
): AsyncIterable<Pick<EngineRow, Column | 'engine'>> {
  let after = '';
  for (;;) {
    const page = readPage(columns, after);
    const rows = await read(page);
    for (const row of rows) {
      await breather.pause();
      yield row;
    }
    if (rows.length < READ_AT_ONCE) return;
    after = rows[rows.length - 1].engine;
  }
}

/** The next engines behind one, by name; no name is empty. */
function readPage<Column extends keyof EngineRow>(
  columns: readonly Column[],
  after: string,
) {
  return async (
    knex: Knex,
  ): Promise<Array<Pick<EngineRow, Column | 'engine'>>> =>
    await knex('history_engines')
      .select(['engine', ...columns])
      .where('engine', '>', after)
      .orderBy('engine')
      .limit(READ_AT_ONCE);
}

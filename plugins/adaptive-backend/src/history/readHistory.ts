import {
  type EngineRef,
  type EngineStatus,
  type HistoryEntry,
  type HistoryProblem,
  type HistoryRequest,
  type HistoryResponse,
  type HistoryStart,
  type PoolReplicas,
  stringifyEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import { ServiceUnavailableError } from '@backstage/errors';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { EntryRow, Position } from './entries';
import { failureText } from './failureText';
import type { HistoryStore } from './HistoryStore';
import { readTime, refuseParameter } from '../schema/times';
import { type EngineState, problemKey } from './observation';

const DAY_MS = 86_400_000;
const DEFAULT_LIMIT = 200;

/** Answers what happened to an engine. Asks for no permission. */
export interface HistoryReader {
  /**
   * @throws InputError for a window or a cursor that makes no sense
   * @throws ServiceUnavailableError while the database does not answer
   */
  history(ref: EngineRef, request: HistoryRequest): Promise<HistoryResponse>;

  /**
   * Who owned an engine that may be gone by now; undefined when nothing is remembered of it.
   *
   * @throws ServiceUnavailableError while the database does not answer
   */
  lastOwner(ref: EngineRef): Promise<{ owner?: string } | undefined>;

  /**
   * Whether anything is remembered of a pool, by raw name, of an engine.
   *
   * @throws ServiceUnavailableError while the database does not answer
   */
  remembersPool(ref: EngineRef, pool: string): Promise<boolean>;
}

function readWindow(
  { from, to }: HistoryRequest,
  now: number,
): { from: number; to: number } {
  // What happened in this very millisecond is part of what happened until now.
  const end = to === undefined ? now + 1 : readTime('to', to);
  const begin = from === undefined ? end - DAY_MS : readTime('from', from);
  if (begin >= end) {
    throw refuseParameter(
      'from',
      from ?? new Date(begin).toISOString(),
      to === undefined
        ? `a time before now (${new Date(now).toISOString()})`
        : `a time before 'to' (${new Date(end).toISOString()})`,
    );
  }
  return { from: begin, to: end };
}

function encodeCursor({ at, id }: Position): string {
  return Buffer.from(`${at}.${id}`).toString('base64url');
}

function decodeCursor(cursor: string): Position {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!/^\d{1,15}\.\d{1,15}$/.test(text)) {
    throw refuseParameter(
      'cursor',
      cursor,
      'the nextCursor of the page before',
    );
  }
  const [at, id] = text.split('.').map(Number);
  return { at, id };
}

function toEntry({ id, at, content }: EntryRow): HistoryEntry {
  return { id: String(id), at: new Date(at).toISOString(), ...content };
}

/**
 * How the engine was before the first entries of a window: each entry tells what was before it, and what has no entry
 * is what it is now.
 */
export function startOf(
  firsts: readonly EntryRow[],
  now: EngineState | undefined,
  pool?: string,
): HistoryStart {
  let status: EngineStatus | undefined = now?.status;
  const pools = new Map<string, PoolReplicas>(
    Object.entries(now?.pools ?? {}).map(([name, { replicas }]) => [
      name,
      replicas,
    ]),
  );
  const problems = new Map<string, HistoryProblem>(
    Object.entries(now?.problems ?? {}),
  );
  for (const { content } of firsts) {
    if (content.kind === 'replicas') {
      if (content.before) pools.set(content.pool, content.before);
      else pools.delete(content.pool);
    } else if (content.kind === 'engineStatus') {
      status = content.before;
    } else if (content.kind === 'problemRaised') {
      problems.delete(problemKey(content));
    } else if (content.kind === 'problemCleared') {
      const { kind: _, replacedBy: __, ...problem } = content;
      problems.set(problemKey(content), problem);
    }
  }
  const isWanted = (name: string | undefined) =>
    pool === undefined || name === undefined || name === pool;
  return {
    ...(status && { status }),
    pools: [...pools]
      .filter(([name]) => isWanted(name))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, replicas]) => ({ name, replicas })),
    problems: [...problems]
      .filter(([, problem]) => isWanted(problem.pool))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, problem]) => problem),
  };
}

/** Reads timelines out of the database. */
export function createHistoryReader(options: {
  store: Pick<
    HistoryStore,
    'hasEntriesOf' | 'readEntries' | 'readOwner' | 'readStart'
  >;
  retentionDays: number;
  logger: LoggerService;
  /** Milliseconds since the epoch. */
  clock?: () => number;
}): HistoryReader {
  const { store, retentionDays, logger, clock = Date.now } = options;
  const unavailable = (error: unknown) => {
    // Statements are no business of those who ask.
    logger.warn(`The history cannot be read: ${failureText(error)}`);
    return new ServiceUnavailableError(
      'The history cannot be read at the moment: its database does not answer',
    );
  };
  return {
    async lastOwner(ref) {
      try {
        return await store.readOwner(stringifyEngineRef(ref));
      } catch (error) {
        throw unavailable(error);
      }
    },

    async remembersPool(ref, pool) {
      try {
        return await store.hasEntriesOf(stringifyEngineRef(ref), pool);
      } catch (error) {
        throw unavailable(error);
      }
    },

    async history(ref, request) {
      const engine = stringifyEngineRef(ref);
      const { pool, limit = DEFAULT_LIMIT, cursor } = request;
      const window = readWindow(request, clock());
      const after = cursor === undefined ? undefined : decodeCursor(cursor);
      const query = { engine, ...window, pool, after, limit: limit + 1 };
      try {
        const [rows, start] = await Promise.all([
          store.readEntries(query),
          after ? undefined : store.readStart(engine, window.from),
        ]);
        const page = rows.slice(0, limit);
        return {
          items: page.map(toEntry),
          ...(start && { start: startOf(start.firsts, start.state, pool) }),
          ...(rows.length > limit && {
            nextCursor: encodeCursor(page[page.length - 1]),
          }),
          retentionDays,
        };
      } catch (error) {
        throw unavailable(error);
      }
    },
  };
}

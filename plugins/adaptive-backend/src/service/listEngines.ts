import {
  type Engine,
  type EngineRef,
  type EnginesRequest,
  type EnginesResponse,
  parseEngineRef,
  stringifyEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import { InputError } from '@backstage/errors';
import { summarizeEngine } from './summarizeEngine';

const DEFAULT_LIMIT = 50;

/** By cluster, namespace, release, in code unit order: the same on every machine, unlike a locale's. */
function compareRefs(a: EngineRef, b: EngineRef): number {
  for (const key of ['cluster', 'namespace', 'release'] as const) {
    if (a[key] !== b[key]) return a[key] < b[key] ? -1 : 1;
  }
  return 0;
}

function encodeCursor(ref: EngineRef): string {
  return Buffer.from(stringifyEngineRef(ref)).toString('base64url');
}

/** The last engine of the page before; pages stay right when engines come and go in between. */
function decodeCursor(cursor: string): EngineRef {
  try {
    return parseEngineRef(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw new InputError(
      `Invalid query parameter 'cursor': '${cursor.slice(
        0,
        100,
      )}', accepted: the nextCursor of the page before`,
    );
  }
}

function matches(engine: Engine, words: string[]): boolean {
  const text = [
    ...Object.values(engine.ref),
    ...engine.computePools.map(pool => pool.name),
  ]
    .join(' ')
    .toLocaleLowerCase('en-US');
  return words.every(word => text.includes(word));
}

/**
 * Filters, sorts and cuts a page out of the engines.
 *
 * @param engines - what the caller may see
 * @throws InputError for a cursor that no page gave out
 */
export function listEngines(
  engines: readonly Engine[],
  request: EnginesRequest,
): EnginesResponse {
  const { cluster, namespace, status, search = '', cursor } = request;
  const limit = request.limit ?? DEFAULT_LIMIT;
  const words = search.toLocaleLowerCase('en-US').split(/\s+/).filter(Boolean);
  const found = engines
    .filter(
      engine =>
        (cluster === undefined || engine.ref.cluster === cluster) &&
        (namespace === undefined || engine.ref.namespace === namespace) &&
        (status === undefined || engine.status === status) &&
        matches(engine, words),
    )
    .sort((a, b) => compareRefs(a.ref, b.ref));
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  const rest = after
    ? found.filter(engine => compareRefs(engine.ref, after) > 0)
    : found;
  const page = rest.slice(0, limit);
  return {
    items: page.map(summarizeEngine),
    totalItems: found.length,
    ...(rest.length > limit && {
      nextCursor: encodeCursor(page[page.length - 1].ref),
    }),
  };
}

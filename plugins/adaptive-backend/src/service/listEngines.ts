import type {
  Engine,
  EngineRef,
  EnginesRequest,
  EnginesResponse,
} from '@adaptive-portal/plugin-adaptive-common';
import { cutPage, type SortKey } from './cutPage';
import { matchWords } from './matchWords';
import { ENGINE_STATUSES } from '../schema/schemaParts';
import { countSeverities, summarizeEngine } from './summarizeEngine';

/** Which engine it is, as part of a sort key. */
export function refKey({ cluster, namespace, release }: EngineRef) {
  return [cluster, namespace, release] as const;
}

const KEYS: Record<
  NonNullable<EnginesRequest['sort']>,
  (engine: Engine) => SortKey
> = {
  name: ({ ref }) => refKey(ref),
  status: ({ ref, status }) => [
    ENGINE_STATUSES.indexOf(status),
    ...refKey(ref),
  ],
  problems: ({ ref, problems }) => {
    const { critical, warning, info } = countSeverities(problems);
    return [-critical, -warning, -info, ...refKey(ref)];
  },
};

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
  const { cluster, namespace, status, search, sort = 'name' } = request;
  const matches = matchWords(search);
  const found = engines.filter(
    engine =>
      (cluster === undefined || engine.ref.cluster === cluster) &&
      (namespace === undefined || engine.ref.namespace === namespace) &&
      (status === undefined || engine.status === status) &&
      matches([
        ...refKey(engine.ref),
        ...engine.computePools.map(pool => pool.name),
      ]),
  );
  const page = cutPage(found, { ...request, sort, keyOf: KEYS[sort] });
  return { ...page, items: page.items.map(summarizeEngine) };
}

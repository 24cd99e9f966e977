import type {
  ComputePool,
  Engine,
  FleetPool,
  PoolsRequest,
  PoolsResponse,
} from '@adaptive-portal/plugin-adaptive-common';
import { POOL_STATUSES } from '../schema/schemaParts';
import { cutPage, type SortKey } from './cutPage';
import { refKey } from './listEngines';
import { matchWords } from './matchWords';
import { countSeverities } from './summarizeEngine';

/** A pool with the engine it belongs to. */
interface Found {
  engine: Engine;
  pool: ComputePool;
}

function summarizePool({ engine, pool }: Found): FleetPool {
  const {
    conditions: _conditions,
    pods: _pods,
    problems,
    scalingPath,
    ...rest
  } = pool;
  const { limitedBy } = scalingPath;
  return {
    ...rest,
    ref: engine.ref,
    owner: engine.owner,
    freshness: engine.freshness,
    problems: countSeverities(problems),
    ...(limitedBy && { limitedBy }),
  };
}

/** Two pools of an engine may have the same name, their workloads have not. */
function nameKey({ engine, pool }: Found): SortKey {
  const { kind, name } = pool.workload;
  return [...refKey(engine.ref), pool.name, kind, name];
}

const KEYS: Record<
  NonNullable<PoolsRequest['sort']>,
  (found: Found) => SortKey
> = {
  name: nameKey,
  status: found => [
    POOL_STATUSES.indexOf(found.pool.status),
    ...nameKey(found),
  ],
  timeouts: found => {
    const { value } = found.pool.metrics.ttftTimeoutRatio;
    return [value === undefined ? null : -value, ...nameKey(found)];
  },
  gpus: found => {
    const { gpus } = found.pool;
    return [gpus ? -gpus.requested : null, ...nameKey(found)];
  },
};

/**
 * Filters, sorts and cuts a page out of the pools of all engines.
 *
 * @param engines - what the caller may see
 * @throws InputError for a cursor that no page in this order gave out
 */
export function listPools(
  engines: readonly Engine[],
  request: PoolsRequest,
): PoolsResponse {
  const { cluster, namespace, status, search, sort = 'name' } = request;
  const matches = matchWords(search);
  const found = engines
    .filter(
      ({ ref }) =>
        (cluster === undefined || ref.cluster === cluster) &&
        (namespace === undefined || ref.namespace === namespace),
    )
    .flatMap(engine =>
      engine.computePools
        .filter(
          pool =>
            (status === undefined || pool.status === status) &&
            matches([...refKey(engine.ref), pool.name]),
        )
        .map(pool => ({ engine, pool })),
    );
  const page = cutPage(found, { ...request, sort, keyOf: KEYS[sort] });
  return { ...page, items: page.items.map(summarizePool) };
}

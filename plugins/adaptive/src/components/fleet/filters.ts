import {
  stringifyEngineRef,
  type EngineStatus,
  type EngineSummary,
} from '@adaptive-portal/plugin-adaptive-common';

/**
 * What the fleet page shows; an empty text means all.
 *
 * @internal
 */
export interface FleetFilter {
  search: string;
  cluster: string;
  status: string;
}

/**
 * Shows all engines.
 *
 * @internal
 */
export const NO_FILTER: FleetFilter = { search: '', cluster: '', status: '' };

/**
 * What a filter asks for, in words: `"chat", cluster eu-1, status failed`.
 *
 * @internal
 */
export function describeFilter(filter: FleetFilter): string {
  const { search, cluster, status } = filter;
  return [
    search && `"${search}"`,
    cluster && `cluster ${cluster}`,
    status && `status ${status}`,
  ]
    .filter(Boolean)
    .join(', ');
}

/**
 * Reads the filter from the query of the page's address; the inverse of `writeFilter`.
 *
 * @internal
 */
export function readFilter(query: URLSearchParams): FleetFilter {
  return {
    search: query.get('search') ?? '',
    cluster: query.get('cluster') ?? '',
    status: query.get('status') ?? '',
  };
}

/**
 * Puts the filter into a copy of the query; other parameters stay, empty ones go.
 *
 * @internal
 */
export function writeFilter<T extends { [K in keyof T]: string }>(
  query: URLSearchParams,
  filter: T,
): URLSearchParams {
  const next = new URLSearchParams(query);
  for (const [key, value] of Object.entries<string>(filter)) {
    if (value === '') {
      next.delete(key);
    } else {
      next.set(key, value);
    }
  }
  return next;
}

const RANK: Record<EngineStatus, number> = {
  failed: 0,
  degraded: 1,
  unknown: 2,
  progressing: 3,
  healthy: 4,
};

/**
 * The engines that match, the worst first, then by name. Search looks at cluster, namespace, release and pool names.
 *
 * @internal
 */
export function filterEngines(
  engines: EngineSummary[],
  { search, cluster, status }: FleetFilter,
): EngineSummary[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return engines
    .filter(
      engine =>
        (cluster === '' || engine.ref.cluster === cluster) &&
        (status === '' || engine.status === status) &&
        words.every(word => searchText(engine).includes(word)),
    )
    .sort((a, b) => RANK[a.status] - RANK[b.status]);
}

function searchText(engine: EngineSummary): string {
  const pools = engine.pools.map(pool => pool.name).join(' ');
  return `${stringifyEngineRef(engine.ref)} ${pools}`.toLocaleLowerCase();
}

import type { ClusterStatus, Freshness } from './freshness';

/** Engines are found by these. */
const WORKLOADS = ['apps/deployments', 'apps/statefulsets'];

/**
 * The kinds of workloads that a cluster never listed since the backend started, by their freshness. While there is
 * one, engines of the cluster may be missing from every answer, and "no engines" means nothing. Empty for a cluster
 * that listed them and is silent now: its engines are still shown.
 *
 * A cluster that says nothing of a kind is judged by its own freshness.
 *
 * @public
 */
export function unlistedWorkloads(
  cluster: Pick<ClusterStatus, 'freshness' | 'sources'>,
): Freshness[] {
  return WORKLOADS.map(
    resource =>
      cluster.sources.find(source => source.resource === resource)?.freshness ??
      cluster.freshness,
  ).filter(
    ({ status, lastSeenAt }) => status !== 'live' && lastSeenAt === undefined,
  );
}

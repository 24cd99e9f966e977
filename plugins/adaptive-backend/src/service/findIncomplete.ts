import {
  type ClusterStatus,
  type EnginesResponse,
  unlistedWorkloads,
} from '@adaptive-portal/plugin-adaptive-common';
import { worstFreshness } from '../view/freshness';

/**
 * The clusters that never listed their workloads, with the worst reason.
 *
 * @param clusters - what the caller may see
 * @param only - the cluster that was asked for; all by default
 */
export function findIncomplete(
  clusters: readonly ClusterStatus[],
  only?: string,
): NonNullable<EnginesResponse['incomplete']> {
  return clusters.flatMap(cluster => {
    if (only !== undefined && cluster.name !== only) return [];
    const freshness = worstFreshness(unlistedWorkloads(cluster));
    return freshness ? [{ cluster: cluster.name, freshness }] : [];
  });
}

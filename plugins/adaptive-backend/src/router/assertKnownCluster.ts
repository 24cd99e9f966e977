import type { ClusterStatus } from '@adaptive-portal/plugin-adaptive-common';
import { InputError } from '@backstage/errors';

/**
 * A cluster that is not configured would otherwise look like one without engines.
 *
 * @throws InputError naming the configured clusters
 */
export function assertKnownCluster(
  name: string | undefined,
  clusters: readonly Pick<ClusterStatus, 'name'>[],
): void {
  if (name === undefined || clusters.some(c => c.name === name)) return;
  const names = clusters.map(c => c.name).join(', ') || 'none is configured';
  throw new InputError(
    `Invalid query parameter 'cluster': '${name}', accepted: one of the configured clusters (${names})`,
  );
}

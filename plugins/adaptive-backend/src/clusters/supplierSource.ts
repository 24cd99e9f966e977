import type {
  AdaptiveCluster,
  AdaptiveClusterSupplier,
} from '@adaptive-portal/plugin-adaptive-node';
import { Config } from '@backstage/config';
import { Clock } from './Clock';
import { clusterConfig } from './clusterConfig';
import { readLimits, requestsWithin } from './readLimits';
import { onTheWay, readOverrides } from './readOverrides';
import { ClusterSource } from './sources';
import { ClusterDefinition } from './types';

/** Options of {@link createSupplierSource}. */
export interface SupplierSourceOptions {
  supplier: AdaptiveClusterSupplier;
  config: Config;
  clock: Clock;
}

function define(
  cluster: AdaptiveCluster,
  { supplier, config, clock }: SupplierSourceOptions,
): ClusterDefinition {
  const { name, title = name, url, ca, skipTLSVerify, credentials } = cluster;
  const own = readOverrides(config, name, clock);
  const limits = readLimits(config, clusterConfig(config, name));
  const login =
    own.credentials ??
    (credentials && {
      token: () => credentials.getToken(),
      refresh: async () => (await credentials.refresh?.()) ?? false,
    });
  if (!login) {
    const message = `Not watchable: ${supplier.id} gives no credentials for it; adaptive.clusters.${name}.credentials can`;
    return { name, title, watchable: false, message };
  }
  return {
    name,
    title,
    watchable: true,
    url,
    ...onTheWay(
      {
        ...(ca !== undefined && { ca }),
        skipVerify: skipTLSVerify ?? false,
      },
      own,
    ),
    credentials: login,
    scope: own.scope,
    limits,
    requests: requestsWithin(limits, clock),
    identity: own.identity ?? supplier.id,
  };
}

/** Clusters of a supplier that a module added. */
export function createSupplierSource(
  options: SupplierSourceOptions,
): ClusterSource {
  const { supplier } = options;
  return {
    title: `cluster supplier '${supplier.id}'`,
    list: async () =>
      (await supplier.getClusters()).map(cluster => define(cluster, options)),
  };
}

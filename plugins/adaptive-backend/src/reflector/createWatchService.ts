import { LoggerService } from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import { Clock, systemClock } from '../clusters/Clock';
import { HttpKubeTransport } from '../clusters/HttpKubeTransport';
import { KubeTransport } from '../clusters/KubeTransport';
import { readClusters } from '../clusters/readClusters';
import { WatchableCluster } from '../clusters/types';
import { WATCHED_RESOURCES } from '../objects/resources';
import { collectionsOf } from './collections';
import { DefaultWatchService, WatchSettings } from './DefaultWatchService';

/** Options of {@link createWatchService}. */
export interface CreateWatchServiceOptions {
  config: Config;
  logger: LoggerService;
  clock?: Clock;
  settings?: Partial<WatchSettings>;
}

const CONNECT_TIMEOUT_MS = 10_000;
// For probes, and for lists that begin while a cut watch is still being closed.
const SPARE_CONNECTIONS = 6;

/** One connection per watch, as long as HTTP/1.1 is spoken. */
function countWatches(cluster: WatchableCluster): number {
  return WATCHED_RESOURCES.flatMap(resource =>
    collectionsOf(resource, cluster.scope),
  ).length;
}

function connect(cluster: WatchableCluster, clock: Clock): KubeTransport {
  return new HttpKubeTransport({
    cluster,
    maxConnections: countWatches(cluster) + SPARE_CONNECTIONS,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    now: () => clock.now(),
  });
}

/**
 * The watch service for the clusters of `kubernetes.clusterLocatorMethods`; not started yet.
 *
 * @throws InputError when a configured cluster is invalid, naming its key; never because one is dead
 */
export async function createWatchService(
  options: CreateWatchServiceOptions,
): Promise<DefaultWatchService> {
  const { config, logger, clock = systemClock, settings } = options;
  const clusters = await readClusters({ config, logger, clock });
  for (const cluster of clusters) {
    if (!cluster.watchable)
      logger.warn(`Cluster '${cluster.name}': ${cluster.message}`);
  }
  return new DefaultWatchService({
    clusters,
    logger,
    clock,
    settings,
    connect: cluster => connect(cluster, clock),
  });
}

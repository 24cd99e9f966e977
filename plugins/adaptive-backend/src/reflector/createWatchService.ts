import type { AdaptiveClusterSupplier } from '@adaptive-portal/plugin-adaptive-node';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import {
  CatalogSourceOptions,
  createCatalogSource,
} from '../clusters/catalogSource';
import { Clock, systemClock } from '../clusters/Clock';
import { ClusterDirectory } from '../clusters/ClusterDirectory';
import { createGkeSource } from '../clusters/gkeSource';
import { HttpKubeTransport } from '../clusters/HttpKubeTransport';
import { KubeTransport } from '../clusters/KubeTransport';
import { readClusters } from '../clusters/readClusters';
import { readClusterCaches } from '../clusters/readClusterCaches';
import { readLimits } from '../clusters/readLimits';
import { ClusterSource } from '../clusters/sources';
import { createSupplierSource } from '../clusters/supplierSource';
import { ClusterDefinition, WatchableCluster } from '../clusters/types';
import { WATCHED_RESOURCES } from '../objects/resources';
import { CacheSource, createCacheSource } from './cacheSource';
import { collectionsOf } from './collections';
import {
  DEFAULT_WATCH_SETTINGS,
  DefaultWatchService,
  DefaultWatchServiceOptions,
  WatchSettings,
} from './DefaultWatchService';

/** Options of {@link createWatchService}. */
export interface CreateWatchServiceOptions {
  config: Config;
  logger: LoggerService;
  /** Needed by cluster locator `catalog`. */
  catalog?: CatalogSourceOptions['catalog'];
  /** Needed by cluster locator `catalog`. */
  auth?: CatalogSourceOptions['auth'];
  /** Other sources of clusters, in order of precedence after the configuration. */
  suppliers?: readonly AdaptiveClusterSupplier[];
  clock?: Clock;
  settings?: Partial<WatchSettings>;
}

const CONNECT_TIMEOUT_MS = 10_000;
// For probes, and for lists that begin while a cut watch is still being closed.
const SPARE_CONNECTIONS = 6;

/** One connection per watch, where HTTP/1.1 is spoken. */
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

/** Sources that the configuration names: locators that ask somebody. */
function locatorSources(options: CreateWatchServiceOptions): ClusterSource[] {
  const { config, catalog, auth, clock = systemClock, logger } = options;
  const locators =
    config.getOptionalConfigArray('kubernetes.clusterLocatorMethods') ?? [];
  return locators.flatMap(locator => {
    const common = { config, logger, clock, locator };
    switch (locator.getString('type')) {
      case 'gke':
        return createGkeSource(common);
      case 'catalog':
        return catalog && auth
          ? createCatalogSource({ ...common, catalog, auth })
          : [];
      default:
        return [];
    }
  });
}

/** A watch service whose clusters come and go with their sources. */
class FollowingWatchService extends DefaultWatchService {
  readonly #directory: ClusterDirectory;
  readonly #config: Config;
  readonly #caches: readonly CacheSource[];
  readonly #stop = new AbortController();
  #subscription?: { unsubscribe(): void };
  #following: Promise<void> = Promise.resolve();

  constructor(
    options: DefaultWatchServiceOptions & {
      config: Config;
      configured: ClusterSource;
      clusters: ClusterDefinition[];
      sources: readonly ClusterSource[];
      caches: readonly CacheSource[];
    },
  ) {
    super(options);
    const { configured, clusters, sources, caches, logger, clock } = options;
    this.#config = options.config;
    this.#caches = caches;
    this.#directory = new ClusterDirectory({
      fixed: { source: configured, clusters },
      sources: [...sources, ...caches],
      logger,
      clock,
      onClusters: all => this.apply(all),
    });
  }

  start(): void {
    super.start();
    const { signal } = this.#stop;
    this.#subscription = this.#config.subscribe?.(
      () => void this.#directory.refreshFixed(signal),
    );
    this.#following = this.#directory.run(signal);
  }

  async stop(): Promise<void> {
    this.#subscription?.unsubscribe();
    this.#stop.abort();
    await this.#following;
    await super.stop();
    await Promise.all(this.#caches.map(cache => cache.close()));
  }
}

/**
 * The watch service for the clusters of `kubernetes.clusterLocatorMethods` and of the suppliers; not started yet.
 * Clusters that have to be asked for appear while it runs, and follow their source and the configuration.
 *
 * @throws InputError when a configured cluster is invalid, naming its key; never because one is dead
 */
export async function createWatchService(
  options: CreateWatchServiceOptions,
): Promise<DefaultWatchService> {
  const { config, logger, clock = systemClock, settings } = options;
  const configured: ClusterSource = {
    title: 'configuration',
    list: async () => {
      // What makes no sense for all is told although there is no cluster yet, or no more.
      readLimits(config, { key: '' });
      return readClusters({ config, logger, clock });
    },
  };
  const clusters = await configured.list();
  const caches = readClusterCaches(config, clock).map(cache =>
    createCacheSource(cache, {
      clock,
      settings: { ...DEFAULT_WATCH_SETTINGS, ...settings },
    }),
  );
  for (const cluster of clusters) {
    if (!cluster.watchable)
      logger.warn(`Cluster '${cluster.name}': ${cluster.message}`);
  }
  const suppliers = (options.suppliers ?? []).map(supplier =>
    createSupplierSource({ supplier, config, clock }),
  );
  return new FollowingWatchService({
    clusters,
    config,
    configured,
    sources: [...locatorSources(options), ...suppliers],
    caches,
    logger,
    clock,
    settings,
    connect: cluster => connect(cluster, clock),
  });
}

import { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { Clock } from '../clusters/Clock';
import { KubeTransport } from '../clusters/KubeTransport';
import {
  ClusterDefinition,
  UnwatchableCluster,
  WatchableCluster,
} from '../clusters/types';
import { WATCHED_RESOURCES } from '../objects/resources';
import { ClusterWatchStatus, WatchService } from '../objects/watchService';
import { DefaultObjectStore } from '../store/DefaultObjectStore';
import { DEFAULT_PROBE_SETTINGS, ProbeSettings } from './ClusterHealth';
import { ClusterWatcher } from './ClusterWatcher';
import { DEFAULT_REFLECTOR_SETTINGS, ReflectorSettings } from './options';
import { DEFAULT_EVENT_BOUNDS, EventBounds } from './trimEvents';

/** Times, sizes and bounds of all watches. */
export interface WatchSettings {
  reflector: ReflectorSettings;
  probe: ProbeSettings;
  events: EventBounds;
  /** Lists at a time in one cluster. */
  maxLists: number;
  /** Store changes within this time are told together. */
  batchMs: number;
}

/** Defaults of {@link WatchSettings}. */
const DEFAULT_WATCH_SETTINGS: WatchSettings = {
  reflector: DEFAULT_REFLECTOR_SETTINGS,
  probe: DEFAULT_PROBE_SETTINGS,
  events: DEFAULT_EVENT_BOUNDS,
  maxLists: 4,
  batchMs: 20,
};

/** Options of {@link DefaultWatchService}. */
export interface DefaultWatchServiceOptions {
  clusters: readonly ClusterDefinition[];
  logger: LoggerService;
  clock: Clock;
  settings?: Partial<WatchSettings>;
  /** Opens the connection to a cluster; nothing is sent yet. */
  connect: (cluster: WatchableCluster) => KubeTransport;
}

interface WatchedCluster {
  definition: WatchableCluster;
  watcher: ClusterWatcher;
}

/** Watches all clusters, each on its own. */
export class DefaultWatchService implements WatchService {
  readonly store: DefaultObjectStore;
  readonly #options: DefaultWatchServiceOptions;
  readonly #entries: Array<WatchedCluster | { definition: UnwatchableCluster }>;
  readonly #listeners = new Set<(cluster: string) => void>();
  readonly #startedAt: string;

  constructor(options: DefaultWatchServiceOptions) {
    this.#options = options;
    this.#startedAt = new Date(options.clock.now()).toISOString();
    const settings = { ...DEFAULT_WATCH_SETTINGS, ...options.settings };
    this.store = new DefaultObjectStore({
      clusters: options.clusters.map(cluster => cluster.name),
      batchMs: settings.batchMs,
      onListenerError: error =>
        options.logger.error('A listener to object changes failed', error),
    });
    this.#entries = options.clusters.map(definition =>
      definition.watchable
        ? this.#watched(definition, settings)
        : { definition },
    );
  }

  clusters(): ClusterWatchStatus[] {
    return this.#entries.map(entry => {
      const { name, title } = entry.definition;
      return 'watcher' in entry
        ? { name, title, ...entry.watcher.status() }
        : {
            name,
            title,
            resources: this.#unwatchableResources(entry.definition),
          };
    });
  }

  start(): void {
    for (const entry of this.#entries) {
      if ('watcher' in entry) entry.watcher.start();
    }
  }

  async stop(): Promise<void> {
    const watchers = this.#entries.map(entry =>
      'watcher' in entry ? entry.watcher : undefined,
    );
    await Promise.all(watchers.map(watcher => watcher?.stop()));
    this.store.flush();
  }

  subscribeStatus(listener: (cluster: string) => void): {
    unsubscribe(): void;
  } {
    const entry = (cluster: string) => listener(cluster);
    this.#listeners.add(entry);
    return { unsubscribe: () => void this.#listeners.delete(entry) };
  }

  #watched(
    definition: WatchableCluster,
    settings: WatchSettings,
  ): WatchedCluster {
    const { clock, connect } = this.#options;
    const tables = this.store.cluster(definition.name);
    // The store was made for exactly these names.
    if (!tables)
      throw new Error(`The store does not know cluster '${definition.name}'`);
    const watcher = new ClusterWatcher({
      transport: connect(definition),
      tables,
      clock,
      reflector: settings.reflector,
      probe: settings.probe,
      events: settings.events,
      scope: definition.scope,
      maxLists: settings.maxLists,
      onStatus: () => this.#tellStatus(definition.name),
    });
    return { definition, watcher };
  }

  #unwatchableResources(
    definition: UnwatchableCluster,
  ): ClusterWatchStatus['resources'] {
    return WATCHED_RESOURCES.map(resource => ({
      resource,
      freshness: {
        status: 'notWatchable' as const,
        since: this.#startedAt,
        message: definition.message,
      },
      items: 0,
    }));
  }

  #tellStatus(cluster: string): void {
    for (const listener of this.#listeners) {
      try {
        listener(cluster);
      } catch (error) {
        this.#options.logger.error(
          'A listener to watch states failed',
          toError(error),
        );
      }
    }
  }
}

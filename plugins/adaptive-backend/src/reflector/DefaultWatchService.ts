import { setTimeout as pause } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { Clock } from '../clusters/Clock';
import { KubeTransport } from '../clusters/KubeTransport';
import {
  ClusterDefinition,
  JoinedCluster,
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
  /** Least time between two tellings of store changes; those in between are told together. */
  batchMs: number;
}

/** Defaults of {@link WatchSettings}. */
export const DEFAULT_WATCH_SETTINGS: WatchSettings = {
  reflector: DEFAULT_REFLECTOR_SETTINGS,
  probe: DEFAULT_PROBE_SETTINGS,
  events: DEFAULT_EVENT_BOUNDS,
  maxLists: 4,
  batchMs: 5,
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

interface Entry {
  definition: ClusterDefinition;
  /** Of a cluster that can be watched. */
  watcher?: JoinedCluster;
  /** When it was made, ISO 8601. */
  since: string;
  /** Resolves when those before it ended, and it has begun unless it was replaced meanwhile; absent if there were none. */
  begun?: Promise<void>;
  isReplaced: boolean;
}

const GONE =
  'Not watched any more: neither the configuration nor any other source names this cluster';

const BEGIN_INTERVAL_MS = 10;

/** Equal for definitions that are watched alike. */
function fingerprint(definition: ClusterDefinition): string {
  return definition.watchable
    ? JSON.stringify([
        definition.title,
        definition.url,
        definition.tls,
        definition.proxyUrl,
        definition.scope,
        definition.limits,
        definition.identity,
      ])
    : JSON.stringify([definition.title, definition.message]);
}

function unwatchableResources(
  definition: ClusterDefinition,
  since: string,
): ClusterWatchStatus['resources'] {
  const message = definition.watchable ? undefined : definition.message;
  return WATCHED_RESOURCES.map(resource => ({
    resource,
    freshness: { status: 'notWatchable' as const, since, message },
    items: 0,
  }));
}

/** Watches all clusters, each on its own. */
export class DefaultWatchService implements WatchService {
  readonly store: DefaultObjectStore;
  readonly #options: DefaultWatchServiceOptions;
  readonly #settings: WatchSettings;
  readonly #listeners = new Set<(cluster: string) => void>();
  /** Watchers that were replaced and are not quite through yet. */
  readonly #ending = new Set<Promise<void>>();
  #entries = new Map<string, Entry>();
  #state: 'new' | 'running' | 'stopped' = 'new';

  constructor(options: DefaultWatchServiceOptions) {
    this.#options = options;
    this.#settings = { ...DEFAULT_WATCH_SETTINGS, ...options.settings };
    this.store = new DefaultObjectStore({
      clusters: [],
      batchMs: this.#settings.batchMs,
      onListenerError: error =>
        options.logger.error('A listener to object changes failed', error),
    });
    this.apply(options.clusters);
  }

  clusters(): ClusterWatchStatus[] {
    return [...this.#entries.values()].map(({ definition, watcher, since }) => {
      const { name, title } = definition;
      const credentialExpiresAt = definition.watchable
        ? definition.credentials.expiresAt?.()
        : undefined;
      return {
        name,
        title,
        ...(credentialExpiresAt !== undefined && { credentialExpiresAt }),
        ...(watcher?.status() ?? {
          resources: unwatchableResources(definition, since),
        }),
      };
    });
  }

  /** How a cluster is reached at the moment; undefined for one that nothing ever named. */
  definition(cluster: string): ClusterDefinition | undefined {
    return this.#entries.get(cluster)?.definition;
  }

  /**
   * Watches exactly these clusters from now on: new ones are begun, changed ones begun anew, with what is held of them
   * kept until it was listed. A cluster that is missing is not watched any more; it stays in `clusters()`, which says
   * so, and holds nothing.
   */
  apply(definitions: readonly ClusterDefinition[]): void {
    const before = this.#entries;
    const isWanted = new Set(definitions.map(({ name }) => name));
    const gone = [...before.values()]
      .map(({ definition }) => definition)
      .filter(({ name }) => !isWanted.has(name))
      .map(({ name, title }) => ({
        name,
        title,
        watchable: false as const,
        message: GONE,
      }));
    this.#entries = new Map();
    for (const definition of [...definitions, ...gone]) {
      const known = before.get(definition.name);
      const isSame =
        known && fingerprint(known.definition) === fingerprint(definition);
      this.#entries.set(
        definition.name,
        isSame ? known : this.#begin(definition, known),
      );
      if (!isSame) this.#tellStatus(definition.name);
    }
  }

  start(): void {
    this.#state = 'running';
    void this.#startAll([...this.#entries.values()]);
  }

  /** Hundreds of clusters do not begin in one moment: each shakes hands and asks for 27 kinds. */
  async #startAll(entries: readonly Entry[]): Promise<void> {
    for (const entry of entries) {
      if (this.#state !== 'running') return;
      // One that was replaced meanwhile has ended for good.
      const isCurrent = this.#entries.get(entry.definition.name) === entry;
      if (!isCurrent || !entry.watcher) continue;
      entry.watcher.start();
      await pause(BEGIN_INTERVAL_MS);
    }
  }

  async stop(): Promise<void> {
    this.#state = 'stopped';
    const watchers = [...this.#entries.values()].map(({ watcher }) => watcher);
    await Promise.all([
      ...watchers.map(watcher => watcher?.stop()),
      ...this.#ending,
    ]);
    this.store.flush();
  }

  subscribeStatus(listener: (cluster: string) => void): {
    unsubscribe(): void;
  } {
    const entry = (cluster: string) => listener(cluster);
    this.#listeners.add(entry);
    return { unsubscribe: () => void this.#listeners.delete(entry) };
  }

  #begin(definition: ClusterDefinition, previous: Entry | undefined): Entry {
    const tables = this.store.add(definition.name);
    const watcher = definition.watchable
      ? this.#createWatcher(definition)
      : undefined;
    // What is out of the new scope would never be listed again, and so never be removed.
    const isKept =
      previous?.definition.watchable === true &&
      definition.watchable &&
      JSON.stringify(previous.definition.scope) ===
        JSON.stringify(definition.scope);
    const since = new Date(this.#options.clock.now()).toISOString();
    const entry: Entry = { definition, watcher, since, isReplaced: false };
    const begin = () => {
      if (!isKept) tables.clear();
      if (this.#state === 'running' && !entry.isReplaced) watcher?.start();
    };
    if (previous) previous.isReplaced = true;
    if (previous?.watcher ?? previous?.begun) {
      // One after the other: what was replaced before it began must not clear what its successor has read.
      const ended = Promise.all([previous?.begun, previous?.watcher?.stop()]);
      entry.begun = ended.then(begin);
      this.#track(entry.begun);
    } else {
      begin();
    }
    return entry;
  }

  #track(ending: Promise<void>): void {
    const entry = ending.finally(() => this.#ending.delete(entry));
    this.#ending.add(entry);
  }

  #createWatcher(definition: WatchableCluster): JoinedCluster {
    const { clock, connect } = this.#options;
    const tables = this.store.add(definition.name);
    const onStatus = () => this.#tellStatus(definition.name);
    if (definition.join) return definition.join({ tables, onStatus });
    const { reflector, probe, events, maxLists } = this.#settings;
    return new ClusterWatcher({
      transport: connect(definition),
      tables,
      clock,
      reflector,
      probe,
      events,
      maxLists: definition.limits?.concurrentLists ?? maxLists,
      scope: definition.scope,
      onStatus,
    });
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

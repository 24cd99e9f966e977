import { Clock } from '../clusters/Clock';
import { KubeTransport } from '../clusters/KubeTransport';
import { WatchScope } from '../clusters/types';
import { Interner } from '../objects/project/Interner';
import { ProjectionContext } from '../objects/project/types';
import { RESOURCES, WATCHED_RESOURCES } from '../objects/resources';
import { WatchedResource } from '../objects/types';
import { ClusterWatchStatus } from '../objects/watchService';
import { ClusterTables } from '../store/ClusterTables';
import { ClusterHealth, ProbeSettings } from './ClusterHealth';
import { Collection, collectionsOf, isPartial } from './collections';
import { Limiter } from './Limiter';
import { mergeFreshness } from './mergeFreshness';
import { ReflectorOptions, ReflectorSettings, ReflectorSink } from './options';
import { createTrimmingSink, SinkParts } from './ProjectingSink';
import { Reflector } from './Reflector';
import { hasStreamingLists } from './streamingLists';
import { EventBounds, trimEvents } from './trimEvents';

/** Options of {@link ClusterWatcher}. */
export interface ClusterWatcherOptions {
  transport: KubeTransport;
  tables: ClusterTables;
  clock: Clock;
  reflector: ReflectorSettings;
  probe: ProbeSettings;
  events: EventBounds;
  /** What is watched; everything where it is absent. */
  scope?: WatchScope;
  /** So many lists at a time: an API server under load answers 429 to more. */
  maxLists: number;
  /** Where objects go, instead of into the tables. */
  createSink?: (options: SinkParts) => ReflectorSink;
  /** Whether lists may come as events where the version of the server has that. Default true. */
  streamsLists?: boolean;
  /** Whether to select by fields, as API servers can. Default true. */
  selectsFields?: boolean;
  /** For a server that has lists only: how long to wait between two. */
  pollMs?: number;
  countedPages?: ReflectorOptions['countedPages'];
  canResume?: ReflectorOptions['canResume'];
  /** Called after anything that `status()` tells has changed, except counts and times. */
  onStatus: () => void;
}

/** What a cluster is like. */
export type ClusterWatcherStatus = Pick<
  ClusterWatchStatus,
  'kubernetesVersion' | 'resources'
>;

// New engines come in bursts (three workloads at once): one list serves all of them.
const RELIST_DELAY_MS = 250;
// A cluster that is slow to tell its version is listed without knowing it.
const VERSION_WAIT_MS = 1_000;
const EVENT_TRIM_INTERVAL_MS = 60_000;

/** All watches of one cluster: they start, rest and stop together. */
export class ClusterWatcher {
  readonly #options: ClusterWatcherOptions;
  readonly #health: ClusterHealth;
  readonly #reflectors: ReadonlyMap<WatchedResource, Reflector[]>;
  #status?: { revision: number; value: ClusterWatcherStatus };
  readonly #listing: Limiter;
  readonly #engineNamespaces = new Set<string>();
  readonly #stop = new AbortController();
  /** Aborts the watches of one stretch of time in which the cluster is up. */
  #stretch = new AbortController();
  #stretchDone: Promise<void> = Promise.resolve();
  #background: Promise<void>[] = [];
  #isRelistDue = false;
  /** Whether reduced resources were listed already, so that a new engine makes them incomplete. */
  #areFollowersListed = false;

  constructor(options: ClusterWatcherOptions) {
    this.#options = options;
    this.#health = new ClusterHealth({
      transport: options.transport,
      clock: options.clock,
      settings: options.probe,
      onDown: clause => this.#suspend(clause),
      onUp: () => this.#resume(),
      onVersion: () => {
        this.#status = undefined;
        options.onStatus();
      },
    });
    const interner = new Interner();
    const context: ProjectionContext = {
      interner,
      isEngineNamespace: namespace => this.#engineNamespaces.has(namespace),
    };
    this.#listing = new Limiter(options.maxLists);
    this.#reflectors = new Map(
      WATCHED_RESOURCES.map(resource => [
        resource,
        collectionsOf(resource, options.scope).map(collection =>
          this.#createReflector(resource, collection, context),
        ),
      ]),
    );
    // Most of what is equal comes with the first lists.
    const attempts = this.#where(() => true).map(({ attempted }) => attempted);
    void Promise.all(attempts).then(() => interner.forget());
  }

  /** Begins to watch; returns at once. Once is enough. */
  start(): void {
    if (this.#background.length > 0) return;
    this.#background = [
      this.#health.run(this.#stop.signal),
      this.#trimNowAndThen(),
    ];
    this.#resume();
  }

  /** Lists everything again. */
  relist(): void {
    for (const reflector of this.#where(() => true)) reflector.relist();
  }

  /** Ends everything; the store keeps what it holds. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#stretch.abort();
    await Promise.all([...this.#background, this.#stretchDone]);
    await this.#options.transport.close();
  }

  /** The same object until something has changed: all clusters are asked for it at every change of any one. */
  status(): ClusterWatcherStatus {
    const { revision } = this.#options.tables;
    if (!this.#status || this.#status.revision !== revision)
      this.#status = { revision, value: this.#describe() };
    return this.#status.value;
  }

  #describe(): ClusterWatcherStatus {
    return {
      ...(this.#health.version !== undefined && {
        kubernetesVersion: this.#health.version,
      }),
      resources: [...this.#reflectors].map(
        ([resource, [first, ...others]]) => ({
          resource,
          freshness: mergeFreshness(
            first.freshness(),
            ...others.map(reflector => reflector.freshness()),
          ),
          items: this.#options.tables.size(resource),
          ...(isPartial(resource, this.#options.scope) && { partial: true }),
        }),
      ),
    };
  }

  #createReflector(
    resource: WatchedResource,
    collection: Collection,
    context: ProjectionContext,
  ): Reflector {
    const {
      transport,
      clock,
      reflector: settings,
      onStatus,
      streamsLists = true,
      selectsFields = true,
      pollMs,
      countedPages,
      canResume,
      createSink = parts => this.#createSink(parts),
    } = this.#options;
    const definition = RESOURCES[resource];
    const { custom, fieldSelector, marksEngines, metadataOnly } = definition;
    const { label, paths, selection, isInScope } = collection;
    return new Reflector({
      transport,
      resource: label,
      paths,
      selection,
      fieldSelector: selectsFields ? fieldSelector : undefined,
      metadataOnly,
      withoutManagedFields: !definition.managedFields,
      custom,
      listing: this.#listing,
      canStream: () => streamsLists && hasStreamingLists(this.#health.version),
      pollMs,
      countedPages,
      canResume,
      clock,
      settings,
      sink: createSink({
        resource,
        context,
        isInScope,
        onEngine: marksEngines
          ? namespace => this.#noteEngine(namespace)
          : undefined,
      }),
      onAlive: () => this.#health.noteAlive(),
      isServerAlive: () => !this.#health.isDown && this.#health.isAlive(),
      onFreshness: onStatus,
      onTouch: () => {
        this.#status = undefined;
      },
    });
  }

  #createSink(parts: SinkParts): ReflectorSink {
    const { tables, events, clock } = this.#options;
    return createTrimmingSink(parts, { tables, events, clock });
  }

  #suspend(clause: string): void {
    this.#stretch.abort();
    // Over HTTP/2 the next probe would wait on the same dead connection, for as long as TCP has hope.
    this.#options.transport.reconnect();
    for (const reflector of [...this.#reflectors.values()].flat()) {
      reflector.suspend(`The API server ${clause}`);
    }
  }

  #resume(): void {
    if (this.#stop.signal.aborted) return;
    this.#stretch = new AbortController();
    const { signal } = this.#stretch;
    // The loops of the stretch before must have ended, or a reflector would run twice.
    this.#stretchDone = this.#stretchDone.then(() => this.#runAll(signal));
  }

  async #runAll(signal: AbortSignal): Promise<void> {
    // The version decides how lists are asked for.
    await Promise.race([
      this.#health.attempted,
      this.#options.clock.sleep(VERSION_WAIT_MS, signal),
    ]);
    const leaders = this.#where(
      resource => !RESOURCES[resource].dependsOnEngines,
    );
    const followers = this.#where(
      resource => RESOURCES[resource].dependsOnEngines,
    );
    const leading = leaders.map(reflector => reflector.run(signal));
    const markers = this.#where(resource => RESOURCES[resource].marksEngines);
    await Promise.race([
      Promise.all(markers.map(reflector => reflector.attempted)),
      this.#options.clock.sleep(
        this.#options.reflector.timeouts.answerMs,
        signal,
      ),
    ]);
    this.#areFollowersListed = true;
    await Promise.all([
      ...leading,
      ...followers.map(reflector => reflector.run(signal)),
    ]);
  }

  #where(predicate: (resource: WatchedResource) => boolean): Reflector[] {
    return [...this.#reflectors]
      .filter(([resource]) => predicate(resource))
      .flatMap(([, reflectors]) => reflectors);
  }

  #noteEngine(namespace: string): void {
    if (this.#engineNamespaces.has(namespace)) return;
    this.#engineNamespaces.add(namespace);
    if (!this.#areFollowersListed || this.#isRelistDue) return;
    this.#isRelistDue = true;
    void this.#relistFollowers();
  }

  async #relistFollowers(): Promise<void> {
    await this.#options.clock.sleep(RELIST_DELAY_MS, this.#stop.signal);
    this.#isRelistDue = false;
    for (const reflector of this.#where(
      resource => RESOURCES[resource].dependsOnEngines,
    )) {
      reflector.relist();
    }
  }

  async #trimNowAndThen(): Promise<void> {
    const { tables, clock, events } = this.#options;
    while (!this.#stop.signal.aborted) {
      await clock.sleep(EVENT_TRIM_INTERVAL_MS, this.#stop.signal);
      const namespaces = new Set<string>();
      for (const event of tables.list('events'))
        namespaces.add(event.metadata.namespace ?? '');
      for (const namespace of namespaces)
        trimEvents(tables, namespace, events, clock.now());
    }
  }
}

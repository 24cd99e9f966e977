import { setImmediate as nextTurn } from 'node:timers/promises';
import type {
  ClusterStatus,
  Engine,
  EngineRef,
  SourceStatus,
} from '@adaptive-portal/plugin-adaptive-common';
import { stringifyEngineRef } from '@adaptive-portal/plugin-adaptive-common';
import type { EnginesChange } from '@adaptive-portal/plugin-adaptive-node';
import { ForwardedError } from '@backstage/errors';
import type { StoreChange } from '../objects/types';
import type { ClusterWatchStatus } from '../objects/watchService';
import { Breather } from '../eventLoop/Breather';
import { assembleEngine } from './assembleEngine';
import { ClusterState } from './ClusterState';
import { assembleCluster, clusterSources } from './clusterView';
import { readViewConfig } from './config';
import type { ViewConfig } from './config';
import { EngineTable } from './EngineTable';
import { FleetApplications } from './FleetApplications';
import { gatherEngine, shareCluster } from './gatherEngine';
import type { Batch, Shared } from './gatherEngine';
import { indexNamespace } from './namespaceIndex';
import type { EnginesServiceOptions, RunningEnginesService } from './types';

class IncrementalEnginesService implements RunningEnginesService {
  readonly #options: EnginesServiceOptions;
  readonly #config: ViewConfig;
  readonly #clusters = new Map<string, ClusterState>();
  readonly #engines = new EngineTable();
  readonly #applications = new FleetApplications();
  readonly #listeners = new Set<(change: EnginesChange) => void>();
  readonly #subscriptions: Array<{ unsubscribe(): void }> = [];
  #working = false;
  #dirty = false;
  #clustersChanged = false;
  /** When something that had to wait is looked at again, and at what time that is. */
  #retry: { timer: NodeJS.Timeout; at: number } | undefined;

  constructor(options: EnginesServiceOptions) {
    this.#options = options;
    this.#config = readViewConfig(options.config);
  }

  start(): void {
    if (this.#subscriptions.length > 0) return;
    const { watch, metrics } = this.#options;
    this.#subscriptions.push(
      watch.store.subscribe(change => this.#onStoreChange(change)),
      watch.subscribeStatus(cluster => this.#onStatusChange(cluster)),
      metrics.subscribe(() => this.#onMetrics()),
    );
    for (const { name } of watch.clusters()) this.#state(name).touchAll();
    this.#schedule();
  }

  stop(): void {
    for (const subscription of this.#subscriptions.splice(0)) {
      subscription.unsubscribe();
    }
    clearTimeout(this.#retry?.timer);
    this.#retry = undefined;
  }

  list(): readonly Engine[] {
    return this.#engines.list();
  }

  get(ref: EngineRef): Engine | undefined {
    return this.#engines.get(ref);
  }

  clusters(): readonly ClusterStatus[] {
    return this.#options.watch
      .clusters()
      .map(watch =>
        assembleCluster(
          watch,
          this.#engines.countOf(watch.name),
          this.#clusters.get(watch.name)?.capacity,
        ),
      );
  }

  sources(): readonly SourceStatus[] {
    const { watch, metrics } = this.#options;
    return [...watch.clusters().flatMap(clusterSources), ...metrics.status()];
  }

  subscribe(listener: (change: EnginesChange) => void): {
    unsubscribe(): void;
  } {
    this.#listeners.add(listener);
    return { unsubscribe: () => this.#listeners.delete(listener) };
  }

  #state(cluster: string): ClusterState {
    const known = this.#clusters.get(cluster);
    if (known) return known;
    const state = new ClusterState(cluster);
    this.#clusters.set(cluster, state);
    return state;
  }

  #onStoreChange(change: StoreChange): void {
    const state = this.#state(change.cluster);
    if (change.clusterWide) state.touchAll();
    // Of one batch both can be true, and requests are added up again only where they are touched.
    state.touch(change.namespaces, change.podNamespaces);
    this.#schedule();
  }

  #onStatusChange(cluster: string): void {
    // Whether capacity is known at all depends on it, so the objects count as changed.
    this.#state(cluster).touchAll();
    this.#clustersChanged = true;
    this.#schedule();
  }

  #onMetrics(): void {
    for (const state of this.#clusters.values()) state.invalidate();
    this.#schedule();
  }

  #schedule(): void {
    this.#dirty = true;
    if (!this.#working) {
      this.#working = true;
      void this.#work();
    }
  }

  /** Works until nothing is out of date. Never rejects. */
  async #work(): Promise<void> {
    try {
      while (this.#dirty && this.#subscriptions.length > 0) {
        // Changes of the same turn of the event loop become one batch.
        await nextTurn();
        this.#dirty = false;
        await this.#runBatch();
      }
    } catch (error) {
      this.#options.logger.error(
        'The engine view could not be brought up to date',
        new ForwardedError('Batch failed', error),
      );
    } finally {
      this.#working = false;
    }
  }

  async #runBatch(): Promise<void> {
    const { watch, metrics, ownerOf, clock = Date.now } = this.#options;
    const statuses = this.#listedClusters();
    const breather = new Breather();
    await this.#refreshClusters(statuses, breather);
    const batch: Batch = {
      now: clock(),
      metrics: metrics.snapshot(),
      statuses,
      applications: this.#applications.byEngine(this.#clusters.values()),
    };
    for (const [cluster, status] of statuses) {
      const objects = watch.store.cluster(cluster);
      if (!objects) continue;
      const state = this.#state(cluster);
      const known = this.#engines.namespacesOf(cluster);
      const namespaces = state.takeNamespaces(objects, known);
      if (namespaces.size === 0) continue;
      const shared = shareCluster({
        batch,
        objects,
        watch: status,
        state,
        metrics,
        config: this.#config,
        ownerOf,
      });
      for (const namespace of namespaces) {
        this.#assembleNamespace(shared, namespace, batch);
        await breather.pause();
      }
    }
    if (this.#clustersChanged) {
      this.#clustersChanged = false;
      this.#emit({ type: 'clusters' });
    }
  }

  /** The clusters that have told what they have, or failed to. */
  #listedClusters(): Map<string, ClusterWatchStatus> {
    const listed = new Map<string, ClusterWatchStatus>();
    for (const status of this.#options.watch.clusters()) {
      const wait = this.#state(status.name).awaitsLists(
        status,
        performance.now(),
      );
      if (wait === 0) listed.set(status.name, status);
      else if (wait < Infinity) this.#retryAfter(wait);
    }
    return listed;
  }

  /** Capacity and Applications first: they say which other engines are touched. */
  async #refreshClusters(
    statuses: ReadonlyMap<string, ClusterWatchStatus>,
    breather: Breather,
  ): Promise<void> {
    const { watch } = this.#options;
    for (const status of statuses.values()) {
      const objects = watch.store.cluster(status.name);
      if (!objects) continue;
      const { installed, retryIn, capacity } = this.#state(status.name).refresh(
        objects,
        status,
        this.#config,
        performance.now(),
      );
      for (const { cluster, namespace } of installed) {
        this.#state(cluster).invalidateNamespace(namespace);
      }
      if (capacity) this.#clustersChanged = true;
      if (retryIn !== undefined) this.#retryAfter(retryIn);
      await breather.pause();
    }
  }

  #retryAfter(ms: number): void {
    const at = performance.now() + ms;
    if (this.#retry && this.#retry.at <= at) return;
    clearTimeout(this.#retry?.timer);
    const timer = setTimeout(() => {
      this.#retry = undefined;
      this.#schedule();
    }, ms);
    this.#retry = { timer, at };
  }

  #assembleNamespace(shared: Shared, namespace: string, batch: Batch): void {
    const cluster = shared.watch.name;
    const index = indexNamespace(shared.objects, namespace);
    for (const release of index.releases.keys()) {
      const ref = { cluster, namespace, release };
      const previous = this.get(ref);
      try {
        this.#publish(
          assembleEngine(gatherEngine(shared, batch, { ref, index, previous })),
        );
      } catch (error) {
        // One object that breaks the view must not take the other engines with it; the last view of this one stays.
        this.#options.logger.error(
          `Engine ${stringifyEngineRef(ref)} could not be assembled`,
          new ForwardedError('Assembling failed', error),
        );
      }
    }
    for (const ref of this.#engines.retain(
      cluster,
      namespace,
      index.releases,
    )) {
      this.#clustersChanged = true;
      this.#emit({ type: 'removed', ref });
    }
  }

  #publish(engine: Engine): void {
    const outcome = this.#engines.put(engine);
    if (outcome === 'same') return;
    if (outcome === 'added') this.#clustersChanged = true;
    this.#emit({ type: 'engine', ref: engine.ref });
  }

  #emit(change: EnginesChange): void {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        this.#options.logger.warn(
          'A listener of the engine view failed',
          new ForwardedError('Listener failed', error),
        );
      }
    }
  }
}

/**
 * Creates the service that keeps every engine assembled: a change in a namespace recomputes its engines, a change of
 * nodes or capacity those of its cluster, a round of metrics all.
 */
export function createEnginesService(
  options: EnginesServiceOptions,
): RunningEnginesService {
  return new IncrementalEnginesService(options);
}

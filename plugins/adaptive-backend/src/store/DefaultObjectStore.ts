import { toError } from '@backstage/errors';
import {
  ClusterObjects,
  ObjectStore,
  StoreChange,
  WatchedResource,
} from '../objects/types';
import { ClusterTables } from './ClusterTables';

/** Options of {@link DefaultObjectStore}. */
export interface DefaultObjectStoreOptions {
  /** Names in the order in which `clusters()` gives them. */
  clusters: readonly string[];
  /**
   * Least time between two times of telling, ms: a change after a quiet while is told at once, those that follow are
   * told together. Default 5.
   */
  batchMs?: number;
  /** Told of what a listener threw; the other listeners are called all the same. */
  onListenerError?: (error: Error) => void;
}

interface PendingChange {
  namespaces: Set<string>;
  podNamespaces: Set<string>;
  clusterWide: boolean;
}

/** `ObjectStore` in memory, with the write access that the watches use. */
export class DefaultObjectStore implements ObjectStore {
  readonly #clusters = new Map<string, ClusterTables>();
  readonly #batchMs: number;
  readonly #onListenerError: (error: Error) => void;
  readonly #listeners = new Set<(change: StoreChange) => void>();
  #pending = new Map<string, PendingChange>();
  #timer?: NodeJS.Timeout;
  #toldAt = -Infinity;

  constructor(options: DefaultObjectStoreOptions) {
    this.#batchMs = options.batchMs ?? 5;
    this.#onListenerError = options.onListenerError ?? (() => {});
    for (const name of options.clusters) this.add(name);
  }

  clusters(): readonly ClusterObjects[] {
    return [...this.#clusters.values()];
  }

  /** Begins to hold a cluster, empty at first; the one that is there when it is known already. */
  add(name: string): ClusterTables {
    const known = this.#clusters.get(name);
    if (known) return known;
    const tables = new ClusterTables(name, (...what) =>
      this.#changed(name, ...what),
    );
    this.#clusters.set(name, tables);
    return tables;
  }

  cluster(name: string): ClusterTables | undefined {
    return this.#clusters.get(name);
  }

  subscribe(listener: (change: StoreChange) => void): { unsubscribe(): void } {
    // Wrapped, so that one function subscribed twice is two subscriptions.
    const entry = (change: StoreChange) => listener(change);
    this.#listeners.add(entry);
    return { unsubscribe: () => void this.#listeners.delete(entry) };
  }

  /** Tells at once what has not been told yet. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#toldAt = performance.now();
    const pending = this.#pending;
    this.#pending = new Map();
    for (const [cluster, change] of pending) this.#tell({ cluster, ...change });
  }

  #changed(
    cluster: string,
    resource: WatchedResource,
    namespaces: Iterable<string>,
    clusterWide: boolean,
  ): void {
    let change = this.#pending.get(cluster);
    if (!change) {
      change = {
        namespaces: new Set(),
        podNamespaces: new Set(),
        clusterWide: false,
      };
      this.#pending.set(cluster, change);
    }
    for (const namespace of namespaces) {
      change.namespaces.add(namespace);
      if (resource === 'pods') change.podNamespaces.add(namespace);
    }
    change.clusterWide ||= clusterWide;
    if (this.#timer) return;
    const waitMs = this.#toldAt + this.#batchMs - performance.now();
    this.#timer = setTimeout(() => this.flush(), Math.max(0, waitMs)).unref();
  }

  #tell(change: StoreChange): void {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        this.#onListenerError(toError(error));
      }
    }
  }
}

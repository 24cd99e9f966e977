import type { EngineRef } from '@adaptive-portal/plugin-adaptive-common';
import type { ClusterObjects } from '../objects/types';
import type { ClusterWatchStatus } from '../objects/watchService';
import type { ClusterCapacity } from './capacity';
import {
  capacityFingerprint,
  engineNamespaces,
  enginesByPoolName,
  knownCapacity,
} from './clusterView';
import type { ViewConfig } from './config';
import { InstallerIndex } from './InstallerIndex';
import { PodRequests } from './PodRequests';

/** Every engine of a cluster shows its capacity, so it changes for them not more often than this. */
const CAPACITY_INTERVAL_MS = 250;

/** A cluster that has not answered for all kinds by then is shown with what it has told. */
const FIRST_LISTS_MS = 10_000;

const NONE: ReadonlySet<string> = new Set();

/** What is derived per cluster and shared by its engines, and what of it is out of date. */
export class ClusterState {
  readonly name: string;
  readonly installers = new InstallerIndex();
  readonly #namespaces = new Set<string>();
  readonly #requests = new PodRequests();
  /** Namespaces whose pods are not added up yet. */
  #podsTouched = new Set<string>();
  /** Namespaces whose GitOps objects are not looked at yet. */
  #touched: Set<string> | 'all' = 'all';
  #everything = true;
  #objectsChanged = true;
  /** Whether capacity is out of date: it is made of nodes and pods alone. */
  #capacityDue = true;
  #capacity: ClusterCapacity | undefined;
  #fingerprint = '';
  #capacityAt = -Infinity;
  #poolNames: Map<string, EngineRef[]> | undefined;
  /** When the first kind was told of; nothing once the view of this cluster has begun. */
  #firstListsAt: number | undefined = Infinity;

  constructor(name: string) {
    this.name = name;
  }

  get capacity(): ClusterCapacity | undefined {
    return this.#capacity;
  }

  /**
   * How many milliseconds the first lists of the cluster are still waited for at most; 0 when all have come or failed.
   * Until then an engine would seem to lack what is only on its way, and would be assembled anew for each of 27 kinds.
   */
  awaitsLists(watch: ClusterWatchStatus, now: number): number {
    if (this.#firstListsAt === undefined) return 0;
    const missing = watch.resources.filter(
      ({ freshness }) => freshness.status === 'connecting',
    ).length;
    if (missing < watch.resources.length)
      this.#firstListsAt = Math.min(this.#firstListsAt, now);
    const wait = this.#firstListsAt + FIRST_LISTS_MS - now;
    if (missing > 0 && wait > 0) return wait;
    this.#firstListsAt = undefined;
    return 0;
  }

  /** Objects in these namespaces changed, and with them perhaps Applications; capacity where pods did. */
  touch(namespaces: Iterable<string>, podNamespaces: Iterable<string>): void {
    this.#objectsChanged = true;
    for (const namespace of podNamespaces) {
      this.#podsTouched.add(namespace);
      this.#capacityDue = true;
    }
    for (const namespace of namespaces) {
      this.#namespaces.add(namespace);
      if (this.#touched !== 'all') this.#touched.add(namespace);
    }
  }

  /** Cluster-scoped objects changed, or what is known of them at all. */
  touchAll(): void {
    this.#objectsChanged = true;
    this.#capacityDue = true;
    this.#touched = 'all';
    this.#everything = true;
  }

  /** What all engines are made of besides objects changed (metrics, freshness). */
  invalidate(): void {
    this.#everything = true;
  }

  /** Only these namespaces need a new look, the objects of this cluster did not change. */
  invalidateNamespace(namespace: string): void {
    this.#namespaces.add(namespace);
  }

  /**
   * Brings GitOps objects and capacity up to date. Returns the engines whose GitOps objects are new, changed or gone,
   * and in how many milliseconds capacity may be added up again when that had to wait.
   */
  refresh(
    objects: ClusterObjects,
    watch: ClusterWatchStatus,
    config: ViewConfig,
    now: number,
  ): { installed: EngineRef[]; retryIn?: number; capacity: boolean } {
    const installed = this.#objectsChanged
      ? this.#refreshInstallers(objects, config)
      : [];
    if (!this.#capacityDue) return { installed, capacity: false };
    const wait = this.#capacityAt + CAPACITY_INTERVAL_MS - now;
    if (wait > 0 && !this.#everything) {
      return { installed, retryIn: wait, capacity: false };
    }
    this.#capacityDue = false;
    this.#capacityAt = now;
    this.#requests.update(objects, this.#podsTouched);
    this.#podsTouched = new Set();
    this.#capacity = knownCapacity(objects, watch, this.#requests);
    const fingerprint = capacityFingerprint(this.#capacity);
    const changed = fingerprint !== this.#fingerprint;
    this.#fingerprint = fingerprint;
    if (changed) this.#everything = true;
    return { installed, capacity: changed };
  }

  #refreshInstallers(objects: ClusterObjects, config: ViewConfig): EngineRef[] {
    const touched = this.#touched;
    this.#objectsChanged = false;
    this.#poolNames = undefined;
    this.#touched = new Set();
    return this.installers.refresh(objects, config, touched);
  }

  /** Namespaces to look at now; `known` are those with engines so far. Clears what was asked for. */
  takeNamespaces(
    objects: ClusterObjects,
    known: Iterable<string>,
  ): ReadonlySet<string> {
    if (!this.#everything && this.#namespaces.size === 0) return NONE;
    const namespaces = new Set(this.#namespaces);
    if (this.#everything) {
      for (const namespace of known) namespaces.add(namespace);
      for (const namespace of engineNamespaces(objects)) {
        namespaces.add(namespace);
      }
    }
    this.#namespaces.clear();
    this.#everything = false;
    return namespaces;
  }

  enginesWithPool(objects: ClusterObjects, name: string): readonly EngineRef[] {
    this.#poolNames ??= enginesByPoolName(objects);
    return this.#poolNames.get(name) ?? [];
  }
}

import type { EngineRef } from '@adaptive-portal/plugin-adaptive-common';
import { stringifyEngineRef } from '@adaptive-portal/plugin-adaptive-common';
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
import { fluxVersion, indexFlux } from './flux';
import type { FluxEntry } from './flux';
import { indexApplications } from './gitops';
import type { GitOpsEntry } from './gitops';

type FluxIndex = Map<string, FluxEntry[]>;

/** Capacity is added up over all pods of a cluster, so not more often than this. */
const CAPACITY_INTERVAL_MS = 250;

/** What is derived per cluster and shared by its engines, and what of it is out of date. */
export class ClusterState {
  readonly name: string;
  readonly #namespaces = new Set<string>();
  #everything = true;
  #objectsChanged = true;
  #capacity: ClusterCapacity | undefined;
  #fingerprint = '';
  #capacityAt = -Infinity;
  #applications = new Map<string, GitOpsEntry>();
  #flux: FluxIndex = new Map();
  #poolNames: Map<string, EngineRef[]> | undefined;

  constructor(name: string) {
    this.name = name;
  }

  get capacity(): ClusterCapacity | undefined {
    return this.#capacity;
  }

  get applications(): Iterable<GitOpsEntry> {
    return this.#applications.values();
  }

  /** HelmReleases by the engine that they install. */
  fluxOf(ref: EngineRef): readonly FluxEntry[] {
    return this.#flux.get(stringifyEngineRef(ref)) ?? [];
  }

  /** Objects in these namespaces changed, and with them perhaps capacity and Applications. */
  touch(namespaces: Iterable<string>): void {
    this.#objectsChanged = true;
    for (const namespace of namespaces) this.#namespaces.add(namespace);
  }

  /** Cluster-scoped objects changed. */
  touchAll(): void {
    this.#objectsChanged = true;
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
    if (!this.#objectsChanged) return { installed: [], capacity: false };
    this.#poolNames = undefined;
    const installed = [
      ...this.#refreshApplications(objects, config),
      ...this.#refreshFlux(objects),
    ];
    const wait = this.#capacityAt + CAPACITY_INTERVAL_MS - now;
    if (wait > 0 && !this.#everything) {
      return { installed, retryIn: wait, capacity: false };
    }
    this.#objectsChanged = false;
    this.#capacityAt = now;
    this.#capacity = knownCapacity(objects, watch);
    const fingerprint = capacityFingerprint(this.#capacity);
    const changed = fingerprint !== this.#fingerprint;
    this.#fingerprint = fingerprint;
    if (changed) this.#everything = true;
    return { installed, capacity: changed };
  }

  /** Namespaces to look at now; `known` are those with engines so far. Clears what was asked for. */
  takeNamespaces(
    objects: ClusterObjects,
    known: Iterable<string>,
  ): ReadonlySet<string> {
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

  #refreshFlux(objects: ClusterObjects): EngineRef[] {
    const before = this.#flux;
    const after: FluxIndex = new Map();
    for (const entry of indexFlux(objects)) {
      const key = stringifyEngineRef(entry);
      after.set(key, [...(after.get(key) ?? []), entry]);
    }
    this.#flux = after;
    const versionOf = (entries: readonly FluxEntry[] = []) =>
      entries.map(fluxVersion).join('\n');
    return [...new Set([...before.keys(), ...after.keys()])]
      .filter(key => versionOf(before.get(key)) !== versionOf(after.get(key)))
      .flatMap(key => (after.get(key) ?? before.get(key) ?? []).slice(0, 1));
  }

  #refreshApplications(
    objects: ClusterObjects,
    config: ViewConfig,
  ): GitOpsEntry[] {
    const before = this.#applications;
    const after = new Map(
      indexApplications(objects, config).map(entry => [
        entry.application.metadata.uid,
        entry,
      ]),
    );
    this.#applications = after;
    const versionOf = (entry: GitOpsEntry | undefined) =>
      entry?.application.metadata.resourceVersion;
    return [
      ...[...after.values()].filter(
        entry =>
          versionOf(entry) !==
          versionOf(before.get(entry.application.metadata.uid)),
      ),
      ...[...before.values()].filter(
        entry => !after.has(entry.application.metadata.uid),
      ),
    ];
  }
}

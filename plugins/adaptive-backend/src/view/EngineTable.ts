import type {
  Engine,
  EngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import { stringifyEngineRef } from '@adaptive-portal/plugin-adaptive-common';

/** Assembled engines, by reference and by namespace. */
export class EngineTable {
  readonly #engines = new Map<string, Engine>();
  /** Cluster, namespace, release. */
  readonly #refs = new Map<string, Map<string, Map<string, EngineRef>>>();
  /** Keys of all engines in order; undefined when one came or went. */
  #keys: readonly string[] | undefined;
  #list: readonly Engine[] | undefined;

  /** In stable order: cluster, namespace, release. */
  list(): readonly Engine[] {
    this.#keys ??= [...this.#engines.keys()].sort((a, b) => (a < b ? -1 : 1));
    this.#list ??= this.#keys.flatMap(key => this.#engines.get(key) ?? []);
    return this.#list;
  }

  get(ref: EngineRef): Engine | undefined {
    return this.#engines.get(stringifyEngineRef(ref));
  }

  /** Keeps the engine; `same` when nothing changed that a reader could see. */
  put(engine: Engine): 'added' | 'changed' | 'same' {
    const key = stringifyEngineRef(engine.ref);
    const before = this.#engines.get(key);
    // Also replaced when the version is the same: the time at which its sources were last heard moves on.
    this.#engines.set(key, engine);
    this.#list = undefined;
    if (before) return before.version === engine.version ? 'same' : 'changed';
    this.#keys = undefined;
    const { cluster, namespace, release } = engine.ref;
    const namespaces =
      this.#refs.get(cluster) ?? new Map<string, Map<string, EngineRef>>();
    this.#refs.set(cluster, namespaces);
    const releases = namespaces.get(namespace) ?? new Map<string, EngineRef>();
    namespaces.set(namespace, releases);
    releases.set(release, engine.ref);
    return 'added';
  }

  /** Namespaces of a cluster that hold engines. */
  namespacesOf(cluster: string): Iterable<string> {
    return this.#refs.get(cluster)?.keys() ?? [];
  }

  countOf(cluster: string): number {
    let count = 0;
    for (const releases of this.#refs.get(cluster)?.values() ?? []) {
      count += releases.size;
    }
    return count;
  }

  /** Removes the engines of a namespace that are not among `releases`; returns what was removed. */
  retain(
    cluster: string,
    namespace: string,
    releases: ReadonlyMap<string, unknown>,
  ): EngineRef[] {
    const namespaces = this.#refs.get(cluster);
    const known = namespaces?.get(namespace);
    const gone = [...(known?.values() ?? [])].filter(
      ref => !releases.has(ref.release),
    );
    for (const ref of gone) {
      this.#engines.delete(stringifyEngineRef(ref));
      known?.delete(ref.release);
      this.#keys = undefined;
      this.#list = undefined;
    }
    if (known?.size === 0) namespaces?.delete(namespace);
    return gone;
  }
}

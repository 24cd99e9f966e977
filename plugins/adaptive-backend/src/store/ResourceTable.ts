import { Meta } from '../objects/types';

/** What every projected object has. */
export interface Identified {
  metadata: Meta;
}

// Cluster-scoped objects are kept under the empty namespace, which no namespaced object can have.
const CLUSTER_SCOPE = '';

function namespaceOf(object: Identified): string {
  return object.metadata.namespace ?? CLUSTER_SCOPE;
}

/** Whether two objects of one name are the same object in the same state. */
export function isSameVersion(a: Identified, b: Identified): boolean {
  return (
    a.metadata.uid === b.metadata.uid &&
    a.metadata.resourceVersion === b.metadata.resourceVersion
  );
}

/** Objects of one resource of one cluster, by namespace and name. */
export class ResourceTable<T extends Identified> {
  readonly #isSame: (a: T, b: T) => boolean;
  #namespaces = new Map<string, Map<string, T>>();
  #size = 0;

  /** @param isSame - whether putting one in place of the other changes nothing */
  constructor(isSame: (a: T, b: T) => boolean = isSameVersion) {
    this.#isSame = isSame;
  }

  get size(): number {
    return this.#size;
  }

  get(namespace: string | undefined, name: string): T | undefined {
    return this.#namespaces.get(namespace ?? CLUSTER_SCOPE)?.get(name);
  }

  *values(): IterableIterator<T> {
    for (const objects of this.#namespaces.values()) yield* objects.values();
  }

  inNamespace(namespace: string): Iterable<T> {
    return this.#namespaces.get(namespace)?.values() ?? [];
  }

  sizeInNamespace(namespace: string): number {
    return this.#namespaces.get(namespace)?.size ?? 0;
  }

  /** @returns whether anything changed */
  set(object: T): boolean {
    const namespace = namespaceOf(object);
    let objects = this.#namespaces.get(namespace);
    if (!objects) {
      objects = new Map();
      this.#namespaces.set(namespace, objects);
    }
    const previous = objects.get(object.metadata.name);
    objects.set(object.metadata.name, object);
    if (!previous) this.#size += 1;
    return previous === undefined || !this.#isSame(previous, object);
  }

  /** @returns whether it was there */
  delete(namespace: string | undefined, name: string): boolean {
    const key = namespace ?? CLUSTER_SCOPE;
    const objects = this.#namespaces.get(key);
    if (!objects?.delete(name)) return false;
    this.#size -= 1;
    if (objects.size === 0) this.#namespaces.delete(key);
    return true;
  }

  /**
   * Makes the table hold exactly these objects.
   *
   * @param isInScope - which of the objects held are meant; all when it is left out. The others stay.
   * @returns the namespaces in which anything was added, changed or removed
   */
  replace(
    objects: Iterable<T>,
    isInScope?: (meta: Meta) => boolean,
  ): Set<string> {
    const before = this.#namespaces;
    const touched = new Set<string>();
    this.#namespaces = new Map();
    this.#size = 0;
    if (isInScope) this.#keep(before, meta => !isInScope(meta));
    for (const object of objects) {
      const namespace = namespaceOf(object);
      const previous = before.get(namespace)?.get(object.metadata.name);
      this.set(object);
      before.get(namespace)?.delete(object.metadata.name);
      if (previous === undefined || !this.#isSame(previous, object))
        touched.add(namespace);
    }
    for (const [namespace, vanished] of before) {
      if (vanished.size > 0) touched.add(namespace);
    }
    return touched;
  }

  /** Takes over from another map what the predicate tells to keep, and removes it there. */
  #keep(
    from: Map<string, Map<string, T>>,
    isKept: (meta: Meta) => boolean,
  ): void {
    for (const objects of from.values()) {
      for (const [name, object] of objects) {
        if (!isKept(object.metadata)) continue;
        this.set(object);
        objects.delete(name);
      }
    }
  }
}

import {
  ClusterObjects,
  Meta,
  WatchedObjects,
  WatchedResource,
} from '../objects/types';
import { WATCHED_RESOURCES } from '../objects/resources';
import { isSameVersion, ResourceTable } from './ResourceTable';

type Tables = { [R in WatchedResource]: ResourceTable<WatchedObjects[R]> };

function createTables(): Tables {
  // A pod is projected anew, in the same version, when its namespace turns out to hold an engine.
  const pods = new ResourceTable<WatchedObjects['pods']>(
    (a, b) => isSameVersion(a, b) && a.accountingOnly === b.accountingOnly,
  );
  const entries = WATCHED_RESOURCES.map(resource => [
    resource,
    resource === 'pods' ? pods : new ResourceTable(),
  ]);
  // A table of one resource takes objects of that resource only, so the empty ones are of whatever type is asked.
  return Object.fromEntries(entries) as Tables;
}

/** Told of the namespaces in which objects of one resource changed. */
type OnTablesChange = (
  resource: WatchedResource,
  namespaces: Iterable<string>,
  clusterWide: boolean,
) => void;

/** What is known of one cluster, with the write access that its watches use. */
export class ClusterTables implements ClusterObjects {
  readonly cluster: string;
  readonly #tables = createTables();
  #revision = 0;
  readonly #onChange: OnTablesChange;

  constructor(cluster: string, onChange: OnTablesChange) {
    this.cluster = cluster;
    this.#onChange = onChange;
  }

  /** Another number after everything that was written. */
  get revision(): number {
    return this.#revision;
  }

  list<R extends WatchedResource>(resource: R): Iterable<WatchedObjects[R]> {
    return this.#tables[resource].values();
  }

  get<R extends WatchedResource>(
    resource: R,
    namespace: string | undefined,
    name: string,
  ): WatchedObjects[R] | undefined {
    return this.#tables[resource].get(namespace, name);
  }

  inNamespace<R extends WatchedResource>(
    resource: R,
    namespace: string,
  ): Iterable<WatchedObjects[R]> {
    return this.#tables[resource].inNamespace(namespace);
  }

  /** Number of objects held. */
  size(resource: WatchedResource): number {
    return this.#tables[resource].size;
  }

  /** Number of objects held in one namespace. */
  sizeInNamespace(resource: WatchedResource, namespace: string): number {
    return this.#tables[resource].sizeInNamespace(namespace);
  }

  /** Adds or replaces one object. */
  set<R extends WatchedResource>(resource: R, object: WatchedObjects[R]): void {
    this.#revision += 1;
    if (this.#tables[resource].set(object))
      this.#changed(resource, object.metadata);
  }

  /** Removes one object; nothing happens when it is not there. */
  delete(
    resource: WatchedResource,
    namespace: string | undefined,
    name: string,
  ): void {
    this.#revision += 1;
    if (this.#tables[resource].delete(namespace, name)) {
      this.#changed(resource, { name, namespace });
    }
  }

  /**
   * Makes the resource hold exactly these objects; those that vanished are told as changes too.
   *
   * @param isInScope - which objects the list could have held; what is out of its scope stays
   */
  replace<R extends WatchedResource>(
    resource: R,
    objects: Iterable<WatchedObjects[R]>,
    isInScope?: (meta: Meta) => boolean,
  ): void {
    this.#revision += 1;
    const touched = this.#tables[resource].replace(objects, isInScope);
    if (touched.size === 0) return;
    const clusterWide = touched.delete('') || resource === 'namespaces';
    this.#onChange(resource, touched, clusterWide);
  }

  /** Forgets everything. */
  clear(): void {
    for (const resource of WATCHED_RESOURCES) this.replace(resource, []);
  }

  #changed(
    resource: WatchedResource,
    meta: { name: string; namespace?: string },
  ): void {
    if (meta.namespace !== undefined)
      this.#onChange(resource, [meta.namespace], false);
    // A namespace's labels say whose engines are in it, so its own name counts as touched as well.
    else
      this.#onChange(
        resource,
        resource === 'namespaces' ? [meta.name] : [],
        true,
      );
  }
}

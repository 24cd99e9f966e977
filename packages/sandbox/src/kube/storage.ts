import { notFound, notServed } from './errors';
import { EventQueue } from './eventQueue';
import { cloneJson, deepFreeze } from './json';
import type { KubernetesObject } from './object';
import { ObjectTable } from './objectTable';
import { OwnerIndex } from './ownerIndex';
import {
  CRD_RESOURCE,
  ResourceTypes,
  type ServedType,
  resourceKey,
  typeOfDefinition,
} from './resources';

/** The objects, types, owners and revision of one cluster: what is kept, without the rules of what may be written. */
export class Storage {
  readonly types = new ResourceTypes();
  readonly owners = new OwnerIndex();
  readonly events = new EventQueue();
  revision = 0;
  private readonly tables = new Map<string, ObjectTable>();

  /** The served type behind a resource; 404 when it is not served. */
  typeOf(resource: string): ServedType {
    const type = this.types.get(resource);
    if (!type) {
      throw notServed();
    }
    return type;
  }

  table(resource: string): ObjectTable {
    let table = this.tables.get(resource);
    if (!table) {
      table = new ObjectTable();
      this.tables.set(resource, table);
    }
    return table;
  }

  /** A stored object; 404 when there is none. */
  existing(
    type: ServedType,
    namespace: string | undefined,
    name: string,
  ): KubernetesObject {
    const found = this.table(resourceKey(type)).get(namespace, name);
    if (!found) {
      throw notFound(type, name);
    }
    return found;
  }

  /** Whether a namespace holds no object. */
  isEmpty(namespace: string): boolean {
    return [...this.tables.values()].every(table => table.isEmpty(namespace));
  }

  /** Stores `next` under the next revision, frozen, and tells the listeners. */
  commit(
    resource: string,
    previous: KubernetesObject | undefined,
    next: KubernetesObject,
  ): KubernetesObject {
    this.revision += 1;
    next.metadata.resourceVersion = String(this.revision);
    const object = deepFreeze(next);
    this.table(resource).set(object);
    this.owners.replace(resource, previous, object);
    if (resource === CRD_RESOURCE) {
      const served = typeOfDefinition(object);
      if (served) {
        this.types.add(served);
      }
    }
    this.events.emit(
      previous
        ? { type: 'MODIFIED', resource, object, previous }
        : { type: 'ADDED', resource, object },
    );
    return object;
  }

  /** Takes an object out, and tells the listeners with the revision of the removal. */
  drop(resource: string, current: KubernetesObject): KubernetesObject {
    this.revision += 1;
    const last = cloneJson(current);
    last.metadata.resourceVersion = String(this.revision);
    const object = deepFreeze(last);
    this.table(resource).delete(current);
    this.owners.replace(resource, current, undefined);
    this.events.emit({ type: 'DELETED', resource, object, previous: current });
    return object;
  }
}

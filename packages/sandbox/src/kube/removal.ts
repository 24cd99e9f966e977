import { conflict } from './errors';
import { cloneJson } from './json';
import type { JsonObject, KubernetesObject } from './object';
import {
  CRD_RESOURCE,
  type ServedType,
  resourceKey,
  typeOfDefinition,
} from './resources';
import type { Storage } from './storage';
import type { DeleteOptions } from './types';

/** How objects go: finalizers, garbage collection by owner, emptying of namespaces, types that are no longer served. */
export class Removal {
  constructor(
    private readonly storage: Storage,
    private readonly timestamp: () => string,
  ) {}

  /** Deletes an object, or marks it deleted where finalizers hold it; undefined when there is none. */
  delete(
    resource: string,
    namespace: string | undefined,
    name: string,
    options: DeleteOptions = {},
  ): KubernetesObject | undefined {
    const type = this.storage.typeOf(resource);
    const current = this.storage.table(resource).get(namespace, name);
    if (!current) {
      return undefined;
    }
    checkPreconditions(type, current, options);
    if (options.dryRun) {
      return current;
    }
    if (options.propagationPolicy === 'Orphan') {
      for (const owned of this.storage.owners.dependents(current)) {
        this.dropOwner(owned.resource, owned.object, current);
      }
    }
    if (resource === 'namespaces') {
      return this.terminateNamespace(current);
    }
    if ((current.metadata.finalizers ?? []).length > 0) {
      return this.mark(resource, current);
    }
    return this.remove(type, current);
  }

  /** Removes an object for good, and all that goes with it. */
  remove(type: ServedType, current: KubernetesObject): KubernetesObject {
    const resource = resourceKey(type);
    if (resource === CRD_RESOURCE) {
      this.removeInstances(current);
    }
    const removed = this.storage.drop(resource, current);
    this.collectDependents(current);
    this.finishNamespace(current.metadata.namespace);
    return removed;
  }

  private mark(
    resource: string,
    current: KubernetesObject,
    status?: JsonObject,
  ): KubernetesObject {
    if (current.metadata.deletionTimestamp) {
      return current;
    }
    const next = cloneJson(current);
    next.metadata.deletionTimestamp = this.timestamp();
    if (status) {
      next.status = { ...next.status, ...status };
    }
    return this.storage.commit(resource, current, next);
  }

  private removeInstances(definition: KubernetesObject): void {
    const served = typeOfDefinition(definition);
    if (!served) {
      return;
    }
    const resource = resourceKey(served);
    // With its type, whatever a finalizer waits for is gone too.
    [...this.storage.table(resource).list()].forEach(object =>
      this.remove(served, object),
    );
    this.storage.types.remove(resource);
  }

  private collectDependents(owner: KubernetesObject): void {
    const { owners } = this.storage;
    for (const { resource, object } of owners.dependents(owner)) {
      if (owners.hasLivingOwner(object)) {
        this.dropOwner(resource, object, owner);
      } else {
        const { namespace, name } = object.metadata;
        this.delete(resource, namespace, name);
      }
    }
  }

  private dropOwner(
    resource: string,
    object: KubernetesObject,
    owner: KubernetesObject,
  ): void {
    const next = cloneJson(object);
    next.metadata.ownerReferences = next.metadata.ownerReferences?.filter(
      reference => reference.uid !== owner.metadata.uid,
    );
    this.storage.commit(resource, object, next);
  }

  private terminateNamespace(namespace: KubernetesObject): KubernetesObject {
    const { name } = namespace.metadata;
    const marked = this.mark('namespaces', namespace, {
      phase: 'Terminating',
    });
    // Owners first: what they own goes with them, and no controller sees a child vanish under a living owner.
    const owned = (object: KubernetesObject) =>
      (object.metadata.ownerReferences ?? []).length;
    this.contentOf(name)
      .sort((left, right) => owned(left.object) - owned(right.object))
      .forEach(({ resource, object }) =>
        this.delete(resource, name, object.metadata.name),
      );
    this.finishNamespace(name);
    return marked;
  }

  private contentOf(
    namespace: string,
  ): Array<{ resource: string; object: KubernetesObject }> {
    return this.storage.types
      .all()
      .filter(type => type.namespaced)
      .map(resourceKey)
      .flatMap(resource =>
        this.storage
          .table(resource)
          .list(namespace)
          .map(object => ({ resource, object })),
      );
  }

  private finishNamespace(name: string | undefined): void {
    const namespace =
      name && this.storage.table('namespaces').get(undefined, name);
    if (
      namespace &&
      namespace.metadata.deletionTimestamp &&
      this.storage.isEmpty(name)
    ) {
      this.remove(this.storage.typeOf('namespaces'), namespace);
    }
  }
}

function checkPreconditions(
  type: ServedType,
  current: KubernetesObject,
  options: DeleteOptions,
): void {
  for (const field of ['uid', 'resourceVersion'] as const) {
    const wanted = options.preconditions?.[field];
    if (wanted !== undefined && wanted !== current.metadata[field]) {
      throw conflict(
        type,
        current.metadata.name,
        `the ${field} in the precondition (${wanted}) does not match the ${field} in record (${current.metadata[field]})`,
      );
    }
  }
}

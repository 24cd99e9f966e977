import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { applyDefaults } from './defaults';
import { platformDefinitions } from './definitions';
import {
  alreadyExists,
  badRequest,
  conflict,
  forbidden,
  notFound,
  notServed,
} from './errors';
import { EventQueue } from './eventQueue';
import { cloneJson, deepFreeze } from './json';
import { managedFieldsAfter } from './managedFields';
import type { JsonObject, KubernetesObject } from './object';
import { ObjectTable } from './objectTable';
import { OwnerIndex } from './ownerIndex';
import {
  CRD_RESOURCE,
  ResourceTypes,
  type ServedType,
  groupVersion,
  resourceKey,
  typeOfDefinition,
} from './resources';
import { parseLabelSelector } from './selectors';
import type {
  Clock,
  ClusterStore,
  DeleteOptions,
  ObjectQuery,
  StoreEvent,
  WriteOptions,
} from './types';
import { validateChange, validateObject } from './validation';

const NAMESPACES_AT_START = [
  'default',
  'kube-system',
  'kube-public',
  'kube-node-lease',
];

class MemoryStore implements ClusterStore {
  private readonly tables = new Map<string, ObjectTable>();
  private readonly resourceTypes = new ResourceTypes();
  private readonly owners = new OwnerIndex();
  private readonly events = new EventQueue();
  private revision = 0;

  constructor(readonly name: string, readonly clock: Clock) {}

  resourceVersion(): number {
    return this.revision;
  }

  types(): ServedType[] {
    return this.resourceTypes.all();
  }

  findType(
    group: string,
    version: string,
    plural: string,
  ): ServedType | undefined {
    return this.resourceTypes.find(group, version, plural);
  }

  subscribe(listener: (event: StoreEvent) => void): { unsubscribe(): void } {
    return this.events.subscribe(listener);
  }

  list(resource: string, query: ObjectQuery = {}): KubernetesObject[] {
    this.typeOf(resource);
    const objects = this.table(resource).list(query.namespace);
    return query.labelSelector
      ? objects.filter(parseLabelSelector(query.labelSelector))
      : [...objects];
  }

  get(
    resource: string,
    namespace: string | undefined,
    name: string,
  ): KubernetesObject | undefined {
    this.typeOf(resource);
    return this.table(resource).get(namespace, name);
  }

  create(
    resource: string,
    object: KubernetesObject,
    options: Omit<WriteOptions, 'subresource'> = {},
  ): KubernetesObject {
    const type = this.typeOf(resource);
    const draft = this.newDraft(type, object);
    const { name, namespace } = draft.metadata;
    applyDefaults(type, draft, this.timestamp());
    validateObject(type, draft);
    this.admitNamespace(type, draft);
    if (this.table(resource).get(namespace, name)) {
      throw alreadyExists(type, name);
    }
    this.recordWriter(undefined, draft, options);
    return options.dryRun
      ? this.stamped(draft)
      : this.commit(resource, undefined, draft);
  }

  update(
    resource: string,
    object: KubernetesObject,
    options: WriteOptions = {},
  ): KubernetesObject {
    const type = this.typeOf(resource);
    const { name, namespace, resourceVersion, uid } = object.metadata;
    const current = this.existing(type, namespace, name);
    const stale =
      resourceVersion !== undefined &&
      resourceVersion !== '' &&
      resourceVersion !== current.metadata.resourceVersion;
    if (stale) {
      throw conflict(type, name);
    }
    if (uid && uid !== current.metadata.uid) {
      throw conflict(
        type,
        name,
        `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.metadata.uid}`,
      );
    }
    this.checkKind(type, object);
    const next =
      options.subresource === 'status'
        ? this.withStatus(type, current, object)
        : this.withContent(type, current, object);
    this.recordWriter(current, next, options);
    if (isDeepStrictEqual(comparable(next), comparable(current))) {
      return current;
    }
    return options.dryRun
      ? this.stamped(next)
      : this.commitOrFinalize(type, current, next);
  }

  modify(
    resource: string,
    namespace: string | undefined,
    name: string,
    change: (object: KubernetesObject) => KubernetesObject,
    options: WriteOptions = {},
  ): KubernetesObject {
    const current = this.existing(this.typeOf(resource), namespace, name);
    // Writes are synchronous, so nothing can come between this read and the write: no retry is needed.
    return this.update(resource, change(cloneJson(current)), options);
  }

  delete(
    resource: string,
    namespace: string | undefined,
    name: string,
    options: DeleteOptions = {},
  ): KubernetesObject | undefined {
    const type = this.typeOf(resource);
    const current = this.table(resource).get(namespace, name);
    if (!current) {
      return undefined;
    }
    this.checkPreconditions(type, current, options);
    if (options.dryRun) {
      return current;
    }
    if (options.propagationPolicy === 'Orphan') {
      this.releaseDependents(current);
    }
    if (resource === 'namespaces') {
      return this.terminateNamespace(current);
    }
    if ((current.metadata.finalizers ?? []).length > 0) {
      return this.markDeleted(resource, current);
    }
    return this.remove(type, current);
  }

  private typeOf(resource: string): ServedType {
    const type = this.resourceTypes.get(resource);
    if (!type) {
      throw notServed();
    }
    return type;
  }

  private table(resource: string): ObjectTable {
    let table = this.tables.get(resource);
    if (!table) {
      table = new ObjectTable();
      this.tables.set(resource, table);
    }
    return table;
  }

  private existing(
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

  private timestamp(): string {
    return `${new Date(this.clock.now()).toISOString().slice(0, 19)}Z`;
  }

  private newDraft(
    type: ServedType,
    object: KubernetesObject,
  ): KubernetesObject {
    this.checkKind(type, object);
    const draft = cloneJson(object);
    const { metadata } = draft;
    if (metadata.resourceVersion) {
      throw badRequest(
        'resourceVersion should not be set on objects to be created',
      );
    }
    if (!metadata.name && metadata.generateName) {
      const suffix = randomUUID().replaceAll('-', '').slice(0, 5);
      metadata.name = `${metadata.generateName}${suffix}`;
    }
    if (!type.namespaced) {
      delete metadata.namespace;
    }
    delete metadata.deletionTimestamp;
    delete metadata.managedFields;
    metadata.uid = randomUUID();
    metadata.creationTimestamp = this.timestamp();
    if (type.tracksGeneration) {
      metadata.generation = 1;
    }
    return draft;
  }

  private checkKind(type: ServedType, object: KubernetesObject): void {
    const expected = groupVersion(type);
    if (object.apiVersion !== expected) {
      throw badRequest(
        `the API version in the data (${object.apiVersion}) does not match the expected API version (${expected})`,
      );
    }
    if (object.kind !== type.kind) {
      throw badRequest(
        `the kind in the data (${object.kind}) does not match the expected kind (${type.kind})`,
      );
    }
  }

  private admitNamespace(type: ServedType, object: KubernetesObject): void {
    if (!type.namespaced) {
      return;
    }
    const { name, namespace } = object.metadata;
    if (!namespace) {
      throw badRequest(
        `an empty namespace may not be set when a ${type.kind} is created`,
      );
    }
    const owner = this.existing(
      this.typeOf('namespaces'),
      undefined,
      namespace,
    );
    if (owner.metadata.deletionTimestamp) {
      throw forbidden(
        type,
        name,
        `unable to create new content in namespace ${namespace} because it is being terminated`,
        [
          {
            reason: 'NamespaceTerminating',
            message: `namespace ${namespace} is being terminated`,
            field: 'metadata.namespace',
          },
        ],
      );
    }
  }

  private withStatus(
    type: ServedType,
    current: KubernetesObject,
    object: KubernetesObject,
  ): KubernetesObject {
    if (!type.statusSubresource) {
      throw notServed();
    }
    const next = cloneJson(current);
    if (object.status === undefined) {
      delete next.status;
    } else {
      next.status = cloneJson(object.status);
    }
    return next;
  }

  private withContent(
    type: ServedType,
    current: KubernetesObject,
    object: KubernetesObject,
  ): KubernetesObject {
    const next = cloneJson(object);
    if (type.statusSubresource) {
      if (current.status === undefined) {
        delete next.status;
      } else {
        next.status = cloneJson(current.status);
      }
    }
    const kept = current.metadata;
    Object.assign(next.metadata, {
      uid: kept.uid,
      resourceVersion: kept.resourceVersion,
      creationTimestamp: kept.creationTimestamp,
      generation: kept.generation,
      deletionTimestamp: kept.deletionTimestamp,
      managedFields: kept.managedFields,
    });
    applyDefaults(type, next, this.timestamp());
    validateObject(type, next);
    validateChange(type, current, next);
    if (type.tracksGeneration && contentChanged(type, current, next)) {
      next.metadata.generation = (kept.generation ?? 0) + 1;
    }
    return cloneJson(next);
  }

  private recordWriter(
    current: KubernetesObject | undefined,
    next: KubernetesObject,
    options: WriteOptions,
  ): void {
    if (!options.manager) {
      return;
    }
    next.metadata.managedFields = managedFieldsAfter(
      current,
      next,
      {
        manager: options.manager,
        operation: options.applied ? 'Apply' : 'Update',
        subresource: options.subresource,
        time: this.timestamp(),
      },
      options.applied,
    );
  }

  private stamped(object: KubernetesObject): KubernetesObject {
    return deepFreeze(object);
  }

  private commit(
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
        this.resourceTypes.add(served);
      }
    }
    this.events.emit(
      previous
        ? { type: 'MODIFIED', resource, object, previous }
        : { type: 'ADDED', resource, object },
    );
    return object;
  }

  private commitOrFinalize(
    type: ServedType,
    current: KubernetesObject,
    next: KubernetesObject,
  ): KubernetesObject {
    const finished =
      current.metadata.deletionTimestamp !== undefined &&
      type.plural !== 'namespaces' &&
      (next.metadata.finalizers ?? []).length === 0;
    const stored = this.commit(resourceKey(type), current, next);
    return finished ? this.remove(type, stored) : stored;
  }

  private checkPreconditions(
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

  private markDeleted(
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
    return this.commit(resource, current, next);
  }

  private remove(
    type: ServedType,
    current: KubernetesObject,
  ): KubernetesObject {
    const resource = resourceKey(type);
    if (resource === CRD_RESOURCE) {
      this.removeInstances(current);
    }
    this.revision += 1;
    const last = cloneJson(current);
    last.metadata.resourceVersion = String(this.revision);
    const object = deepFreeze(last);
    this.table(resource).delete(current);
    this.owners.replace(resource, current, undefined);
    this.events.emit({ type: 'DELETED', resource, object, previous: current });
    this.collectDependents(current);
    this.finishNamespace(current.metadata.namespace);
    return object;
  }

  private removeInstances(definition: KubernetesObject): void {
    const served = typeOfDefinition(definition);
    if (!served) {
      return;
    }
    const resource = resourceKey(served);
    // With its type, whatever a finalizer waits for is gone too.
    this.table(resource)
      .list()
      .forEach(object => this.remove(served, object));
    this.resourceTypes.remove(resource);
  }

  private collectDependents(owner: KubernetesObject): void {
    for (const { resource, object } of this.owners.dependents(owner)) {
      if (this.owners.hasLivingOwner(object)) {
        this.dropOwner(resource, object, owner);
      } else {
        const { namespace, name } = object.metadata;
        this.delete(resource, namespace, name);
      }
    }
  }

  private releaseDependents(owner: KubernetesObject): void {
    for (const { resource, object } of this.owners.dependents(owner)) {
      this.dropOwner(resource, object, owner);
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
    this.commit(resource, object, next);
  }

  private terminateNamespace(namespace: KubernetesObject): KubernetesObject {
    const { name } = namespace.metadata;
    const marked = this.markDeleted('namespaces', namespace, {
      phase: 'Terminating',
    });
    const content = this.contentOf(name);
    // Owners first: what they own goes with them, and no controller sees a child vanish under a living owner.
    const owned = (object: KubernetesObject) =>
      (object.metadata.ownerReferences ?? []).length;
    content
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
    return this.types()
      .filter(type => type.namespaced)
      .map(resourceKey)
      .flatMap(resource =>
        this.table(resource)
          .list(namespace)
          .map(object => ({ resource, object })),
      );
  }

  private finishNamespace(name: string | undefined): void {
    const namespace = name && this.table('namespaces').get(undefined, name);
    if (!namespace || !namespace.metadata.deletionTimestamp) {
      return;
    }
    const empty = [...this.tables.values()].every(
      table => table === this.table('namespaces') || table.isEmpty(name),
    );
    if (empty) {
      this.remove(this.typeOf('namespaces'), namespace);
    }
  }
}

function comparable(object: KubernetesObject): KubernetesObject {
  const {
    managedFields: _fields,
    resourceVersion: _revision,
    ...metadata
  } = object.metadata;
  return { ...object, metadata };
}

function contentChanged(
  type: ServedType,
  before: KubernetesObject,
  after: KubernetesObject,
): boolean {
  const content = (object: KubernetesObject) => {
    const { metadata: _metadata, status, ...rest } = object;
    return type.statusSubresource ? rest : { ...rest, status };
  };
  return !isDeepStrictEqual(content(before), content(after));
}

/**
 * A new cluster's objects: the usual namespaces and the platform's CustomResourceDefinitions, nothing else. Objects are
 * deep-frozen; `modify` hands its callback a copy that may be changed. Unlike over HTTP, `create` keeps a given status.
 */
export function createKubeStore(options: {
  /** Name of the cluster. */
  name: string;
  clock?: Clock;
}): ClusterStore {
  const store = new MemoryStore(options.name, options.clock ?? Date);
  NAMESPACES_AT_START.forEach(name =>
    store.create('namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    }),
  );
  platformDefinitions().forEach(definition =>
    store.create(CRD_RESOURCE, definition),
  );
  return store;
}

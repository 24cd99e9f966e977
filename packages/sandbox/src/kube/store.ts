import { platformDefinitions } from './definitions';
import { alreadyExists, badRequest, conflict, forbidden } from './errors';
import {
  checkKind,
  newObject,
  recordWriter,
  sameState,
  withContent,
  withStatus,
} from './drafts';
import { cloneJson, deepFreeze } from './json';
import type { KubernetesObject } from './object';
import { Removal } from './removal';
import { CRD_RESOURCE, type ServedType, resourceKey } from './resources';
import { parseLabelSelector } from './selectors';
import { Storage } from './storage';
import type {
  Clock,
  ClusterStore,
  DeleteOptions,
  ObjectQuery,
  StoreEvent,
  WriteOptions,
} from './types';

const NAMESPACES_AT_START = [
  'default',
  'kube-system',
  'kube-public',
  'kube-node-lease',
];

class MemoryStore implements ClusterStore {
  private readonly storage = new Storage();
  private readonly removal = new Removal(this.storage, () => this.timestamp());

  constructor(readonly name: string, readonly clock: Clock) {}

  resourceVersion(): number {
    return this.storage.revision;
  }

  types(): ServedType[] {
    return this.storage.types.all();
  }

  findType(
    group: string,
    version: string,
    plural: string,
  ): ServedType | undefined {
    return this.storage.types.find(group, version, plural);
  }

  subscribe(listener: (event: StoreEvent) => void): { unsubscribe(): void } {
    return this.storage.events.subscribe(listener);
  }

  list(resource: string, query: ObjectQuery = {}): KubernetesObject[] {
    this.storage.typeOf(resource);
    const objects = this.storage.table(resource).list(query.namespace);
    return query.labelSelector
      ? objects.filter(parseLabelSelector(query.labelSelector))
      : [...objects];
  }

  get(
    resource: string,
    namespace: string | undefined,
    name: string,
  ): KubernetesObject | undefined {
    this.storage.typeOf(resource);
    return this.storage.table(resource).get(namespace, name);
  }

  create(
    resource: string,
    object: KubernetesObject,
    options: Omit<WriteOptions, 'subresource'> = {},
  ): KubernetesObject {
    const type = this.storage.typeOf(resource);
    const draft = newObject(type, object, this.timestamp());
    const { name, namespace } = draft.metadata;
    this.admitNamespace(type, draft);
    if (this.storage.table(resource).get(namespace, name)) {
      throw alreadyExists(type, name);
    }
    recordWriter(undefined, draft, options, this.timestamp());
    return options.dryRun
      ? deepFreeze(draft)
      : this.storage.commit(resource, undefined, draft);
  }

  update(
    resource: string,
    object: KubernetesObject,
    options: WriteOptions = {},
  ): KubernetesObject {
    const type = this.storage.typeOf(resource);
    const { name, namespace } = object.metadata;
    const current = this.storage.existing(type, namespace, name);
    checkKind(type, object);
    checkFresh(type, current, object);
    const next =
      options.subresource === 'status'
        ? withStatus(type, current, object)
        : withContent(type, current, object, this.timestamp());
    recordWriter(current, next, options, this.timestamp());
    if (sameState(current, next)) {
      return current;
    }
    return options.dryRun
      ? deepFreeze(next)
      : this.commitOrFinalize(type, current, next);
  }

  modify(
    resource: string,
    namespace: string | undefined,
    name: string,
    change: (object: KubernetesObject) => KubernetesObject,
    options: WriteOptions = {},
  ): KubernetesObject {
    const type = this.storage.typeOf(resource);
    const current = this.storage.existing(type, namespace, name);
    // Writes are synchronous, so nothing can come between this read and the write: no retry is needed.
    return this.update(resource, change(cloneJson(current)), options);
  }

  delete(
    resource: string,
    namespace: string | undefined,
    name: string,
    options: DeleteOptions = {},
  ): KubernetesObject | undefined {
    return this.removal.delete(resource, namespace, name, options);
  }

  private timestamp(): string {
    return `${new Date(this.clock.now()).toISOString().slice(0, 19)}Z`;
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
    const { deletionTimestamp } = this.storage.existing(
      this.storage.typeOf('namespaces'),
      undefined,
      namespace,
    ).metadata;
    if (deletionTimestamp) {
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

  private commitOrFinalize(
    type: ServedType,
    current: KubernetesObject,
    next: KubernetesObject,
  ): KubernetesObject {
    const stored = this.storage.commit(resourceKey(type), current, next);
    const finished =
      current.metadata.deletionTimestamp !== undefined &&
      type.plural !== 'namespaces' &&
      (next.metadata.finalizers ?? []).length === 0;
    return finished ? this.removal.remove(type, stored) : stored;
  }
}

/** Refuses to write over a newer revision, or over another object of the same name. */
function checkFresh(
  type: ServedType,
  current: KubernetesObject,
  object: KubernetesObject,
): void {
  const { name, resourceVersion, uid } = object.metadata;
  if (resourceVersion && resourceVersion !== current.metadata.resourceVersion) {
    throw conflict(type, name);
  }
  if (uid && uid !== current.metadata.uid) {
    throw conflict(
      type,
      name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.metadata.uid}`,
    );
  }
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

import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { applyDefaults } from './defaults';
import { badRequest, notServed } from './errors';
import { cloneJson } from './json';
import { managedFieldsAfter } from './managedFields';
import type { KubernetesObject } from './object';
import { type ServedType, groupVersion } from './resources';
import type { WriteOptions } from './types';
import { validateChange, validateObject } from './validation';

/** Refuses an object of another type than the one it is written as. */
export function checkKind(type: ServedType, object: KubernetesObject): void {
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

/** A new object as it will be stored: named, with system metadata and defaults, checked. */
export function newObject(
  type: ServedType,
  object: KubernetesObject,
  now: string,
): KubernetesObject {
  checkKind(type, object);
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
  metadata.creationTimestamp = now;
  if (type.tracksGeneration) {
    metadata.generation = 1;
  }
  applyDefaults(type, draft, now);
  validateObject(type, draft);
  return draft;
}

/** `current` with the status of `object`; 404 for types whose status is no subresource. */
export function withStatus(
  type: ServedType,
  current: KubernetesObject,
  object: KubernetesObject,
): KubernetesObject {
  if (!type.statusSubresource) {
    throw notServed();
  }
  return cloneJson({ ...current, status: object.status });
}

/** `object` in the place of `current`: system metadata stays, a status subresource stays, the rest is checked. */
export function withContent(
  type: ServedType,
  current: KubernetesObject,
  object: KubernetesObject,
  now: string,
): KubernetesObject {
  const kept = current.metadata;
  const next = cloneJson({
    ...object,
    ...(type.statusSubresource ? { status: current.status } : {}),
    metadata: {
      ...object.metadata,
      uid: kept.uid,
      resourceVersion: kept.resourceVersion,
      creationTimestamp: kept.creationTimestamp,
      generation: kept.generation,
      deletionTimestamp: kept.deletionTimestamp,
      managedFields: kept.managedFields,
    },
  });
  applyDefaults(type, next, now);
  validateObject(type, next);
  validateChange(type, current, next);
  if (type.tracksGeneration && contentChanged(type, current, next)) {
    next.metadata.generation = (kept.generation ?? 0) + 1;
  }
  return next;
}

/** Writes into `next` who owns which field from now on; nothing without a manager. */
export function recordWriter(
  current: KubernetesObject | undefined,
  next: KubernetesObject,
  options: WriteOptions,
  now: string,
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
      time: now,
    },
    options.applied,
  );
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

function comparable(object: KubernetesObject): KubernetesObject {
  const {
    managedFields: _fields,
    resourceVersion: _revision,
    ...metadata
  } = object.metadata;
  return { ...object, metadata };
}

/** Whether two states of an object are the same but for revision and ownership of fields. */
export function sameState(
  before: KubernetesObject,
  after: KubernetesObject,
): boolean {
  return isDeepStrictEqual(comparable(before), comparable(after));
}

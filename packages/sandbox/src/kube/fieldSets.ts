import { isDeepStrictEqual } from 'node:util';
import { type JsonRecord, isRecord } from './json';
import { mergeKeyOf } from './mergeKeys';
import type { JsonObject, KubernetesObject } from './object';

/** A set of owned fields in the `fieldsV1` encoding: `{"f:spec": {"f:replicas": {}}}`. */
export type FieldSet = JsonObject;

const UNTRACKED_METADATA = new Set([
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'managedFields',
  'generateName',
]);

function itemKey(field: string, item: unknown): string | undefined {
  const key = mergeKeyOf(field, item);
  if (!key || !isRecord(item)) {
    return undefined;
  }
  return `k:${JSON.stringify({ [key]: item[key] })}`;
}

function changedItems(
  field: string,
  before: unknown,
  after: unknown[],
): FieldSet | undefined {
  const keys = after.map(item => itemKey(field, item));
  if (keys.length === 0 || keys.includes(undefined)) {
    return undefined;
  }
  const earlier = new Map<string, unknown>();
  for (const item of Array.isArray(before) ? before : []) {
    const key = itemKey(field, item);
    if (key) {
      earlier.set(key, item);
    }
  }
  const result: FieldSet = {};
  after.forEach((item, index) => {
    const key = keys[index] ?? '';
    const changes = changedValue('', earlier.get(key), item);
    if (changes) {
      result[key] = changes;
    }
  });
  return result;
}

function changedValue(
  field: string,
  before: unknown,
  after: unknown,
): FieldSet | undefined {
  if (isDeepStrictEqual(before, after)) {
    return undefined;
  }
  if (isRecord(after) && Object.keys(after).length > 0) {
    return changedMap(isRecord(before) ? before : {}, after);
  }
  if (Array.isArray(after)) {
    return changedItems(field, before, after) ?? {};
  }
  return {};
}

function changedMap(before: JsonRecord, after: JsonRecord): FieldSet {
  const result: FieldSet = {};
  for (const [field, value] of Object.entries(after)) {
    const changes = changedValue(field, before[field], value);
    if (changes) {
      result[`f:${field}`] = changes;
    }
  }
  return result;
}

function tracked(object: KubernetesObject | undefined): JsonRecord {
  if (!object) {
    return {};
  }
  const { apiVersion: _version, kind: _kind, metadata, ...rest } = object;
  const visible = Object.entries(metadata).filter(
    ([field]) => !UNTRACKED_METADATA.has(field),
  );
  return visible.length === 0
    ? rest
    : { ...rest, metadata: Object.fromEntries(visible) };
}

/** The fields of `after` that are new or differ from `before`. */
export function changedFields(
  before: KubernetesObject | undefined,
  after: KubernetesObject,
): FieldSet {
  return changedMap(tracked(before), tracked(after));
}

function isSet(value: unknown): value is FieldSet {
  return isRecord(value);
}

/** `left` and `right` together. */
export function unite(left: FieldSet, right: FieldSet): FieldSet {
  const result: FieldSet = { ...left };
  for (const [key, value] of Object.entries(right)) {
    const mine = result[key];
    result[key] = isSet(mine) && isSet(value) ? unite(mine, value) : value;
  }
  return result;
}

/** `left` without the leaves of `right`. */
export function subtract(left: FieldSet, right: FieldSet): FieldSet {
  const result: FieldSet = {};
  for (const [key, value] of Object.entries(left)) {
    const other = right[key];
    if (!isSet(value) || !isSet(other)) {
      result[key] = value;
    } else if (Object.keys(value).length > 0) {
      const rest = subtract(value, other);
      if (Object.keys(rest).length > 0) {
        result[key] = rest;
      }
    }
  }
  return result;
}

/** The leaves of a set, each as its steps. */
export function leaves(set: FieldSet, prefix: string[] = []): string[][] {
  return Object.entries(set).flatMap(([key, value]) =>
    isSet(value) && Object.keys(value).length > 0
      ? leaves(value, [...prefix, key])
      : [[...prefix, key]],
  );
}

function findItem(list: unknown, step: string): number {
  const wanted: unknown = JSON.parse(step.slice(2));
  return Array.isArray(list) && isRecord(wanted)
    ? list.findIndex(item =>
        Object.entries(wanted).every(
          ([key, value]) => isRecord(item) && item[key] === value,
        ),
      )
    : -1;
}

/** The value a leaf points at; undefined where it is absent. */
export function valueAtLeaf(object: unknown, leaf: string[]): unknown {
  let current = object;
  for (const step of leaf) {
    if (step.startsWith('k:')) {
      const index = findItem(current, step);
      current = Array.isArray(current) ? current[index] : undefined;
    } else {
      current = isRecord(current) ? current[step.slice(2)] : undefined;
    }
  }
  return current;
}

/** Removes what a leaf points at, and the list item or map that this leaves without content of its own. */
export function removeLeaf(object: unknown, leaf: string[]): void {
  const parent = valueAtLeaf(object, leaf.slice(0, -1));
  const last = leaf[leaf.length - 1];
  if (last.startsWith('k:')) {
    const index = findItem(parent, last);
    if (Array.isArray(parent) && index >= 0) {
      parent.splice(index, 1);
    }
  } else if (isRecord(parent)) {
    delete parent[last.slice(2)];
    const keyOfItem = leaf[leaf.length - 2];
    if (
      (keyOfItem?.startsWith('k:') && Object.keys(parent).length <= 1) ||
      (leaf.length > 2 && Object.keys(parent).length === 0)
    ) {
      removeLeaf(object, leaf.slice(0, -1));
    }
  }
}

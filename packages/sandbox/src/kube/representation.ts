import { columnsOf } from './columns';
import type { JsonRecord } from './json';
import type { KubernetesObject } from './object';
import { type ServedType, groupVersion } from './resources';

/** The forms in which a client can ask for objects. */
export type Form =
  | { as: 'object' }
  | { as: 'metadata' }
  | { as: 'table'; includeObject: 'Object' | 'Metadata' | 'None' };

/** Reads the `Accept` header; the first form that is known wins. */
export function formOf(accept: string, query: URLSearchParams): Form {
  for (const range of accept.split(',')) {
    const wanted = /;\s*as=([A-Za-z]+)/.exec(range)?.[1];
    if (wanted === 'Table') {
      const include = query.get('includeObject');
      return {
        as: 'table',
        includeObject:
          include === 'Object' || include === 'None' ? include : 'Metadata',
      };
    }
    if (wanted?.startsWith('PartialObjectMetadata')) {
      return { as: 'metadata' };
    }
    if (wanted === undefined && /^\s*(application\/json|\*\/\*)/.test(range)) {
      return { as: 'object' };
    }
  }
  return { as: 'object' };
}

function metadataOnly(object: KubernetesObject): JsonRecord {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: object.metadata,
  };
}

function tableOf(
  type: ServedType,
  form: Form & { as: 'table' },
  objects: KubernetesObject[],
  metadata: JsonRecord,
  now: number,
): JsonRecord {
  const columns = columnsOf(type);
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columns.map(column => ({
      name: column.name,
      type: column.type,
      format: column.name === 'Name' ? 'name' : '',
      description: '',
      priority: column.priority,
    })),
    rows: objects.map(object => ({
      cells: columns.map(column => column.cell(object, now)),
      ...(form.includeObject === 'None'
        ? {}
        : {
            object:
              form.includeObject === 'Object' ? object : metadataOnly(object),
          }),
    })),
  };
}

/** One object in the wanted form. */
export function renderObject(
  type: ServedType,
  form: Form,
  object: KubernetesObject,
  now: number,
): unknown {
  switch (form.as) {
    case 'table':
      return tableOf(
        type,
        form,
        [object],
        { resourceVersion: object.metadata.resourceVersion },
        now,
      );
    case 'metadata':
      return metadataOnly(object);
    default:
      return object;
  }
}

/** A list in the wanted form. Like the real server, items of built-in types carry no `kind` and `apiVersion`. */
export function renderList(
  type: ServedType,
  form: Form,
  objects: KubernetesObject[],
  metadata: JsonRecord,
  now: number,
): JsonRecord {
  if (form.as === 'table') {
    return tableOf(type, form, objects, metadata, now);
  }
  if (form.as === 'metadata') {
    return {
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata,
      items: objects.map(metadataOnly),
    };
  }
  return {
    kind: `${type.kind}List`,
    apiVersion: groupVersion(type),
    metadata,
    items: type.custom
      ? objects
      : objects.map(({ kind: _kind, apiVersion: _version, ...rest }) => rest),
  };
}

import { applyObject } from './apply';
import { badRequest, unsupportedMediaType } from './errors';
import { type JsonRecord, cloneJson, isRecord } from './json';
import type { JsonObject, KubernetesObject } from './object';
import { jsonPatch, mergePatch, strategicMerge } from './patch';
import { namedObject, selectorOf } from './reads';
import { type RequestBody, asObject, parseBody } from './requestBody';
import { type RequestInfo, isDryRun } from './requestInfo';
import { scaleOf, withScale } from './scale';
import type { ClusterStore, DeleteOptions, WriteOptions } from './types';

const MERGE = 'application/merge-patch+json';
const JSON_PATCH = 'application/json-patch+json';
const STRATEGIC = 'application/strategic-merge-patch+json';
const APPLY = 'application/apply-patch+yaml';

/** What a write answers. */
export interface WriteAnswer {
  code: number;
  body: unknown;
  /** Whether the body is an object of the request's type, to be shown in the wanted form. */
  object?: KubernetesObject;
}

function managerOf(request: RequestInfo, body: RequestBody): string {
  const asked = request.query.get('fieldManager') ?? '';
  return asked || body.userAgent.split('/')[0] || 'unknown';
}

function optionsOf(request: RequestInfo, body: RequestBody): WriteOptions {
  return {
    manager: managerOf(request, body),
    dryRun: isDryRun(request.query),
    ...(request.subresource === 'status'
      ? { subresource: 'status' as const }
      : {}),
  };
}

/** Nodes report themselves with their status; every other type starts without. */
function withoutStatus(
  request: RequestInfo,
  object: KubernetesObject,
): KubernetesObject {
  if (!request.type.statusSubresource || request.resource === 'nodes') {
    return object;
  }
  const { status: _status, ...rest } = object;
  return { ...rest, metadata: object.metadata };
}

function stored(code: number, object: KubernetesObject): WriteAnswer {
  return { code, body: object, object };
}

/** Answers a create. */
export function createObject(
  store: ClusterStore,
  request: RequestInfo,
  body: RequestBody,
): WriteAnswer {
  const object = asObject(request, parseBody(body));
  const { manager, dryRun } = optionsOf(request, body);
  return stored(
    201,
    store.create(request.resource, withoutStatus(request, object), {
      manager,
      dryRun,
    }),
  );
}

function writeScale(
  store: ClusterStore,
  request: RequestInfo,
  scale: unknown,
  options: WriteOptions,
): WriteAnswer {
  const changed = withScale(request.type, namedObject(store, request), scale);
  const written = store.update(request.resource, changed, options);
  return { code: 200, body: scaleOf(written) };
}

/** Answers a replace. */
export function replaceObject(
  store: ClusterStore,
  request: RequestInfo,
  body: RequestBody,
): WriteAnswer {
  const options = optionsOf(request, body);
  namedObject(store, request);
  const parsed = parseBody(body);
  return request.subresource === 'scale'
    ? writeScale(store, request, parsed, options)
    : stored(
        200,
        store.update(request.resource, asObject(request, parsed), options),
      );
}

function patched(
  request: RequestInfo,
  body: RequestBody,
  target: JsonRecord,
): unknown {
  // Without a schema the server cannot know merge keys: custom types take no strategic merge patch.
  const accepted = request.type.custom
    ? [JSON_PATCH, MERGE, APPLY]
    : [JSON_PATCH, MERGE, STRATEGIC, APPLY];
  if (!accepted.includes(body.contentType)) {
    throw unsupportedMediaType(accepted);
  }
  const patch = parseBody({ ...body, contentType: 'application/json' });
  switch (body.contentType) {
    case JSON_PATCH:
      return jsonPatch(target, patch);
    case MERGE:
      return mergePatch(target, patch);
    default:
      return strategicMerge(target, patch);
  }
}

function applyYaml(
  store: ClusterStore,
  request: RequestInfo,
  body: RequestBody,
): WriteAnswer {
  const manager = request.query.get('fieldManager') ?? '';
  if (!manager) {
    throw badRequest(
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    );
  }
  const object = asObject(
    request,
    parseBody({ ...body, contentType: 'application/yaml' }),
  );
  if (object.metadata.managedFields) {
    throw badRequest('metadata.managedFields must be nil');
  }
  const current = store.get(
    request.resource,
    request.namespace,
    request.name ?? '',
  );
  const force = request.query.get('force') === 'true';
  const result = applyObject(request.type, current, object, { manager, force });
  const options = { ...optionsOf(request, body), applied: result.fields };
  if (current) {
    return stored(200, store.update(request.resource, result.object, options));
  }
  return stored(
    201,
    store.create(
      request.resource,
      withoutStatus(request, result.object),
      options,
    ),
  );
}

/** Answers a patch of any of the four kinds. */
export function patchObject(
  store: ClusterStore,
  request: RequestInfo,
  body: RequestBody,
): WriteAnswer {
  if (body.contentType === APPLY && request.subresource !== 'scale') {
    return applyYaml(store, request, body);
  }
  const options = optionsOf(request, body);
  const current = namedObject(store, request);
  if (request.subresource === 'scale') {
    return writeScale(
      store,
      request,
      patched(request, body, scaleOf(current)),
      options,
    );
  }
  const next = asObject(request, patched(request, body, cloneJson(current)));
  return stored(200, store.update(request.resource, next, options));
}

function deleteOptions(request: RequestInfo, body: RequestBody): DeleteOptions {
  const parsed = body.text.trim() === '' ? {} : parseBody(body);
  const given: JsonRecord = isRecord(parsed) ? parsed : {};
  const policy =
    given.propagationPolicy ??
    request.query.get('propagationPolicy') ??
    (given.orphanDependents === true ? 'Orphan' : 'Background');
  if (
    policy !== 'Background' &&
    policy !== 'Foreground' &&
    policy !== 'Orphan'
  ) {
    throw badRequest(
      `propagationPolicy "${String(
        policy,
      )}" is none of Background, Foreground, Orphan`,
    );
  }
  const preconditions: JsonRecord = isRecord(given.preconditions)
    ? given.preconditions
    : {};
  const { uid, resourceVersion } = preconditions;
  const inBody = Array.isArray(given.dryRun) && given.dryRun.includes('All');
  return {
    propagationPolicy: policy,
    dryRun: inBody || isDryRun(request.query),
    preconditions: {
      ...(typeof uid === 'string' ? { uid } : {}),
      ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
    },
  };
}

function deletedStatus(
  request: RequestInfo,
  object: KubernetesObject,
): JsonObject {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name: object.metadata.name,
      ...(request.type.group ? { group: request.type.group } : {}),
      kind: request.type.plural,
      uid: object.metadata.uid,
    },
  };
}

/** Answers a delete: a success Status when the object is gone, the object when finalizers hold it. */
export function deleteObject(
  store: ClusterStore,
  request: RequestInfo,
  body: RequestBody,
): WriteAnswer {
  const { resource, namespace } = request;
  const target = namedObject(store, request);
  const options = deleteOptions(request, body);
  store.delete(resource, namespace, target.metadata.name, options);
  const rest = store.get(resource, namespace, target.metadata.name);
  return rest && !options.dryRun
    ? stored(200, rest)
    : { code: 200, body: deletedStatus(request, target) };
}

/** Deletes all that the selectors match and answers the number of them as a success Status. */
export function deleteCollection(
  store: ClusterStore,
  request: RequestInfo,
  body: RequestBody,
): WriteAnswer {
  const { resource, namespace } = request;
  const options = deleteOptions(request, body);
  const matches = selectorOf(request);
  const targets = store.list(resource, { namespace }).filter(matches);
  targets.forEach(({ metadata }) =>
    store.delete(resource, metadata.namespace, metadata.name, options),
  );
  return {
    code: 200,
    body: {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { kind: request.type.plural },
      message: `${targets.length} deleted`,
      code: 200,
    },
  };
}

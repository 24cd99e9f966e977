import { KubeError, badRequest, expired, notFound } from './errors';
import type { JsonRecord } from './json';
import type { KubernetesObject } from './object';
import { type Form, renderList, renderObject } from './representation';
import type { RequestInfo } from './requestInfo';
import {
  type Predicate,
  parseFieldSelector,
  parseLabelSelector,
} from './selectors';
import type { Snapshots } from './snapshots';
import type { ClusterStore } from './types';

/** The query's selectors, and the name where the path holds one. */
export function selectorOf(request: RequestInfo): Predicate {
  const label = parseLabelSelector(
    request.query.get('labelSelector') ?? undefined,
  );
  const field = parseFieldSelector(
    request.query.get('fieldSelector') ?? undefined,
    request.resource,
  );
  return object =>
    (request.name === undefined || object.metadata.name === request.name) &&
    label(object) &&
    field(object);
}

/** A resourceVersion of the query; undefined when absent. */
export function revisionParameter(query: URLSearchParams): number | undefined {
  const value = query.get('resourceVersion') ?? '';
  if (value === '') {
    return undefined;
  }
  if (!/^\d+$/.test(value)) {
    throw badRequest(
      `resourceVersion: Invalid value: "${value}": must be a revision that this server handed out`,
    );
  }
  return Number(value);
}

function checkListRevision(store: ClusterStore, query: URLSearchParams): void {
  const revision = revisionParameter(query);
  const latest = store.resourceVersion();
  if (revision !== undefined && revision > latest) {
    throw new KubeError(
      504,
      'Timeout',
      `Too large resource version: ${revision}, current: ${latest}`,
      {
        causes: [
          {
            reason: 'ResourceVersionTooLarge',
            message: 'Too large resource version',
          },
        ],
        retryAfterSeconds: 1,
      },
    );
  }
  const exact = query.get('resourceVersionMatch') === 'Exact';
  if (exact && revision !== latest) {
    throw expired(`The resourceVersion for the provided list is too old.`);
  }
}

function limitOf(query: URLSearchParams): number {
  const value = query.get('limit') ?? '0';
  if (!/^\d+$/.test(value)) {
    throw badRequest(
      `limit: Invalid value: "${value}": must be a whole number from 0`,
    );
  }
  return Number(value);
}

interface Page {
  items: KubernetesObject[];
  metadata: JsonRecord;
}

function readPage(
  store: ClusterStore,
  snapshots: Snapshots,
  request: RequestInfo,
): Page {
  const { query, resource } = request;
  const limit = limitOf(query);
  const token = query.get('continue') ?? '';
  if (!token) {
    checkListRevision(store, query);
  }
  const from = token
    ? snapshots.take(token, resource)
    : {
        resource,
        revision: store.resourceVersion(),
        items: store
          .list(resource, { namespace: request.namespace })
          .filter(selectorOf(request)),
        offset: 0,
      };
  const end = limit === 0 ? from.items.length : from.offset + limit;
  const remaining = from.items.length - end;
  const metadata: JsonRecord = { resourceVersion: String(from.revision) };
  if (remaining > 0) {
    metadata.continue = snapshots.keep({ ...from, offset: end });
    const selected = query.get('labelSelector') || query.get('fieldSelector');
    if (!selected) {
      metadata.remainingItemCount = remaining;
    }
  }
  return { items: from.items.slice(from.offset, end), metadata };
}

/** Answers a list, one page of it with `limit`. */
export function listObjects(
  store: ClusterStore,
  snapshots: Snapshots,
  request: RequestInfo,
  form: Form,
): unknown {
  const { items, metadata } = readPage(store, snapshots, request);
  return renderList(request.type, form, items, metadata, store.clock.now());
}

/** The object a request names; 404 when there is none. */
export function namedObject(
  store: ClusterStore,
  request: RequestInfo,
): KubernetesObject {
  const name = request.name ?? '';
  const found = store.get(request.resource, request.namespace, name);
  if (!found) {
    throw notFound(request.type, name);
  }
  return found;
}

/** Answers a get. */
export function getObject(
  store: ClusterStore,
  request: RequestInfo,
  form: Form,
): unknown {
  return renderObject(
    request.type,
    form,
    namedObject(store, request),
    store.clock.now(),
  );
}

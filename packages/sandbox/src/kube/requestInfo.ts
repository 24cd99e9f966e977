import { badRequest, notServed, PathNotFound } from './errors';
import { type ServedType, isBuiltInGroup, resourceKey } from './resources';
import type { ClusterStore } from './types';

export type Verb =
  | 'get'
  | 'list'
  | 'watch'
  | 'create'
  | 'update'
  | 'patch'
  | 'delete'
  | 'deletecollection';

export type Subresource = 'status' | 'scale';

/** What a request to a resource asks for. */
export interface RequestInfo {
  verb: Verb;
  type: ServedType;
  /** `group/plural`, as the store names it. */
  resource: string;
  namespace?: string;
  name?: string;
  subresource?: Subresource;
  query: URLSearchParams;
}

export function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value === 'true' || value === '1';
}

function verbOf(method: string, named: boolean, query: URLSearchParams): Verb {
  switch (method) {
    case 'GET':
    case 'HEAD':
      if (flag(query, 'watch')) {
        return 'watch';
      }
      return named ? 'get' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return named ? 'delete' : 'deletecollection';
    default:
      throw badRequest(`method ${method} is not supported`);
  }
}

function groupAndRest(
  segments: string[],
): { group: string; version: string; rest: string[] } | undefined {
  if (segments[0] === 'api' && segments.length > 2) {
    return { group: '', version: segments[1], rest: segments.slice(2) };
  }
  if (segments[0] === 'apis' && segments.length > 3) {
    return {
      group: segments[1],
      version: segments[2],
      rest: segments.slice(3),
    };
  }
  return undefined;
}

function subresourceOf(
  type: ServedType,
  name: string | undefined,
): Subresource | undefined {
  switch (name) {
    case undefined:
      return undefined;
    case 'status':
      if (type.statusSubresource) return 'status';
      break;
    case 'scale':
      if (type.scaleSubresource) return 'scale';
      break;
    default:
  }
  throw notServed();
}

/**
 * Reads method, path and query of a request to a resource; undefined for paths that are no resource path. 404 when the
 * resource is not served.
 */
export function parseRequest(
  store: ClusterStore,
  method: string,
  url: URL,
): RequestInfo | undefined {
  const segments = url.pathname
    .split('/')
    .filter(segment => segment !== '')
    .map(decodeURIComponent);
  const target = groupAndRest(segments);
  if (!target) {
    return undefined;
  }
  const { group, version } = target;
  let { rest } = target;
  let namespace: string | undefined;
  if (
    rest[0] === 'namespaces' &&
    rest.length > 2 &&
    !(group === '' && rest.length === 3 && rest[2] === 'status')
  ) {
    namespace = rest[1];
    rest = rest.slice(2);
  }
  const [plural, name, subName, ...more] = rest;
  const type = store.findType(group, version, plural);
  if (!type && !isBuiltInGroup(group)) {
    throw new PathNotFound();
  }
  if (!type || more.length > 0) {
    throw notServed();
  }
  if (namespace !== undefined && !type.namespaced) {
    throw notServed();
  }
  const verb = verbOf(method, name !== undefined, url.searchParams);
  const needsNamespace =
    type.namespaced && (name !== undefined || verb === 'create');
  if (needsNamespace && namespace === undefined) {
    throw notServed();
  }
  return {
    verb,
    type,
    resource: resourceKey(type),
    namespace,
    name,
    subresource: subresourceOf(type, subName),
    query: url.searchParams,
  };
}

/** Whether the query asks for a dry run; 400 for anything but `All`. */
export function isDryRun(query: URLSearchParams): boolean {
  const values = query.getAll('dryRun').filter(value => value !== '');
  if (values.some(value => value !== 'All')) {
    throw badRequest(
      `invalid dryRun "${values.join(',')}": the only accepted value is "All"`,
    );
  }
  return values.length > 0;
}

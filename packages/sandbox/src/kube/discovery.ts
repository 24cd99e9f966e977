import type { JsonRecord } from './json';
import { type ServedType, groupVersion } from './resources';

const READ_WRITE = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];
const SUBRESOURCE_VERBS = ['get', 'patch', 'update'];

export const VERSION = {
  major: '1',
  minor: '33',
  gitVersion: 'v1.33.0+sandbox',
  gitCommit: 'simulated',
  gitTreeState: 'clean',
  buildDate: '2026-01-01T00:00:00Z',
  goVersion: 'none',
  compiler: 'none',
  platform: 'sandbox/simulated',
};

const AGGREGATED = /application\/json;.*as=APIGroupDiscoveryList/;

/** Content type of aggregated discovery. */
export const AGGREGATED_TYPE =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** Whether the client reads all of discovery in one document (version 2). */
export function wantsAggregated(accept: string): boolean {
  return accept
    .split(',')
    .some(range => AGGREGATED.test(range) && /;\s*v=v2(;|$)/.test(range));
}

function byGroupVersion(types: ServedType[]): Map<string, ServedType[]> {
  const groups = new Map<string, ServedType[]>();
  for (const type of types) {
    const key = groupVersion(type);
    groups.set(key, [...(groups.get(key) ?? []), type]);
  }
  return groups;
}

function scaleKind(): JsonRecord {
  return { group: 'autoscaling', version: 'v1', kind: 'Scale' };
}

function resourceEntries(type: ServedType): JsonRecord[] {
  const base = { singularName: '', namespaced: type.namespaced };
  const entries: JsonRecord[] = [
    {
      name: type.plural,
      singularName: type.singular,
      namespaced: type.namespaced,
      kind: type.kind,
      verbs: READ_WRITE,
      shortNames: type.shortNames ?? [],
      categories: type.categories,
    },
  ];
  if (type.statusSubresource) {
    entries.push({
      ...base,
      name: `${type.plural}/status`,
      kind: type.kind,
      verbs: SUBRESOURCE_VERBS,
    });
  }
  if (type.scaleSubresource) {
    entries.push({
      ...base,
      name: `${type.plural}/scale`,
      ...scaleKind(),
      verbs: SUBRESOURCE_VERBS,
    });
  }
  return entries;
}

function resourceList(
  name: string,
  types: ServedType[],
): JsonRecord | undefined {
  return types.length === 0
    ? undefined
    : {
        kind: 'APIResourceList',
        apiVersion: 'v1',
        groupVersion: name,
        resources: types.flatMap(resourceEntries),
      };
}

function groupEntry(group: string, versions: string[]): JsonRecord {
  const entries = versions.map(version => ({
    groupVersion: `${group}/${version}`,
    version,
  }));
  return { name: group, versions: entries, preferredVersion: entries[0] };
}

function groupVersions(types: ServedType[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { group, version } of types) {
    const versions = groups.get(group) ?? [];
    groups.set(
      group,
      versions.includes(version) ? versions : [...versions, version],
    );
  }
  return groups;
}

function aggregatedResource(type: ServedType): JsonRecord {
  const { group, version, kind } = type;
  const responseKind = { group, version, kind };
  const subresources: JsonRecord[] = [];
  if (type.statusSubresource) {
    subresources.push({
      subresource: 'status',
      responseKind,
      verbs: SUBRESOURCE_VERBS,
    });
  }
  if (type.scaleSubresource) {
    subresources.push({
      subresource: 'scale',
      responseKind: scaleKind(),
      verbs: SUBRESOURCE_VERBS,
    });
  }
  return {
    resource: type.plural,
    responseKind,
    scope: type.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: type.singular,
    verbs: READ_WRITE,
    shortNames: type.shortNames ?? [],
    categories: type.categories,
    subresources,
  };
}

function aggregated(types: ServedType[]): JsonRecord {
  const items = [...groupVersions(types)].map(([group, versions]) => ({
    metadata: { name: group, creationTimestamp: null },
    versions: versions.map(version => ({
      version,
      freshness: 'Current',
      resources: types
        .filter(type => type.group === group && type.version === version)
        .map(aggregatedResource),
    })),
  }));
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items,
  };
}

/** Answers `/api`, `/apis` and what is below them down to a group's version; undefined for other paths. */
export function discover(
  types: ServedType[],
  path: string,
  aggregate: boolean,
): JsonRecord | undefined {
  const segments = path.split('/').filter(segment => segment !== '');
  const [root, group, version, ...rest] = segments;
  const core = types.filter(type => type.group === '');
  const grouped = types.filter(type => type.group !== '');
  if (root === 'api' && segments.length === 1) {
    return aggregate
      ? aggregated(core)
      : { kind: 'APIVersions', apiVersion: 'v1', versions: ['v1'] };
  }
  if (root === 'api' && segments.length === 2) {
    return resourceList(group, byGroupVersion(core).get(group) ?? []);
  }
  if (root !== 'apis' || rest.length > 0) {
    return undefined;
  }
  if (group === undefined) {
    return aggregate
      ? aggregated(grouped)
      : {
          kind: 'APIGroupList',
          apiVersion: 'v1',
          groups: [...groupVersions(grouped)].map(each => groupEntry(...each)),
        };
  }
  const versions = groupVersions(grouped).get(group);
  if (version === undefined) {
    return (
      versions && {
        kind: 'APIGroup',
        apiVersion: 'v1',
        ...groupEntry(group, versions),
      }
    );
  }
  const name = `${group}/${version}`;
  return resourceList(name, byGroupVersion(grouped).get(name) ?? []);
}

import { Raw, record, records, text } from '../objects/project/raw';

/** A product that holds the objects of many clusters behind one API. */
export interface CacheKind {
  /** As people call it. */
  title: string;
  /** Where the API of all clusters begins: paths of an ordinary API server follow. */
  prefix: string;
  /** Annotation of every object with the name of the cluster that it is from. */
  annotation: string;
  /** Collection of the clusters. */
  clustersPath: string;
  /** Lists can be followed by a watch; they have to be repeated otherwise. */
  watches: boolean;
  /**
   * Clusters that a list of this version is of; undefined when the list is of the cache's own objects. Absent where every
   * list is of all clusters.
   */
  clustersOf?: (version: string) => ReadonlySet<string> | undefined;
  /** Query without which a page does not say that there are more, for one that counts its pages. */
  countedPages?: Readonly<Record<string, string>>;
}

/** Karmada's versions are those of its clusters: an object in JSON, in base64 for URLs. */
function clustersOfVersion(version: string): ReadonlySet<string> | undefined {
  try {
    const json = Buffer.from(version, 'base64url').toString('utf8');
    const names = Object.keys(record(JSON.parse(json)));
    return names.length > 0 ? new Set(names) : undefined;
  } catch {
    return undefined;
  }
}

/** What is known of them; by the `type` of `adaptive.clusterCaches[]`. */
export const CACHE_KINDS = {
  // https://karmada.io/docs/userguide/globalview/proxy-global-resource
  karmada: {
    title: 'Karmada',
    prefix: '/apis/search.karmada.io/v1alpha1/proxying/karmada/proxy',
    annotation: 'resource.karmada.io/cached-from-cluster',
    clustersPath: '/apis/cluster.karmada.io/v1alpha1/clusters',
    watches: true,
    clustersOf: clustersOfVersion,
  },
  // https://clusterpedia.io/docs/usage/search/multi-cluster/
  clusterpedia: {
    title: 'Clusterpedia',
    prefix: '/apis/clusterpedia.io/v1beta1/resources',
    annotation: 'shadow.clusterpedia.io/cluster-name',
    clustersPath: '/apis/cluster.clusterpedia.io/v1alpha2/pediaclusters',
    watches: false,
    // https://clusterpedia.io/docs/usage/search/#paging
    countedPages: { withContinue: 'true', orderby: 'cluster,namespace,name' },
  },
} satisfies Record<string, CacheKind>;

/** A cluster that a cache knows. */
export interface CacheMember {
  name: string;
  kubernetesVersion?: string;
  /** Why what the cache holds of it may be old; absent while it is ready. */
  notReady?: string;
  /**
   * How the cache holds the resources of this cluster, by their names: what is missing here it does not hold. Absent
   * where the cache does not tell.
   */
  held?: ReadonlyMap<string, HeldState>;
}

/** `filling` until all objects were read once; `stopped` when changes do not arrive, with the reason. */
export type HeldState =
  | { state: 'held' | 'filling' }
  | { state: 'stopped'; reason: string };

function heldState(conditions: Raw[]): HeldState {
  const syncing = conditions.filter(({ status }) => status === 'Syncing');
  if (syncing.some(({ initialListPhase }) => initialListPhase !== true))
    return { state: 'held' };
  const [first] = conditions;
  const isFilling = syncing.length > 0 || first?.status === 'Pending';
  return isFilling
    ? { state: 'filling' }
    : {
        state: 'stopped',
        reason: text(first?.reason) ?? 'it does not say why',
      };
}

/** What a PediaCluster says of the resources that are synced, each of which may be in several versions. */
function readHeld(status: Raw): ReadonlyMap<string, HeldState> | undefined {
  if (!Array.isArray(status.syncResources)) return undefined;
  return new Map(
    records(status.syncResources).flatMap(({ group, resources }) =>
      records(resources).map(({ name, syncConditions }) => [
        text(group) ? `${text(group)}/${text(name)}` : text(name) ?? '',
        heldState(records(syncConditions)),
      ]),
    ),
  );
}

/**
 * Reads a cluster of Karmada (`Cluster`) or Clusterpedia (`PediaCluster`); undefined when it has no name. Both tell by
 * condition `Ready` whether they are in touch with it, and its version in their status.
 */
export function readCacheMember(raw: unknown): CacheMember | undefined {
  const cluster = record(raw);
  const name = text(record(cluster.metadata).name);
  if (name === undefined) return undefined;
  const status = record(cluster.status);
  const ready = records(status.conditions).find(({ type }) => type === 'Ready');
  const reason = text(ready?.reason);
  const held = readHeld(status);
  return {
    name,
    ...(held && { held }),
    kubernetesVersion: text(status.kubernetesVersion) ?? text(status.version),
    ...(ready?.status !== 'True' && {
      notReady: ready
        ? `it is not ready${reason ? ` (${reason})` : ''}`
        : 'it does not say whether it is ready',
    }),
  };
}

/** Name of the cluster that an object is from; undefined for the cache's own objects. */
export function memberOf(kind: CacheKind, raw: unknown): string | undefined {
  const { annotations } = record(record(raw).metadata);
  return text(record(annotations)[kind.annotation]);
}

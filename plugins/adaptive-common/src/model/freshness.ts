/**
 * How much a source can be trusted at the moment.
 *
 * - `connecting`: never answered yet since the backend started, no error so far
 * - `live`: answered within its expected interval
 * - `stale`: answered before, is late now
 * - `unreachable`: the last attempt failed, or it has been silent for too long
 * - `notPermitted`: it answers, and refuses (401, 403)
 * - `notInstalled`: the API does not exist there (404 on a custom resource)
 * - `notWatchable`: the portal has no credentials that a background watch could use
 *
 * @public
 */
export type FreshnessStatus =
  | 'connecting'
  | 'live'
  | 'stale'
  | 'unreachable'
  | 'notPermitted'
  | 'notInstalled'
  | 'notWatchable';

/**
 * When a source last spoke. All times are ISO 8601 in UTC.
 *
 * @public
 */
export interface Freshness {
  status: FreshnessStatus;
  /** When the source last said anything valid (an event, a bookmark, a list, a sample). */
  lastSeenAt?: string;
  /** Since when the status is what it is. */
  since: string;
  /** One sentence naming the cause, without secrets; absent when live. */
  message?: string;
}

/**
 * What kind of source a freshness belongs to; `metrics` is one that a module of the backend added.
 *
 * @public
 */
export type SourceKind =
  | 'kubernetes'
  | 'prometheus'
  | 'gitops'
  | 'alertmanager'
  | 'metrics';

/**
 * One source that the backend reads in the background.
 *
 * @public
 */
export interface SourceStatus {
  /** Stable id, for example `kubernetes:eu-1:pods` or `prometheus:main`. */
  id: string;
  kind: SourceKind;
  /** Cluster the source belongs to; absent for a source of several clusters. */
  cluster?: string;
  /** Kubernetes resource in `group/plural` form (`pods`, `apps/deployments`), or the metric source's id. */
  resource?: string;
  freshness: Freshness;
  /** Number of objects or series held from this source. */
  items?: number;
}

/**
 * A cluster as the portal sees it.
 *
 * @public
 */
export interface ClusterStatus {
  name: string;
  /** Human-readable title from configuration, the name when there is none. */
  title: string;
  /** The worst freshness of the kinds that matter for engines. */
  freshness: Freshness;
  kubernetesVersion?: string;
  sources: SourceStatus[];
  engines: number;
  gpus?: GpuCapacity[];
  /** Whether the `keda.sh` API is served; absent when not known yet. */
  kedaInstalled?: boolean;
}

/**
 * GPUs of one product in one cluster. Counts are devices, not pods.
 *
 * @public
 */
export interface GpuCapacity {
  /** Extended resource name, for example `nvidia.com/gpu`. */
  resource: string;
  /** `nvidia.com/gpu.product` of the nodes, `unknown` where the label is missing. */
  product: string;
  nodes: number;
  /** Sum over Ready, uncordoned nodes. */
  allocatable: number;
  /** Requests of all non-terminal pods on those nodes, other tenants included. */
  requested: number;
  free: number;
  /** Largest number of devices free on one node: what the next pod can get. */
  largestFreeOnOneNode: number;
}

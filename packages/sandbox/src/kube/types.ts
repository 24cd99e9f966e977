import type { JsonObject, KubernetesObject } from './object';
import type { ServedType } from './resources';

/** A served resource type, for example `{ group: 'apps', version: 'v1', plural: 'deployments', … }`. */
export interface ResourceType {
  group: string;
  version: string;
  plural: string;
  singular: string;
  kind: string;
  namespaced: boolean;
  shortNames?: string[];
  /** Has a status subresource: writes to the main resource ignore `status`, and the reverse. */
  statusSubresource?: boolean;
  /** Has a scale subresource. */
  scaleSubresource?: boolean;
}

export type StoreEventType = 'ADDED' | 'MODIFIED' | 'DELETED';

export interface StoreEvent {
  type: StoreEventType;
  /** `group/plural`, plural alone for the core group. */
  resource: string;
  object: KubernetesObject;
  /** The object before the write; absent for ADDED. */
  previous?: KubernetesObject;
}

export interface ObjectQuery {
  namespace?: string;
  /** Kubernetes label selector syntax. */
  labelSelector?: string;
}

/**
 * The objects of one simulated cluster, as its API server and its controllers share them.
 *
 * Objects handed out are frozen copies; every write bumps `metadata.resourceVersion` of the one counter of the
 * cluster. Errors are `KubeError`s that carry a Status body (404, 409, 422).
 */
export interface KubeStore {
  list(resource: string, query?: ObjectQuery): KubernetesObject[];
  get(
    resource: string,
    namespace: string | undefined,
    name: string,
  ): KubernetesObject | undefined;
  create(resource: string, object: KubernetesObject): KubernetesObject;
  /**
   * Replaces the object. With `metadata.resourceVersion` set and not current: 409.
   * `subresource: 'status'` writes the status only.
   */
  update(
    resource: string,
    object: KubernetesObject,
    options?: { subresource?: 'status' },
  ): KubernetesObject;
  /** Read, change, write; retried on conflict; the returned object is what was stored. No event when nothing changed. */
  modify(
    resource: string,
    namespace: string | undefined,
    name: string,
    change: (object: KubernetesObject) => KubernetesObject,
    options?: Pick<WriteOptions, 'subresource' | 'manager'>,
  ): KubernetesObject;
  delete(
    resource: string,
    namespace: string | undefined,
    name: string,
  ): KubernetesObject | undefined;
  subscribe(listener: (event: StoreEvent) => void): { unsubscribe(): void };
}

/** How a write is made; what is absent is the plain case. */
export interface WriteOptions {
  /** Write the status only. */
  subresource?: 'status';
  /** Who writes, kept in `metadata.managedFields`; without it ownership of fields is left as it is. */
  manager?: string;
  /** Check everything, store nothing. */
  dryRun?: boolean;
  /** Server-side apply: the fields `manager` owns from now on. */
  applied?: JsonObject;
}

export interface DeleteOptions {
  /** What becomes of objects owned by this one; default `Background`: they go as well. */
  propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  preconditions?: { uid?: string; resourceVersion?: string };
  dryRun?: boolean;
}

/** The store with what only the API server needs. */
export interface ClusterStore extends KubeStore {
  /** Name of the cluster. */
  readonly name: string;
  readonly clock: Clock;
  /** Revision of the latest write; lists are as of this revision. */
  resourceVersion(): number;
  types(): ServedType[];
  findType(
    group: string,
    version: string,
    plural: string,
  ): ServedType | undefined;
  create(
    resource: string,
    object: KubernetesObject,
    options?: Omit<WriteOptions, 'subresource'>,
  ): KubernetesObject;
  update(
    resource: string,
    object: KubernetesObject,
    options?: WriteOptions,
  ): KubernetesObject;
  modify(
    resource: string,
    namespace: string | undefined,
    name: string,
    change: (object: KubernetesObject) => KubernetesObject,
    options?: WriteOptions,
  ): KubernetesObject;
  delete(
    resource: string,
    namespace: string | undefined,
    name: string,
    options?: DeleteOptions,
  ): KubernetesObject | undefined;
}

/** Source of time; `Date` is one. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Refuses requests with 403, as RBAC would. Absent fields match everything. */
export interface ForbiddenRule {
  /** For example `list`, `watch`. */
  verbs?: string[];
  /** `group/plural`, plural alone for the core group. */
  resource?: string;
  namespace?: string;
}

/** What a cluster's API server does wrong on demand. */
export type ApiServerFault =
  | { type: 'none' }
  /** Accepts connections, never answers; open watches go silent. */
  | { type: 'hang' }
  /** Answers 401 to everything. */
  | { type: 'refuseToken' }
  /** Closes every connection at once. */
  | { type: 'down' };

/** A running API server. */
export interface KubeApiServer {
  readonly name: string;
  /** `https://127.0.0.1:<port>` */
  readonly url: string;
  /** PEM of the CA that signed the server's certificate. */
  readonly caPem: string;
  readonly token: string;
  readonly store: KubeStore;
  /** Number of requests answered so far per `verb resource`, for proofs that a page view costs none. */
  requestCounts(): Record<string, number>;
  setFault(fault: ApiServerFault): void;
  fault(): ApiServerFault;
  /** Requests matching a rule are answered 403 from now on; replaces the rules so far. */
  setForbidden(rules: ForbiddenRule[]): void;
  /** Forgets the watch history and all list snapshots: older resourceVersions and continue tokens are answered 410. */
  compact(): void;
  /** Cuts all open watch connections; with `midLine` after half a line of JSON. */
  dropWatches(options?: { midLine?: boolean }): void;
  /** Delays every answer. */
  setLatency(milliseconds: number): void;
  stop(): Promise<void>;
}

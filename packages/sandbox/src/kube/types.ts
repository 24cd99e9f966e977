import type { KubernetesObject } from './object';

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
    options?: { subresource?: 'status' },
  ): KubernetesObject;
  delete(
    resource: string,
    namespace: string | undefined,
    name: string,
  ): KubernetesObject | undefined;
  subscribe(listener: (event: StoreEvent) => void): { unsubscribe(): void };
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
  stop(): Promise<void>;
}

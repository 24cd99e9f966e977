import { Freshness } from '@adaptive-portal/plugin-adaptive-common';
import { ObjectStore, WatchedResource } from './types';

/** What is known about the watch of one resource in one cluster. */
export interface ResourceWatchStatus {
  resource: WatchedResource;
  freshness: Freshness;
  /** Objects held in the store; kept, and counted, while the source is not live. */
  items: number;
  /** Only some namespaces or labels are asked for: what is not held may be there all the same. */
  partial?: true;
}

/** What is known about the watches of one cluster. */
export interface ClusterWatchStatus {
  name: string;
  /** Human-readable title from configuration, the name when there is none. */
  title: string;
  /** `gitVersion` of the API server, for example `v1.33.2`; absent until it answered once. */
  kubernetesVersion?: string;
  /** When the login of the watch ends, as ISO 8601; absent where that is unknown, or renewed by itself. */
  credentialExpiresAt?: string;
  /** One entry per watched resource, in a stable order. */
  resources: ResourceWatchStatus[];
}

/** Keeps an `ObjectStore` equal to the clusters, and tells how far it can be trusted. */
export interface WatchService {
  readonly store: ObjectStore;
  /** Every configured cluster in the order of the configuration, also those that cannot be watched. */
  clusters(): ClusterWatchStatus[];
  /** Begins to watch and returns at once: a dead cluster shows in `clusters()`, never as a rejection. */
  start(): Promise<void> | void;
  /** Ends all watches and closes all connections; the store keeps what it holds. */
  stop(): Promise<void>;
  /** Calls back with the name of a cluster after any of its freshness or its version changed. */
  subscribeStatus(listener: (cluster: string) => void): { unsubscribe(): void };
}

import { ClusterWatchStatus } from '../objects/watchService';
import { ClusterTables } from '../store/ClusterTables';
import { ClusterLimits } from './readLimits';
import { TokenBucket } from './TokenBucket';

/** TLS trust of an API server. */
export interface ClusterTls {
  /** PEM certificates to trust instead of the system's. */
  ca?: string;
  /** Accept any certificate. */
  skipVerify: boolean;
  /** Name that the certificate is for, where that is not the host of the URL. */
  serverName?: string;
}

/** What of a cluster is watched, where that is not everything. */
export interface WatchScope {
  /** Only these namespaces, each asked for on its own, for a login that may not read the whole cluster. */
  namespaces?: readonly string[];
  /** Label selectors by resource, for example `pods`. */
  labelSelectors?: Readonly<Record<string, string>>;
}

/** A configured cluster that a background watch can log in to. */
export interface WatchableCluster {
  name: string;
  title: string;
  watchable: true;
  url: string;
  tls: ClusterTls;
  credentials: ClusterCredentials;
  /** HTTP proxy on the way to it; may hold a password. */
  proxyUrl?: string;
  /** Everything where it is absent. */
  scope?: WatchScope;
  /** How much its API server is asked; the watches' own defaults where they are absent. */
  limits?: ClusterLimits;
  /** Keeps all connections to its API server within the limits together. */
  requests?: TokenBucket;
  /** Changes with whatever the credentials are made of; secret. */
  identity?: string;
  /** Where its objects come from, if not from its own API server. */
  join?: (options: JoinOptions) => JoinedCluster;
}

/** Where the objects of a cluster go, and who is told when its status changes. */
export interface JoinOptions {
  tables: ClusterTables;
  onStatus: () => void;
}

/** All watches of one cluster, wherever its objects come from. */
export interface JoinedCluster {
  /** Begins to watch; returns at once. */
  start(): void;
  /** Ends everything; the tables keep what they hold. */
  stop(): Promise<void>;
  status(): Pick<ClusterWatchStatus, 'kubernetesVersion' | 'resources'>;
}

/** A configured cluster that a background watch cannot log in to, with the sentence that says why. */
export interface UnwatchableCluster {
  name: string;
  title: string;
  watchable: false;
  message: string;
}

/** A configured cluster. */
export type ClusterDefinition = WatchableCluster | UnwatchableCluster;

/** PEM texts of a TLS client certificate and its key. */
export interface ClientCertificate {
  cert: string;
  key: string;
}

/** Where the bearer token or the client certificate of a cluster comes from. */
export interface ClusterCredentials {
  /** Current bearer token; undefined when requests need none. */
  token(): Promise<string | undefined>;
  /** Current client certificate; undefined when there is none. */
  certificate?(): Promise<ClientCertificate | undefined>;
  /**
   * When they end, as ISO 8601, where that is known and nobody renews them: credentials of files that are kept fresh, of
   * plugins and of clouds always end soon.
   */
  expiresAt?(): string | undefined;
  /**
   * Called after the API server refused the credentials.
   *
   * @returns whether others are there now, so that it is worth asking again at once
   */
  refresh(): Promise<boolean>;
}

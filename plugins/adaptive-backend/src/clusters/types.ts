/** TLS trust of an API server. */
export interface ClusterTls {
  /** PEM certificates to trust instead of the system's. */
  ca?: string;
  /** Accept any certificate. */
  skipVerify: boolean;
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
  /** Everything where it is absent. */
  scope?: WatchScope;
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

/** Where the bearer token of a cluster comes from. */
export interface ClusterCredentials {
  /** Current bearer token; undefined when requests need none. */
  token(): Promise<string | undefined>;
  /**
   * Called after the API server refused the token.
   *
   * @returns whether another token is there now, so that it is worth asking again at once
   */
  refresh(): Promise<boolean>;
}

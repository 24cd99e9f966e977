/**
 * How the portal logs in to a cluster in the background, without a user.
 *
 * @public
 */
export interface AdaptiveClusterCredentials {
  /**
   * Bearer token of the next request; undefined when requests need none. Called before every request, so it should
   * answer from memory while its token is good.
   */
  getToken(): Promise<string | undefined>;
  /**
   * Called after the API server refused the token.
   *
   * @returns whether another token is there now, so that it is worth asking again at once
   */
  refresh?(): Promise<boolean>;
}

/**
 * A cluster as a supplier knows it.
 *
 * @public
 */
export interface AdaptiveCluster {
  /** Unique among all clusters; one that the configuration names too is taken from there. */
  name: string;
  /** Shown on pages. Default: the name. */
  title?: string;
  /** URL of the API server, without user name and password. */
  url: string;
  /** PEM certificates to trust instead of the system's. */
  ca?: string;
  /** Accept any certificate. Default false. */
  skipTLSVerify?: boolean;
  /** Absent: the cluster is listed, and watched once `adaptive.clusters.<name>.credentials` is configured. */
  credentials?: AdaptiveClusterCredentials;
}

/**
 * Knows clusters that the Kubernetes plugin's configuration does not name.
 *
 * @public
 */
export interface AdaptiveClusterSupplier {
  /** For log messages, for example `rancher`. */
  id: string;
  /**
   * All clusters of this supplier; asked once a minute. A cluster it no longer gives is not watched any more; when it
   * rejects, or takes longer than half a minute, nothing changes.
   */
  getClusters(): Promise<AdaptiveCluster[]>;
}

/**
 * An entry of a secret store.
 *
 * @public
 */
export interface RemoteKeyInput {
  key: string;
  /** Field of a structured entry. */
  property?: string;
}

/**
 * One map per Secret of the chart.
 *
 * @public
 */
export interface PerSecret<T> {
  controlPlane: Record<string, T>;
  harmony: Record<string, T>;
  redis?: Record<string, T>;
}

/**
 * Names of the Secrets that the chart reads, and how they come into the namespace. Values never pass through the
 * portal.
 *
 * @public
 */
export interface SecretsInput {
  controlPlane: string;
  harmony: string;
  redis?: string;
  /**
   * Secret whose keys become the environment of all parts, for example `AWS_ACCESS_KEY_ID` and `AWS_ENDPOINT_URL_S3`;
   * charts from 0.42.0. It has to exist, whatever the `mode`.
   */
  s3Credentials?: string;
  /**
   * `existing` (default): they are there; `manual`: the README has the commands; `externalSecrets`: the External
   * Secrets Operator copies them from a store; `sealedSecrets`: sealed for the cluster's controller.
   */
  mode?: 'existing' | 'manual' | 'externalSecrets' | 'sealedSecrets';
  /** For `externalSecrets`. */
  store?: { name: string; kind: 'SecretStore' | 'ClusterSecretStore' };
  /** For `externalSecrets`: entry of the store per key of each Secret. */
  remoteKeys?: PerSecret<RemoteKeyInput>;
  /**
   * For `sealedSecrets`: what `kubeseal` made of each key. Absent: people seal them, or the action
   * `adaptive:secrets:seal` does, into files among the engine's manifests; the README has the commands.
   */
  encryptedData?: PerSecret<string>;
}

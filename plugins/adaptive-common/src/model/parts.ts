/**
 * What an engine stores on a volume.
 *
 * @public
 */
export interface EngineVolume {
  name: string;
  phase: 'Pending' | 'Bound' | 'Lost' | 'Unknown';
  /** Why it is not bound, in words; absent when it is. */
  reason?: string;
  storageClass?: string;
  /** Quantity: what it has, or else what it asks for. */
  size?: string;
}

/**
 * A Secret that a controller brings into the namespace. Its values are never read.
 *
 * @public
 */
export interface EngineSecret {
  /** Name of the Secret. */
  name: string;
  kind: 'ExternalSecret' | 'SealedSecret';
  /** Name of the object that the controller follows. */
  object: string;
  /** Store that it comes from, for example `ClusterSecretStore/vault`. */
  store?: string;
  state: 'synced' | 'failed' | 'unknown';
  /** Reason of the controller; absent when synced. */
  reason?: string;
  /** When it was last read from the store, ISO 8601. */
  refreshedAt?: string;
}

/**
 * How an engine is reached from outside.
 *
 * @public
 */
export interface EngineIngress {
  name: string;
  className?: string;
  hosts: string[];
  /** Hosts with TLS. */
  tlsHosts: string[];
  /** Addresses under which a controller serves it; none while no controller does. */
  addresses: string[];
}

/**
 * How many pods may be taken away at a time.
 *
 * @public
 */
export interface EngineDisruptionBudget {
  name: string;
  /** Number or percentage. */
  minAvailable?: string;
  maxUnavailable?: string;
  disruptionsAllowed?: number;
  currentHealthy?: number;
  desiredHealthy?: number;
}

/**
 * A quota of the engine's namespace.
 *
 * @public
 */
export interface EngineQuota {
  name: string;
  /** Quantities, by name. */
  limits: Array<{ resource: string; used: string; hard: string }>;
}

/**
 * Advice of the Workload-Variant-Autoscaler on a workload of the engine.
 *
 * @public
 */
export interface EngineVariant {
  name: string;
  workload: string;
  modelId?: string;
  desired?: number;
  /** Whether the advice was handed on to the scaler. */
  applied?: boolean;
  /** Reason of the controller why it gives no advice. */
  reason?: string;
}

/**
 * What surrounds an engine in its namespace, each list by name. A list is absent where the kind cannot be listed:
 * absent is unknown, empty is none.
 *
 * @public
 */
export interface EngineSurroundings {
  volumes?: EngineVolume[];
  secrets?: EngineSecret[];
  ingresses?: EngineIngress[];
  networkPolicies?: Array<{ name: string; directions: string[] }>;
  disruptionBudgets?: EngineDisruptionBudget[];
  quotas?: EngineQuota[];
  variants?: EngineVariant[];
}

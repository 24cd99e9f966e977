import type { JsonObject } from '@backstage/types';
import type {
  AuthInput,
  ClickHouseInput,
  ControlPlaneInput,
  DisruptionBudgetInput,
  HarmonyInput,
  OtelCollectorInput,
} from './parts';
import type { RemoteKeyInput } from './secrets';

/**
 * A volume that outlives its pod.
 *
 * @public
 */
export interface StorageInput {
  /** A Kubernetes quantity with a binary unit, for example `10Gi`. */
  size: string;
  /** Name of a StorageClass; without it the cluster's default. */
  storageClass?: string;
}

/**
 * A toleration of a pod, with the words of Kubernetes.
 *
 * @public
 */
export interface TolerationInput {
  key?: string;
  operator?: 'Exists' | 'Equal';
  value?: string;
  effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

/**
 * CPU and memory, as request and as limit.
 *
 * @public
 */
export interface ResourcesInput {
  /** Cores. */
  cpu: number;
  /** A Kubernetes quantity with a binary unit, for example `500Gi`. */
  memory: string;
}

/**
 * One path of an Ingress host.
 *
 * @public
 */
export interface IngressPathInput {
  path: string;
  pathType: 'Prefix' | 'Exact' | 'ImplementationSpecific';
}

/**
 * How the control plane is reached from outside the cluster.
 *
 * @public
 */
export interface IngressInput {
  className?: string;
  /** Without `paths` a host serves everything below `/`. */
  hosts: Array<{ host: string; paths?: IngressPathInput[] }>;
  annotations?: Record<string, string>;
  /** Secrets of type `kubernetes.io/tls` and the hosts they are for. */
  tls?: Array<{ secretName: string; hosts: string[] }>;
}

/**
 * Where the pods of a part run, and with what environment.
 *
 * @public
 */
export interface PlacementInput {
  nodeSelector?: Record<string, string>;
  tolerations?: TolerationInput[];
  extraEnv?: Record<string, string>;
}

/**
 * A NetworkPolicy for the pods that run recipes: what they may reach besides DNS, the engine's own parts and public
 * addresses.
 *
 * @public
 */
export interface SandkastenNetworkPolicyInput {
  /** Networks to block besides the private and link-local ones. */
  blockedCidrs?: string[];
  /** Private addresses to allow. */
  allowed?: Array<{ cidr: string; port: number }>;
}

/**
 * The service that runs recipes.
 *
 * @public
 */
export interface SandkastenInput extends PlacementInput {
  replicas?: number;
  /** Charts from 0.12.3. */
  resources?: ResourcesInput;
  /** Charts from 0.27.0. */
  disruptionBudget?: DisruptionBudgetInput;
  /** Rendered as a manifest of its own: no published chart has one. */
  networkPolicy?: SandkastenNetworkPolicyInput;
}

/**
 * The harmony group beside the pools, for training and evaluation; charts up to 0.23.0.
 *
 * @public
 */
export interface DefaultGroupInput {
  replicas: number;
  gpusPerReplica: number;
  resources?: ResourcesInput;
  nodeSelector?: Record<string, string>;
}

/**
 * The Prometheus that charts up to 0.31.1 bring along.
 *
 * @public
 */
export interface PrometheusInput {
  /** A Prometheus duration. Default of the chart: `30d`. */
  retention?: string;
  /** Independent copies that scrape the same. Default of the chart: 2. */
  replicas?: number;
  storage?: StorageInput;
}

/**
 * The PostgreSQL that the chart installs.
 *
 * @public
 */
export interface PostgresInput {
  /** Name of the Secret with the key `password`; its value never passes through the portal. */
  passwordSecret: string;
  storage?: StorageInput;
}

/**
 * Redis of the chart, or one that is there.
 *
 * @public
 */
export type RedisInput =
  | { mode: 'internal' }
  /** `url` without credentials; an address with credentials belongs into the Secret `secrets.redis`. */
  | { mode: 'external'; url?: string };

/**
 * A provider of sign-in. What is secret about it is only referenced.
 *
 * @public
 */
export interface OidcProviderInput {
  /** Shown on the sign-in page. */
  name: string;
  /** Part of the callback URL `<rootUrl>/api/v1/auth/login/<key>/callback`. */
  key: string;
  issuerUrl: string;
  clientId: string;
  /** Where the client secret is in the store of `secrets.store`; a value is refused. */
  clientSecret?: RemoteKeyInput;
  /** Default `email` and `profile`. */
  scopes?: string[];
  /** Default true. */
  pkce?: boolean;
  /** Default true. */
  allowSignUp?: boolean;
  /** Charts from 0.13.0. */
  requireEmailVerified?: boolean;
}

/**
 * Tensorboard beside the default harmony group; charts up to 0.21.0.
 *
 * @public
 */
export interface TensorboardInput {
  storage?: StorageInput;
  resources?: ResourcesInput;
}

/**
 * Azure Blob Storage behind the S3 interface; charts up to 0.21.0 and from 0.46.0.
 *
 * @public
 */
export interface S3ProxyInput {
  /** Storage account; charts up to 0.21.0 only, later it is in the Secret. */
  accountName?: string;
  /** Secret with the account's key. */
  secret: string;
}

/**
 * Grafana and logs: the chart `monitoring` beside charts up to 0.37.4, `lgtm` of the chart itself from 0.38.0.
 *
 * @public
 */
export interface MonitoringInput {
  /** Version of the chart `monitoring`. */
  chartVersion?: string;
  storage?: StorageInput;
}

/**
 * One environment of an engine that exists several times.
 *
 * @public
 */
export interface EnvironmentInput {
  /** For example `dev`, `staging`, `production`. */
  name: string;
  /** Name of a cluster that the portal watches. */
  cluster: string;
  /** Default: that of the engine. */
  namespace?: string;
  /** Default: that of the engine. */
  rootUrl?: string;
  /** Sizes that differ from those of the engine, by the name of the pool. */
  pools?: Array<{ name: string; minReplicas: number; maxReplicas: number }>;
}

/**
 * Everything about an engine that may be left out; what is absent is as the chart has it, unless a field says
 * otherwise.
 *
 * @public
 */
export interface EngineOptions {
  ingress?: IngressInput;
  auth?: AuthInput;
  controlPlane?: ControlPlaneInput;
  harmony?: HarmonyInput;
  sandkasten?: SandkastenInput;
  /** Absent: there is none. */
  defaultGroup?: DefaultGroupInput;
  /** Absent: it is off. */
  prometheus?: PrometheusInput;
  /** Absent: the database is elsewhere. */
  postgres?: PostgresInput;
  redis?: RedisInput;
  oidc?: OidcProviderInput[];
  /** Absent: it is off. */
  tensorboard?: TensorboardInput;
  /** Absent: it is off. */
  clickhouse?: ClickHouseInput;
  otelCollector?: OtelCollectorInput;
  /** Absent: storage is S3. */
  s3proxy?: S3ProxyInput;
  /** Absent: it is off. */
  monitoring?: MonitoringInput;
  /** Names of Secrets of type `kubernetes.io/dockerconfigjson`. */
  imagePullSecrets?: string[];
  /**
   * Environments, for repositories whose tool is `applicationSet`. The first is the engine itself: its cluster, and
   * nothing that differs.
   */
  environments?: EnvironmentInput[];
  /** Any other value of the chart; only keys that the chosen version knows, and none that another field sets. */
  extraValues?: JsonObject;
}

import { Condition, Meta } from './types';

/*
 * Projected objects around an engine: who installs it, what it stores, what guards it. As in `types.ts` they are the
 * shapes of the API, reduced to the fields that the portal uses.
 */

/** How a controller is doing with an object. */
export interface ControllerStatus {
  /** Generation that the conditions are about; older than the object's own while the controller lags. */
  observedGeneration?: number;
  conditions: Condition[];
}

export interface TriggerAuthenticationObject {
  metadata: Meta;
  /** Names of the Secrets that it points at; never their content. */
  secretNames: string[];
  /** Provider of a pod identity, for example `aws-eks`. */
  podIdentity?: string;
}

/** Where a Flux object finds something. */
export interface FluxReference {
  kind: string;
  name: string;
  /** Absent: the namespace of the object itself. */
  namespace?: string;
}

export interface HelmReleaseObject {
  metadata: Meta;
  /** Name of the Helm release: Flux's own default where the specification gives none. */
  releaseName: string;
  /** Where it installs: the object's own namespace where the specification gives none. */
  targetNamespace: string;
  suspended: boolean;
  /** Chart by name and version, where it is not a reference to an `OCIRepository` or `HelmChart`. */
  chart?: { name: string; version?: string };
  /** Source of the chart, or the chart itself. */
  source?: FluxReference;
  status: ControllerStatus & {
    lastAttemptedRevision?: string;
    /** Attempts that failed since the last success. */
    failures: number;
    /** What is installed: the newest entry of the history. */
    installed?: {
      chartName?: string;
      chartVersion?: string;
      appVersion?: string;
      status?: string;
      deployedAt?: string;
    };
  };
}

/** `OCIRepository` or `GitRepository`. */
export interface FluxSourceObject {
  metadata: Meta;
  url: string;
  /** What it follows, for example `{ tag: '0.23.0' }` or `{ branch: 'main' }`. */
  ref: Record<string, string>;
  suspended: boolean;
  /** Revision of the artifact it holds, for example `main@sha1:…`. */
  revision?: string;
  status: ControllerStatus;
}

export interface KustomizationObject {
  metadata: Meta;
  source?: FluxReference;
  path?: string;
  targetNamespace?: string;
  suspended: boolean;
  lastAppliedRevision?: string;
  lastAttemptedRevision?: string;
  status: ControllerStatus;
}

export interface ExternalSecretObject {
  metadata: Meta;
  store?: { kind: string; name: string };
  /** Name of the Secret that it writes. */
  target: string;
  refreshInterval?: string;
  /** When it was last read from the store. */
  refreshedAt?: string;
  status: ControllerStatus;
}

export interface SealedSecretObject {
  metadata: Meta;
  /** Name of the Secret that it becomes. */
  target: string;
  /** Keys of the Secret; their values are not kept, not even encrypted. */
  keys: string[];
  status: ControllerStatus;
}

export interface VariantAutoscalingObject {
  metadata: Meta;
  /** What it scales: before v0.5 the Deployment of its own name. */
  target: { kind: string; name: string };
  modelId?: string;
  accelerator?: string;
  /** Up to v0.4 only. */
  current?: { replicas: number; accelerator?: string };
  desired?: { replicas: number; accelerator?: string; at?: string };
  /** Whether the desired replicas were handed on to the scaler. */
  applied?: boolean;
  status: ControllerStatus;
}

export interface VolumeClaimObject {
  metadata: Meta;
  phase: 'Pending' | 'Bound' | 'Lost' | 'Unknown';
  storageClass?: string;
  volumeName?: string;
  /** Quantity. */
  requested?: string;
  /** Quantity; absent until bound. */
  capacity?: string;
  conditions: Condition[];
}

export interface IngressObject {
  metadata: Meta;
  className?: string;
  rules: Array<{ host?: string; services: string[] }>;
  tlsHosts: string[];
  /** IP addresses and host names under which it is served. */
  addresses: string[];
}

export interface NetworkPolicyObject {
  metadata: Meta;
  /** Labels of the pods it applies to; empty means all pods, absent that it selects by expressions. */
  podLabels?: Record<string, string>;
  directions: string[];
}

export interface DisruptionBudgetObject {
  metadata: Meta;
  /** As for `NetworkPolicyObject.podLabels`. */
  podLabels?: Record<string, string>;
  /** Number or percentage. */
  minAvailable?: string;
  /** Number or percentage. */
  maxUnavailable?: string;
  status: ControllerStatus & {
    disruptionsAllowed?: number;
    currentHealthy?: number;
    desiredHealthy?: number;
    expectedPods?: number;
  };
}

export interface ApiServiceObject {
  metadata: Meta;
  /** Who serves it. */
  service: { namespace: string; name: string };
  conditions: Condition[];
}

/** The name alone: `scaledobjects.keda.sh`. */
export interface CustomResourceDefinitionObject {
  metadata: Meta;
}

export interface StorageClassObject {
  metadata: Meta;
  provisioner: string;
  isDefault: boolean;
  /** `WaitForFirstConsumer`: a claim stays Pending until a pod wants it. */
  bindingMode?: string;
}

export interface IngressClassObject {
  metadata: Meta;
  controller: string;
  isDefault: boolean;
}

export interface ResourceQuotaObject {
  metadata: Meta;
  /** Quantities by name, for example `requests.nvidia.com/gpu`. */
  hard: Record<string, string>;
  /** Quantities by the same names. */
  used: Record<string, string>;
}

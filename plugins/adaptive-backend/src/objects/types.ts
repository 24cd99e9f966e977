import {
  ApiServiceObject,
  CustomResourceDefinitionObject,
  DisruptionBudgetObject,
  ExternalSecretObject,
  FluxSourceObject,
  HelmReleaseObject,
  IngressClassObject,
  IngressObject,
  KustomizationObject,
  NetworkPolicyObject,
  ResourceQuotaObject,
  SealedSecretObject,
  StorageClassObject,
  TriggerAuthenticationObject,
  VariantAutoscalingObject,
  VolumeClaimObject,
} from './partTypes';

/*
 * Projected Kubernetes objects: the shapes of the API, reduced to the fields that the portal uses.
 * Times stay ISO strings as the API sends them.
 */

export interface OwnerReference {
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
}

export interface Meta {
  name: string;
  /** Absent for cluster-scoped objects. */
  namespace?: string;
  uid: string;
  /** Opaque: compare for equality only. */
  resourceVersion: string;
  generation?: number;
  labels?: Record<string, string>;
  /** Only the keys that the portal reads. */
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
  creationTimestamp?: string;
  deletionTimestamp?: string;
}

export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
}

export interface Toleration {
  key?: string;
  operator?: 'Exists' | 'Equal';
  value?: string;
  effect?: string;
}

export interface NamespaceObject {
  metadata: Meta;
}

export interface NodeObject {
  metadata: Meta;
  unschedulable: boolean;
  taints: Array<{ key: string; value?: string; effect: string }>;
  /** Quantities as the API writes them, for example `{ 'nvidia.com/gpu': '8', cpu: '96', memory: '1000Gi' }`. */
  allocatable: Record<string, string>;
  conditions: Condition[];
  kubeletVersion?: string;
}

export interface PodContainer {
  name: string;
  image?: string;
  /** Effective requests (limits where no request is set). */
  requests: Record<string, string>;
  /** Value of the environment variable `GROUP`, when set literally. */
  group?: string;
  /**
   * Literal values of the environment variables that tell the control plane its own address and that of MLflow, and
   * MLflow where to keep artifacts; URLs without user name and password; absent when none is set.
   */
  settings?: Record<string, string>;
}

export interface ContainerState {
  name: string;
  ready: boolean;
  restartCount: number;
  /** Reason of the waiting or terminated state. */
  reason?: string;
  message?: string;
  /** Reason of the last termination, for example `OOMKilled`. */
  lastReason?: string;
}

export interface PodObject {
  metadata: Meta;
  /**
   * Set for pods outside the engines' namespaces: only metadata (without labels, annotations and owners),
   * nodeName, phase and the containers' requests are filled. Finished pods of that sort are not held at all.
   */
  accountingOnly?: true;
  nodeName?: string;
  nodeSelector?: Record<string, string>;
  tolerations: Toleration[];
  containers: PodContainer[];
  phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
  reason?: string;
  /** Without `Initialized`, `ContainersReady` and `PodReadyToStartContainers` while those are True. */
  conditions: Condition[];
  containerStates: ContainerState[];
}

export interface WorkloadObject {
  kind: 'Deployment' | 'StatefulSet';
  metadata: Meta;
  replicas: number;
  /** Who owns `spec.replicas`, and when they last wrote anything, from managedFields; absent when nobody says so. */
  replicasBy?: Array<{ manager: string; at?: string }>;
  selector: Record<string, string>;
  podLabels: Record<string, string>;
  containers: PodContainer[];
  nodeSelector?: Record<string, string>;
  tolerations: Toleration[];
  status: {
    observedGeneration?: number;
    replicas: number;
    readyReplicas: number;
    updatedReplicas: number;
    /** StatefulSets only: a rollout is under way while the two differ. */
    currentRevision?: string;
    updateRevision?: string;
    conditions: Condition[];
  };
}

export interface ReplicaSetObject {
  metadata: Meta;
  replicas: number;
}

export interface ScalingPolicy {
  type: 'Pods' | 'Percent';
  value: number;
  periodSeconds: number;
}

export interface ScalingRules {
  stabilizationWindowSeconds?: number;
  selectPolicy?: 'Max' | 'Min' | 'Disabled';
  policies?: ScalingPolicy[];
  tolerance?: string;
}

export interface HpaMetric {
  type: string;
  /** Name of the external metric, `s0-prometheus` for KEDA's first trigger. */
  name?: string;
  targetType?: 'AverageValue' | 'Value' | 'Utilization';
  /** Quantity. */
  target?: string;
}

export interface HpaCurrentMetric {
  type: string;
  name?: string;
  /** Quantity. */
  value?: string;
  /** Quantity. */
  averageValue?: string;
}

export interface HpaObject {
  metadata: Meta;
  target: { kind: string; name: string };
  minReplicas: number;
  maxReplicas: number;
  metrics: HpaMetric[];
  behavior?: { scaleUp?: ScalingRules; scaleDown?: ScalingRules };
  status: {
    observedGeneration?: number;
    currentReplicas?: number;
    desiredReplicas?: number;
    lastScaleTime?: string;
    currentMetrics: HpaCurrentMetric[];
    conditions: Condition[];
  };
}

export interface ScaledObjectTrigger {
  type: string;
  name?: string;
  metricType?: 'AverageValue' | 'Value' | 'Utilization';
  metadata: Record<string, string>;
}

export interface ScaledObjectObject {
  metadata: Meta;
  target: { kind: string; name: string };
  pollingInterval?: number;
  cooldownPeriod?: number;
  initialCooldownPeriod?: number;
  minReplicaCount?: number;
  maxReplicaCount?: number;
  idleReplicaCount?: number;
  triggers: ScaledObjectTrigger[];
  fallback?: { failureThreshold: number; replicas: number; behavior?: string };
  behavior?: { scaleUp?: ScalingRules; scaleDown?: ScalingRules };
  /** Who set the paused annotation last and when, from managedFields. */
  pausedBy?: { manager: string; at?: string };
  status: {
    hpaName?: string;
    lastActiveTime?: string;
    conditions: Condition[];
    health: Record<string, { numberOfFailures: number; status: string }>;
    externalMetricNames: string[];
  };
}

export interface EventObject {
  metadata: Meta;
  type: string;
  reason: string;
  message: string;
  involved: { kind: string; namespace?: string; name: string; uid?: string };
  count: number;
  /** When it happened first. */
  firstAt?: string;
  /** Latest of `lastTimestamp`, `eventTime`, `series.lastObservedTime`. */
  at?: string;
}

export interface ApplicationObject {
  metadata: Meta;
  destination: { server?: string; name?: string; namespace?: string };
  sources: Array<{
    repoUrl: string;
    chart?: string;
    path?: string;
    targetRevision?: string;
    releaseName?: string;
    valueFiles?: string[];
    ref?: string;
  }>;
  status: {
    sync?: string;
    /** Synced revision; of several sources that of the first git source. */
    revision?: string;
    /** Synced revisions of several sources, in the order of `sources`. */
    revisions?: string[];
    health?: string;
    operationPhase?: string;
    operationMessage?: string;
    conditions: Array<{ type: string; message?: string }>;
  };
}

/** Projected type of every watched resource, by `group/plural` (`plural` alone for the core group). */
export interface WatchedObjects {
  namespaces: NamespaceObject;
  nodes: NodeObject;
  pods: PodObject;
  events: EventObject;
  'apps/deployments': WorkloadObject;
  'apps/statefulsets': WorkloadObject;
  'apps/replicasets': ReplicaSetObject;
  'autoscaling/horizontalpodautoscalers': HpaObject;
  'keda.sh/scaledobjects': ScaledObjectObject;
  'argoproj.io/applications': ApplicationObject;
  'keda.sh/triggerauthentications': TriggerAuthenticationObject;
  'llmd.ai/variantautoscalings': VariantAutoscalingObject;
  'helm.toolkit.fluxcd.io/helmreleases': HelmReleaseObject;
  'kustomize.toolkit.fluxcd.io/kustomizations': KustomizationObject;
  'source.toolkit.fluxcd.io/ocirepositories': FluxSourceObject;
  'source.toolkit.fluxcd.io/gitrepositories': FluxSourceObject;
  'external-secrets.io/externalsecrets': ExternalSecretObject;
  'bitnami.com/sealedsecrets': SealedSecretObject;
  persistentvolumeclaims: VolumeClaimObject;
  resourcequotas: ResourceQuotaObject;
  'networking.k8s.io/ingresses': IngressObject;
  'networking.k8s.io/networkpolicies': NetworkPolicyObject;
  'networking.k8s.io/ingressclasses': IngressClassObject;
  'policy/poddisruptionbudgets': DisruptionBudgetObject;
  'storage.k8s.io/storageclasses': StorageClassObject;
  'apiregistration.k8s.io/apiservices': ApiServiceObject;
  'apiextensions.k8s.io/customresourcedefinitions': CustomResourceDefinitionObject;
}

export type WatchedResource = keyof WatchedObjects;

/** Read access to what is known of one cluster; answers from memory. */
export interface ClusterObjects {
  readonly cluster: string;
  /** All objects of a resource, in no promised order. */
  list<R extends WatchedResource>(resource: R): Iterable<WatchedObjects[R]>;
  get<R extends WatchedResource>(
    resource: R,
    namespace: string | undefined,
    name: string,
  ): WatchedObjects[R] | undefined;
  /** Objects of one namespace. */
  inNamespace<R extends WatchedResource>(
    resource: R,
    namespace: string,
  ): Iterable<WatchedObjects[R]>;
}

/** Read access to all clusters, with a signal for what changed. */
export interface ObjectStore {
  clusters(): readonly ClusterObjects[];
  cluster(name: string): ClusterObjects | undefined;
  /**
   * Calls back after a batch of changes (at most every few milliseconds) with the namespaces touched per
   * cluster; `clusterWide` when a cluster-scoped object (node, namespace) changed.
   */
  subscribe(listener: (change: StoreChange) => void): { unsubscribe(): void };
}

export interface StoreChange {
  cluster: string;
  namespaces: ReadonlySet<string>;
  /** Those of `namespaces` whose pods changed. */
  podNamespaces: ReadonlySet<string>;
  clusterWide: boolean;
}

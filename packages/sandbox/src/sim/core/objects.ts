import type { KubernetesObject } from '../../kube/object';
import type { Quantity } from './quantity';

/*
 * The parts of Kubernetes objects that the controllers read and write. They are type aliases, not interfaces:
 * aliases are assignable to JSON objects, so narrowing an object of the store is one plain assertion.
 */

export type ObjectMeta = KubernetesObject['metadata'];

export type Condition = {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
  lastUpdateTime?: string;
};

export type Toleration = {
  key?: string;
  operator?: 'Exists' | 'Equal';
  value?: string;
  effect?: string;
};

export type Taint = { key: string; value?: string; effect: string };

export type Container = {
  name: string;
  image?: string;
  env?: Array<{ name: string; value?: string }>;
  resources?: {
    requests?: Record<string, Quantity>;
    limits?: Record<string, Quantity>;
  };
};

export type PodSpec = {
  containers: Container[];
  initContainers?: Container[];
  nodeName?: string;
  nodeSelector?: Record<string, string>;
  tolerations?: Toleration[];
  terminationGracePeriodSeconds?: number;
};

export type ContainerStatus = {
  name: string;
  image: string;
  ready: boolean;
  started: boolean;
  restartCount: number;
  state: {
    waiting?: { reason: string; message?: string };
    running?: { startedAt: string };
  };
};

export type PodStatus = {
  phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed';
  conditions?: Condition[];
  containerStatuses?: ContainerStatus[];
  startTime?: string;
  podIP?: string;
  hostIP?: string;
};

export type Pod = {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  spec: PodSpec;
  status?: PodStatus;
};

export type Node = {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  spec?: { unschedulable?: boolean; taints?: Taint[] };
  status?: {
    allocatable?: Record<string, Quantity>;
    conditions?: Condition[];
    addresses?: Array<{ type: string; address: string }>;
  };
};

export type LabelSelector = { matchLabels?: Record<string, string> };

export type PodTemplate = {
  metadata?: {
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  spec: PodSpec;
};

export type WorkloadStatus = {
  observedGeneration?: number;
  replicas?: number;
  readyReplicas?: number;
  updatedReplicas?: number;
  availableReplicas?: number;
  unavailableReplicas?: number;
  fullyLabeledReplicas?: number;
  currentReplicas?: number;
  currentRevision?: string;
  updateRevision?: string;
  collisionCount?: number;
  conditions?: Condition[];
};

export type Deployment = {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  spec: {
    replicas?: number;
    selector?: LabelSelector;
    template: PodTemplate;
    strategy?: {
      type?: 'RollingUpdate' | 'Recreate';
      rollingUpdate?: {
        maxSurge?: string | number;
        maxUnavailable?: string | number;
      };
    };
    progressDeadlineSeconds?: number;
    revisionHistoryLimit?: number;
  };
  status?: WorkloadStatus;
};

export type ReplicaSet = {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  spec: {
    replicas?: number;
    selector?: LabelSelector;
    template: PodTemplate;
  };
  status?: WorkloadStatus;
};

export type StatefulSet = {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  spec: {
    replicas?: number;
    selector?: LabelSelector;
    serviceName?: string;
    podManagementPolicy?: 'OrderedReady' | 'Parallel';
    template: PodTemplate;
  };
  status?: WorkloadStatus;
};

/** Neither finished nor on its way out. */
export function isActivePod(pod: Pod): boolean {
  return !pod.metadata.deletionTimestamp && !isTerminalPod(pod);
}

export function isTerminalPod(pod: Pod): boolean {
  const phase = pod.status?.phase;
  return phase === 'Succeeded' || phase === 'Failed';
}

export function isReadyPod(pod: Pod): boolean {
  return (
    !pod.metadata.deletionTimestamp &&
    conditionOf(pod.status?.conditions, 'Ready')?.status === 'True'
  );
}

export function conditionOf(
  conditions: readonly Condition[] | undefined,
  type: string,
): Condition | undefined {
  return conditions?.find(condition => condition.type === type);
}

/**
 * Replaces the condition of the same type, or appends it. `lastTransitionTime` is kept while the status stays the
 * same, as the API conventions ask.
 */
export function withCondition(
  conditions: readonly Condition[] | undefined,
  next: Condition,
  now: string,
): Condition[] {
  const list = conditions ?? [];
  const old = conditionOf(list, next.type);
  const changed: Condition = {
    ...next,
    lastTransitionTime:
      old && old.status === next.status ? old.lastTransitionTime ?? now : now,
  };
  return old
    ? list.map(condition => (condition === old ? changed : condition))
    : [...list, changed];
}

/** The owner that manages the object. */
export function controllerOf(metadata: ObjectMeta) {
  return metadata.ownerReferences?.find(owner => owner.controller);
}

export function ownerReference(owner: {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
}) {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** Namespace of a namespaced object. */
export function namespaceOf(object: { metadata: ObjectMeta }): string {
  return object.metadata.namespace ?? 'default';
}

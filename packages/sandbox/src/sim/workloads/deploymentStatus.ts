import {
  conditionOf,
  withCondition,
  type Condition,
  type Deployment,
  type WorkloadStatus,
} from '../core/objects';

export interface DeploymentCounts {
  replicas: number;
  updated: number;
  ready: number;
  /** Pods that may be missing without the Deployment being unavailable. */
  maxUnavailable: number;
  /** ReplicaSet of the current template. */
  replicaSet: string;
  created: boolean;
}

/** The status that the Deployment controller writes (deployment/progress.go and sync.go). */
export function deploymentStatus(
  deployment: Deployment,
  counts: DeploymentCounts,
  now: { text: string; deadlinePassed: boolean },
): WorkloadStatus {
  const wanted = deployment.spec.replicas ?? 1;
  const old = deployment.status?.conditions;
  const available = counts.ready >= wanted - counts.maxUnavailable;
  const conditions = withCondition(
    progress(deployment, counts, now),
    available
      ? {
          type: 'Available',
          status: 'True',
          reason: 'MinimumReplicasAvailable',
          message: 'Deployment has minimum availability.',
        }
      : {
          type: 'Available',
          status: 'False',
          reason: 'MinimumReplicasUnavailable',
          message: 'Deployment does not have minimum availability.',
        },
    now.text,
  ).map(condition => stampUpdate(condition, old, now.text));
  const status: WorkloadStatus = {
    observedGeneration: deployment.metadata.generation,
    replicas: counts.replicas,
    updatedReplicas: counts.updated,
    readyReplicas: counts.ready,
    availableReplicas: counts.ready,
    conditions,
  };
  const unavailable = Math.max(0, wanted - counts.ready);
  return unavailable > 0
    ? { ...status, unavailableReplicas: unavailable }
    : status;
}

function progress(
  deployment: Deployment,
  counts: DeploymentCounts,
  now: { text: string; deadlinePassed: boolean },
): Condition[] {
  const wanted = deployment.spec.replicas ?? 1;
  const old = deployment.status?.conditions;
  const before = conditionOf(old, 'Progressing');
  const set = `ReplicaSet "${counts.replicaSet}"`;
  const condition = (
    status: Condition['status'],
    reason: string,
    message: string,
  ) =>
    withCondition(
      old,
      { type: 'Progressing', status, reason, message },
      now.text,
    );
  if (counts.created) {
    return condition(
      'True',
      'NewReplicaSetCreated',
      `Created new replica set "${counts.replicaSet}"`,
    );
  }
  const complete =
    counts.updated === wanted &&
    counts.replicas === wanted &&
    counts.ready >= wanted;
  // A rollout that was complete stays so while only the size changes.
  const wasComplete =
    before?.reason === 'NewReplicaSetAvailable' &&
    counts.replicas === counts.updated;
  if (complete || wasComplete) {
    return condition(
      'True',
      'NewReplicaSetAvailable',
      `${set} has successfully progressed.`,
    );
  }
  const status = deployment.status;
  const progressed =
    counts.updated > (status?.updatedReplicas ?? 0) ||
    counts.ready > (status?.readyReplicas ?? 0) ||
    counts.replicas < (status?.replicas ?? 0);
  if (now.deadlinePassed && !progressed) {
    return condition(
      'False',
      'ProgressDeadlineExceeded',
      `${set} has timed out progressing.`,
    );
  }
  if (!progressed && before && old) return [...old];
  return condition('True', 'ReplicaSetUpdated', `${set} is progressing.`);
}

function stampUpdate(
  condition: Condition,
  old: readonly Condition[] | undefined,
  now: string,
): Condition {
  const before = conditionOf(old, condition.type);
  const same =
    before?.status === condition.status &&
    before.reason === condition.reason &&
    before.message === condition.message;
  return {
    ...condition,
    lastUpdateTime: same ? before.lastUpdateTime ?? now : now,
  };
}

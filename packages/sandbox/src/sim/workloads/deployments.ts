import {
  podsByController,
  timestamp,
  wallMs,
  writeStatus,
  type SimContext,
} from '../core/context';
import { templateHash } from '../core/names';
import {
  conditionOf,
  controllerOf,
  isActivePod,
  isReadyPod,
  ownerReference,
  type Deployment,
  type Pod,
  type ReplicaSet,
} from '../core/objects';
import { deploymentStatus } from './deploymentStatus';
import { nextSizes, resolveStrategy, type SetSize } from './rollout';

const REVISION = 'deployment.kubernetes.io/revision';

/** Brings the ReplicaSets of a Deployment one step towards its template and size, and writes its status. */
export function reconcileDeployment(
  context: SimContext,
  deployment: Deployment,
  allSets: readonly ReplicaSet[],
  pods: readonly Pod[],
): void {
  const owned = allSets
    .filter(set => controllerOf(set.metadata)?.uid === deployment.metadata.uid)
    .sort((a, b) => revisionOf(a) - revisionOf(b));
  const hash = templateHash(deployment.spec.template);
  const name = `${deployment.metadata.name}-${hash}`;
  const existing = owned.find(set => set.metadata.name === name);
  const current =
    existing ?? createReplicaSet(context, deployment, owned, name, hash);
  const groups = podsByController(pods);
  const old = owned.filter(set => set.metadata.name !== name);
  const wanted = deployment.spec.replicas ?? 1;
  const rolling = deployment.spec.strategy?.rollingUpdate;
  const strategy = resolveStrategy(
    wanted,
    rolling?.maxSurge,
    rolling?.maxUnavailable,
  );
  const input = {
    replicas: wanted,
    ...strategy,
    current: sizeOf(current, groups),
    old: old.map(set => sizeOf(set, groups)),
  };
  const sizes =
    deployment.spec.strategy?.type === 'Recreate'
      ? recreateSizes(input, old, groups)
      : nextSizes(input);
  for (const set of [current, ...old]) {
    const size = sizes.get(set.metadata.name);
    if (size !== undefined) resize(context, deployment, set, size);
  }
  pruneHistory(context, deployment, old, groups);

  const setPods = [current, ...old].map(set => ({
    set,
    pods: (groups.get(set.metadata.uid ?? '') ?? []).filter(isActivePod),
  }));
  const ready = setPods.flatMap(entry => entry.pods).filter(isReadyPod).length;
  const status = deploymentStatus(
    deployment,
    {
      replicas: setPods.reduce((total, entry) => total + entry.pods.length, 0),
      updated: setPods[0].pods.length,
      ready,
      maxUnavailable: strategy.maxUnavailable,
      replicaSet: name,
      created: !existing,
    },
    {
      text: timestamp(context),
      deadlinePassed: deadlinePassed(context, deployment),
    },
  );
  writeStatus(context, 'apps/deployments', deployment.metadata, status);
}

function revisionOf(set: ReplicaSet): number {
  return Number(set.metadata.annotations?.[REVISION] ?? 0);
}

function sizeOf(set: ReplicaSet, groups: Map<string, Pod[]>): SetSize {
  return {
    name: set.metadata.name,
    replicas: set.spec.replicas ?? 1,
    available: (groups.get(set.metadata.uid ?? '') ?? []).filter(isReadyPod)
      .length,
  };
}

/** Recreate waits until the last old pod is gone. */
function recreateSizes(
  input: { replicas: number; current: SetSize; old: SetSize[] },
  old: readonly ReplicaSet[],
  groups: Map<string, Pod[]>,
): Map<string, number> {
  const sizes = new Map<string, number>();
  const left = old.some(
    set => (groups.get(set.metadata.uid ?? '') ?? []).length > 0,
  );
  for (const set of input.old) {
    if (set.replicas > 0) sizes.set(set.name, 0);
  }
  if (!left && sizes.size === 0 && input.current.replicas !== input.replicas) {
    sizes.set(input.current.name, input.replicas);
  }
  return sizes;
}

function createReplicaSet(
  context: SimContext,
  deployment: Deployment,
  owned: readonly ReplicaSet[],
  name: string,
  hash: string,
): ReplicaSet {
  const { template, selector } = deployment.spec;
  const revision = Math.max(0, ...owned.map(revisionOf)) + 1;
  const labels = { ...template.metadata?.labels, 'pod-template-hash': hash };
  const created = context.store.create('apps/replicasets', {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace: deployment.metadata.namespace,
      labels,
      annotations: { [REVISION]: `${revision}` },
      ownerReferences: [ownerReference(deployment)],
    },
    spec: {
      replicas: 0,
      selector: {
        matchLabels: { ...selector?.matchLabels, 'pod-template-hash': hash },
      },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  });
  context.store.modify(
    'apps/deployments',
    deployment.metadata.namespace,
    deployment.metadata.name,
    object => ({
      ...object,
      metadata: {
        ...object.metadata,
        annotations: {
          ...object.metadata.annotations,
          [REVISION]: `${revision}`,
        },
      },
    }),
  );
  return created as ReplicaSet;
}

function resize(
  context: SimContext,
  deployment: Deployment,
  set: ReplicaSet,
  size: number,
) {
  const before = set.spec.replicas ?? 1;
  context.store.modify(
    'apps/replicasets',
    set.metadata.namespace,
    set.metadata.name,
    object => ({ ...object, spec: { ...object.spec, replicas: size } }),
  );
  context.events.record({
    component: 'deployment-controller',
    object: deployment,
    type: 'Normal',
    reason: 'ScalingReplicaSet',
    message: `Scaled ${size > before ? 'up' : 'down'} replica set ${
      set.metadata.name
    } from ${before} to ${size}`,
  });
}

function pruneHistory(
  context: SimContext,
  deployment: Deployment,
  old: readonly ReplicaSet[],
  groups: Map<string, Pod[]>,
) {
  const empty = old.filter(
    set =>
      (set.spec.replicas ?? 1) === 0 &&
      (groups.get(set.metadata.uid ?? '') ?? []).length === 0,
  );
  const limit = deployment.spec.revisionHistoryLimit ?? 10;
  for (const set of empty.slice(0, Math.max(0, empty.length - limit))) {
    context.store.delete(
      'apps/replicasets',
      set.metadata.namespace,
      set.metadata.name,
    );
  }
}

function deadlinePassed(context: SimContext, deployment: Deployment): boolean {
  const since = conditionOf(
    deployment.status?.conditions,
    'Progressing',
  )?.lastUpdateTime;
  if (since === undefined) return false;
  const deadline = deployment.spec.progressDeadlineSeconds ?? 600;
  return context.clock.now() - Date.parse(since) > wallMs(context, deadline);
}

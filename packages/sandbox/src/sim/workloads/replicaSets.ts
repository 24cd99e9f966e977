import { writeStatus, type SimContext } from '../core/context';
import { randomSuffix } from '../core/names';
import {
  isActivePod,
  isReadyPod,
  type Pod,
  type ReplicaSet,
} from '../core/objects';
import { deletePod, deletionOrder, podFromTemplate } from './pods';

/** Creates and deletes pods until there are as many as the ReplicaSet wants, and counts them in its status. */
export function reconcileReplicaSet(
  context: SimContext,
  replicaSet: ReplicaSet,
  pods: readonly Pod[],
): void {
  const active = pods.filter(isActivePod);
  const missing = (replicaSet.spec.replicas ?? 1) - active.length;
  for (let i = 0; i < missing; i++) createPod(context, replicaSet);
  if (missing < 0) {
    for (const pod of deletionOrder(active).slice(0, -missing)) {
      deletePod(context, pod);
      context.events.record({
        component: 'replicaset-controller',
        object: replicaSet,
        type: 'Normal',
        reason: 'SuccessfulDelete',
        message: `Deleted pod: ${pod.metadata.name}`,
      });
    }
  }
  const ready = active.filter(isReadyPod).length;
  writeStatus(context, 'apps/replicasets', replicaSet.metadata, {
    replicas: active.length,
    fullyLabeledReplicas: active.length,
    readyReplicas: ready,
    availableReplicas: ready,
    observedGeneration: replicaSet.metadata.generation,
  });
}

function createPod(context: SimContext, replicaSet: ReplicaSet) {
  const name = `${replicaSet.metadata.name}-${randomSuffix()}`;
  context.store.create(
    'pods',
    podFromTemplate(replicaSet, replicaSet.spec.template, name, {}),
  );
  context.events.record({
    component: 'replicaset-controller',
    object: replicaSet,
    type: 'Normal',
    reason: 'SuccessfulCreate',
    message: `Created pod: ${name}`,
  });
}

import { writeStatus, type SimContext } from '../core/context';
import { templateHash } from '../core/names';
import {
  isActivePod,
  isReadyPod,
  isTerminalPod,
  type Pod,
  type StatefulSet,
} from '../core/objects';
import { deletePod, podFromTemplate } from './pods';

const INDEX_LABEL = 'apps.kubernetes.io/pod-index';
const REVISION_LABEL = 'controller-revision-hash';

/** Keeps pods `-0` to `-(n-1)`, in order unless the set is Parallel, and rolls a new template out from the last one. */
export function reconcileStatefulSet(
  context: SimContext,
  set: StatefulSet,
  pods: readonly Pod[],
): void {
  const revision = `${set.metadata.name}-${templateHash(set.spec.template)}`;
  const wanted = set.spec.replicas ?? 1;
  const byOrdinal = new Map(pods.map(pod => [ordinalOf(pod), pod]));
  const parallel = set.spec.podManagementPolicy === 'Parallel';

  const settled = createMissing(
    context,
    set,
    byOrdinal,
    wanted,
    revision,
    parallel,
  );
  if (settled || parallel) {
    removeSurplus(context, set, pods, wanted, parallel);
  }
  if (settled || parallel) {
    rollOut(context, set, byOrdinal, wanted, revision);
  }

  const active = pods.filter(isActivePod);
  const updated = active.filter(pod => revisionOf(pod) === revision).length;
  const ready = active.filter(isReadyPod).length;
  const complete = updated === active.length;
  const currentRevision = complete
    ? revision
    : set.status?.currentRevision ?? revision;
  writeStatus(context, 'apps/statefulsets', set.metadata, {
    observedGeneration: set.metadata.generation,
    replicas: active.length,
    readyReplicas: ready,
    availableReplicas: ready,
    currentReplicas: active.filter(pod => revisionOf(pod) === currentRevision)
      .length,
    updatedReplicas: updated,
    currentRevision,
    updateRevision: revision,
    collisionCount: 0,
  });
}

function ordinalOf(pod: Pod): number {
  return Number(
    pod.metadata.name.slice(pod.metadata.name.lastIndexOf('-') + 1),
  );
}

function revisionOf(pod: Pod): string | undefined {
  return pod.metadata.labels?.[REVISION_LABEL];
}

/** Returns whether every wanted pod is there and Ready. */
function createMissing(
  context: SimContext,
  set: StatefulSet,
  byOrdinal: Map<number, Pod>,
  wanted: number,
  revision: string,
  parallel: boolean,
): boolean {
  let settled = true;
  for (let ordinal = 0; ordinal < wanted; ordinal++) {
    const pod = byOrdinal.get(ordinal);
    if (pod && isReadyPod(pod)) continue;
    settled = false;
    if (!pod) createPod(context, set, ordinal, revision);
    else if (isTerminalPod(pod)) deletePod(context, pod);
    if (!parallel) return false;
  }
  return settled;
}

function createPod(
  context: SimContext,
  set: StatefulSet,
  ordinal: number,
  revision: string,
) {
  const name = `${set.metadata.name}-${ordinal}`;
  context.store.create(
    'pods',
    podFromTemplate(set, set.spec.template, name, {
      [INDEX_LABEL]: `${ordinal}`,
      [REVISION_LABEL]: revision,
      'statefulset.kubernetes.io/pod-name': name,
    }),
  );
  report(context, set, 'create', name);
}

function removeSurplus(
  context: SimContext,
  set: StatefulSet,
  pods: readonly Pod[],
  wanted: number,
  parallel: boolean,
) {
  const surplus = pods
    .filter(pod => ordinalOf(pod) >= wanted)
    .sort((a, b) => ordinalOf(b) - ordinalOf(a));
  for (const pod of surplus) {
    if (isActivePod(pod)) {
      deletePod(context, pod);
      report(context, set, 'delete', pod.metadata.name);
    }
    if (!parallel) return;
  }
}

function rollOut(
  context: SimContext,
  set: StatefulSet,
  byOrdinal: Map<number, Pod>,
  wanted: number,
  revision: string,
) {
  for (let ordinal = wanted - 1; ordinal >= 0; ordinal--) {
    const pod = byOrdinal.get(ordinal);
    if (!pod || !isActivePod(pod)) return;
    if (revisionOf(pod) !== revision) {
      deletePod(context, pod);
      report(context, set, 'delete', pod.metadata.name);
      return;
    }
    if (!isReadyPod(pod)) return;
  }
}

function report(
  context: SimContext,
  set: StatefulSet,
  verb: 'create' | 'delete',
  pod: string,
) {
  context.events.record({
    component: 'statefulset-controller',
    object: set,
    type: 'Normal',
    reason: verb === 'create' ? 'SuccessfulCreate' : 'SuccessfulDelete',
    message: `${verb} Pod ${pod} in StatefulSet ${set.metadata.name} successful`,
  });
}

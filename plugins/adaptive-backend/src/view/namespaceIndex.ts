import type { VariantAutoscalingObject } from '../objects/partTypes';
import type {
  ClusterObjects,
  EventObject,
  HpaObject,
  PodObject,
  ScaledObjectObject,
  WorkloadObject,
} from '../objects/types';
import { releaseOf } from './labels';
import { pastScales } from './pastScales';
import type { PastScale } from './pastScales';

/** Objects of one namespace, joined; built once for all engines and pools in it. */
export interface NamespaceIndex {
  /** Workloads of the chart by release, sorted by name. */
  releases: ReadonlyMap<string, WorkloadObject[]>;
  podsOf(workload: WorkloadObject): PodObject[];
  scaledObjectOf(workload: WorkloadObject): ScaledObjectObject | undefined;
  hpaOf(
    workload: WorkloadObject,
    scaledObject: ScaledObjectObject | undefined,
  ): HpaObject | undefined;
  /** What the HPA did lately, oldest first. */
  scalesOf(hpa: HpaObject | undefined): readonly PastScale[];
  /** Events about one object, in no promised order. */
  eventsOf(kind: string, name: string): readonly EventObject[];
  variantOf(workload: WorkloadObject): VariantAutoscalingObject | undefined;
}

function* workloadsIn(
  objects: ClusterObjects,
  namespace: string,
): Iterable<WorkloadObject> {
  yield* objects.inNamespace('apps/deployments', namespace);
  yield* objects.inNamespace('apps/statefulsets', namespace);
}

function targetKey(kind: string, name: string): string {
  return `${kind} ${name}`;
}

function matches(
  selector: Record<string, string>,
  labels: Record<string, string> | undefined,
): boolean {
  const entries = Object.entries(selector);
  return (
    entries.length > 0 &&
    entries.every(([key, value]) => labels?.[key] === value)
  );
}

/** Pods by the uid of the workload that owns them, through ReplicaSets; pods of unknown owners apart. */
function groupPods(objects: ClusterObjects, namespace: string) {
  const workloadOfSet = new Map<string, string>();
  for (const set of objects.inNamespace('apps/replicasets', namespace)) {
    const owner = set.metadata.ownerReferences?.find(o => o.controller);
    if (owner) workloadOfSet.set(set.metadata.uid, owner.uid);
  }
  const byWorkload = new Map<string, PodObject[]>();
  const loose: PodObject[] = [];
  for (const pod of objects.inNamespace('pods', namespace)) {
    const owner = pod.metadata.ownerReferences?.find(o => o.controller);
    const uid =
      owner?.kind === 'ReplicaSet' ? workloadOfSet.get(owner.uid) : owner?.uid;
    if (uid === undefined) {
      // The ReplicaSet may not be readable; then the labels alone decide. Pods without any owner are not a pool's.
      if (owner) loose.push(pod);
      continue;
    }
    const pods = byWorkload.get(uid);
    if (pods) pods.push(pod);
    else byWorkload.set(uid, [pod]);
  }
  return { byWorkload, loose };
}

function groupEvents(
  objects: ClusterObjects,
  namespace: string,
): Map<string, EventObject[]> {
  const groups = new Map<string, EventObject[]>();
  for (const event of objects.inNamespace('events', namespace)) {
    const key = targetKey(event.involved.kind, event.involved.name);
    const known = groups.get(key);
    if (known) known.push(event);
    else groups.set(key, [event]);
  }
  return groups;
}

const EMPTY: NamespaceIndex = {
  releases: new Map(),
  podsOf: () => [],
  scaledObjectOf: () => undefined,
  hpaOf: () => undefined,
  scalesOf: () => [],
  eventsOf: () => [],
  variantOf: () => undefined,
};

export function indexNamespace(
  objects: ClusterObjects,
  namespace: string,
): NamespaceIndex {
  const releases = new Map<string, WorkloadObject[]>();
  for (const workload of workloadsIn(objects, namespace)) {
    const release = releaseOf(workload.metadata);
    if (release === undefined) continue;
    const known = releases.get(release);
    if (known) known.push(workload);
    else releases.set(release, [workload]);
  }
  for (const workloads of releases.values()) {
    workloads.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  }
  // Most namespaces of a cluster hold no engine, and some of them hold thousands of pods.
  if (releases.size === 0) return EMPTY;
  const scaledObjects = new Map<string, ScaledObjectObject>();
  for (const so of objects.inNamespace('keda.sh/scaledobjects', namespace)) {
    scaledObjects.set(targetKey(so.target.kind, so.target.name), so);
  }
  const hpasByTarget = new Map<string, HpaObject>();
  const hpasByOwner = new Map<string, HpaObject>();
  for (const hpa of objects.inNamespace(
    'autoscaling/horizontalpodautoscalers',
    namespace,
  )) {
    hpasByTarget.set(targetKey(hpa.target.kind, hpa.target.name), hpa);
    for (const owner of hpa.metadata.ownerReferences ?? []) {
      hpasByOwner.set(owner.uid, hpa);
    }
  }
  const variants = new Map<string, VariantAutoscalingObject>();
  for (const variant of objects.inNamespace(
    'llmd.ai/variantautoscalings',
    namespace,
  )) {
    const { kind, name } = variant.target;
    variants.set(targetKey(kind, name), variant);
  }
  const events = groupEvents(objects, namespace);
  const pods = groupPods(objects, namespace);
  const scales = pastScales(objects, namespace);
  return {
    releases,
    podsOf: workload => {
      const owned = pods.byWorkload.get(workload.metadata.uid) ?? [];
      const loose = pods.loose.filter(pod =>
        matches(workload.selector, pod.metadata.labels),
      );
      return [...owned, ...loose].sort((a, b) =>
        a.metadata.name < b.metadata.name ? -1 : 1,
      );
    },
    scaledObjectOf: workload =>
      scaledObjects.get(targetKey(workload.kind, workload.metadata.name)),
    hpaOf: (workload, scaledObject) =>
      (scaledObject?.status.hpaName === undefined
        ? undefined
        : objects.get(
            'autoscaling/horizontalpodautoscalers',
            namespace,
            scaledObject.status.hpaName,
          )) ??
      (scaledObject && hpasByOwner.get(scaledObject.metadata.uid)) ??
      hpasByTarget.get(targetKey(workload.kind, workload.metadata.name)),
    scalesOf: hpa => (hpa && scales.get(hpa.metadata.name)) ?? [],
    eventsOf: (kind, name) => events.get(targetKey(kind, name)) ?? [],
    variantOf: workload =>
      variants.get(targetKey(workload.kind, workload.metadata.name)),
  };
}

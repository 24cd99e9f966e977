import type { KubernetesObject } from '../../kube/object';
import type { SimContext } from '../core/context';
import {
  isReadyPod,
  ownerReference,
  type ObjectMeta,
  type Pod,
  type PodTemplate,
} from '../core/objects';

/** A pod as a workload controller creates it. */
export function podFromTemplate(
  owner: { apiVersion: string; kind: string; metadata: ObjectMeta },
  template: PodTemplate,
  name: string,
  labels: Record<string, string>,
): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: owner.metadata.namespace,
      labels: { ...template.metadata?.labels, ...labels },
      ...(template.metadata?.annotations
        ? { annotations: template.metadata.annotations }
        : {}),
      ownerReferences: [ownerReference(owner)],
    },
    spec: template.spec,
    status: { phase: 'Pending' },
  };
}

/**
 * Deletes a pod as the API server does: at once when it is on no node, else it stays with a deletion timestamp until the
 * kubelet has stopped it (the kubelet's finalizer holds it).
 */
export function deletePod(context: SimContext, pod: Pod): void {
  if (pod.metadata.deletionTimestamp) return;
  context.store.delete('pods', pod.metadata.namespace, pod.metadata.name);
}

/** Pods in the order in which a scale-down gives them up: unscheduled, not ready, youngest first. */
export function deletionOrder(pods: readonly Pod[]): Pod[] {
  const rank = (pod: Pod) => {
    if (!pod.spec.nodeName) return 0;
    return isReadyPod(pod) ? 2 : 1;
  };
  const created = (pod: Pod) => pod.metadata.creationTimestamp ?? '';
  return [...pods].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      created(b).localeCompare(created(a)) ||
      b.metadata.name.localeCompare(a.metadata.name),
  );
}

import type {
  PoolGpus,
  PoolPod,
  PoolReplicas,
} from '@adaptive-portal/plugin-adaptive-common';
import type {
  ContainerState,
  PodObject,
  WorkloadObject,
} from '../objects/types';
import { compact } from '../objects/project/raw';
import { conditionOf } from './autoscaling';
import { gpuRequest, sumRequests } from './quantities';
import { parseTime } from './text';

/** Waiting reasons with which a container does not come up by itself. */
const FAILING = new Set([
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
  'ErrImageNeverPull',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'OOMKilled',
  'Error',
]);

export function isReadyPod(pod: PodObject): boolean {
  return conditionOf(pod.conditions, 'Ready')?.status === 'True';
}

export function isTerminating(pod: PodObject): boolean {
  return pod.metadata.deletionTimestamp !== undefined;
}

/** The HPA looks every 15 s by default; what it published can be that old, and what we know is a little late. */
const SINCE_HPA_LOOKED_MS = 30_000;

/**
 * Pods that the HPA may have counted as Ready when it looked last: those on the way out too, as it counts them. Ones
 * that changed since may count either way.
 */
export function countedReady(
  pods: readonly PodObject[],
  now: number,
): { low: number; high: number } {
  const counted = { low: 0, high: 0 };
  for (const pod of pods) {
    if (pod.phase !== 'Running') continue;
    const changed = parseTime(
      conditionOf(pod.conditions, 'Ready')?.lastTransitionTime,
    );
    const fresh = changed !== undefined && now - changed < SINCE_HPA_LOOKED_MS;
    const ready = isReadyPod(pod);
    if (ready && !fresh) counted.low += 1;
    if (ready || fresh) counted.high += 1;
  }
  return counted;
}

/** On no node, and not on the way out. */
export function isUnscheduled(pod: PodObject): boolean {
  return !pod.nodeName && !isTerminating(pod) && pod.phase === 'Pending';
}

/** The container that keeps the pod from running, if one does. */
export function failingContainer(pod: PodObject): ContainerState | undefined {
  return pod.containerStates.find(
    state => !state.ready && FAILING.has(state.reason ?? ''),
  );
}

function phaseOf(pod: PodObject): PoolPod['phase'] {
  if (isTerminating(pod)) return 'Terminating';
  if (pod.phase === 'Failed' || failingContainer(pod)) return 'Failed';
  if (!pod.nodeName) return 'Pending';
  return isReadyPod(pod) ? 'Ready' : 'Starting';
}

/** Why a pod is not Ready: what the scheduler says, or its containers. */
export function reasonOf(pod: PodObject): string | undefined {
  const failing = failingContainer(pod);
  if (failing) {
    return failing.message
      ? `${failing.reason}: ${failing.message}`
      : failing.reason;
  }
  if (pod.reason) return pod.reason;
  if (!pod.nodeName) {
    const scheduled = conditionOf(pod.conditions, 'PodScheduled');
    return scheduled?.message ?? scheduled?.reason;
  }
  return isReadyPod(pod)
    ? undefined
    : pod.containerStates.find(state => !state.ready)?.reason;
}

export function assemblePod(pod: PodObject): PoolPod {
  const { name, creationTimestamp: createdAt } = pod.metadata;
  const phase = phaseOf(pod);
  const node = pod.nodeName;
  const reason = reasonOf(pod);
  const restarts = pod.containerStates.reduce(
    (sum, state) => sum + state.restartCount,
    0,
  );
  // There are more of these than of anything else in the views, and nearly all have no reason.
  return node !== undefined && createdAt !== undefined && reason === undefined
    ? { name, phase, node, createdAt, restarts }
    : compact<PoolPod>({ name, phase, node, reason, createdAt, restarts });
}

type Counts = Pick<PoolReplicas, 'current' | 'ready' | 'starting' | 'pending'>;

/** Counts pods; where they cannot be listed, the workload's own count, which knows no pending ones. */
export function countPods(
  pods: readonly PodObject[],
  workload: WorkloadObject,
  podsKnown: boolean,
): Counts {
  if (!podsKnown) {
    const { replicas, readyReplicas } = workload.status;
    const starting = Math.max(replicas - readyReplicas, 0);
    return { current: replicas, ready: readyReplicas, starting, pending: 0 };
  }
  const counts: Counts = { current: 0, ready: 0, starting: 0, pending: 0 };
  for (const pod of pods) {
    if (isTerminating(pod) || pod.phase === 'Failed') continue;
    counts.current += 1;
    if (!pod.nodeName) counts.pending += 1;
    else if (isReadyPod(pod)) counts.ready += 1;
    else counts.starting += 1;
  }
  return counts;
}

/** GPUs of a pool; undefined when its workload asks for none. `productOf` tells the product of a node's GPUs. */
export function assembleGpus(
  pods: readonly PodObject[],
  workload: WorkloadObject,
  productOf?: (node: string) => string,
): PoolGpus | undefined {
  const gpu = gpuRequest(sumRequests(workload.containers));
  if (!gpu) {
    return undefined;
  }
  let requested = 0;
  let allocated = 0;
  const products = new Map<string, number>();
  for (const pod of pods) {
    // A failed pod gave its devices back; one that is being deleted holds them until it is gone.
    if (pod.phase === 'Failed') continue;
    const amount = sumRequests(pod.containers)[gpu.resource] ?? 0;
    requested += amount;
    if (!pod.nodeName) continue;
    allocated += amount;
    const product = productOf?.(pod.nodeName) ?? 'unknown';
    products.set(product, (products.get(product) ?? 0) + amount);
  }
  return {
    resource: gpu.resource,
    perReplica: gpu.amount,
    requested,
    allocated,
    ...(productOf && {
      products: [...products]
        .map(([product, held]) => ({ product, allocated: held }))
        .sort(
          (a, z) =>
            z.allocated - a.allocated || (a.product < z.product ? -1 : 1),
        ),
    }),
  };
}

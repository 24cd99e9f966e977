import type { Node, Pod, Taint, Toleration } from '../core/objects';
import { conditionOf } from '../core/objects';
import { parseQuantity, type Quantity } from '../core/quantity';

/** Amounts by resource name, in base units. */
export type Resources = Map<string, number>;

/** A node and what is requested on it. */
export interface NodeState {
  node: Node;
  allocatable: Resources;
  requested: Resources;
  pods: number;
}

export type FitResult =
  | { fits: true }
  | {
      fits: false;
      reasons: string[];
      /** Evicting other pods could make room. */
      preemptible: boolean;
    };

/** Effective requests: sum of the containers, limits where no request is set, init containers if they ask for more. */
export function podRequests(pod: Pod): Resources {
  const total: Resources = new Map();
  for (const container of pod.spec.containers) {
    for (const [name, amount] of containerRequests(container)) {
      total.set(name, (total.get(name) ?? 0) + amount);
    }
  }
  for (const container of pod.spec.initContainers ?? []) {
    for (const [name, amount] of containerRequests(container)) {
      total.set(name, Math.max(total.get(name) ?? 0, amount));
    }
  }
  return total;
}

function containerRequests(container: {
  resources?: {
    requests?: Record<string, Quantity>;
    limits?: Record<string, Quantity>;
  };
}): Resources {
  return toResources({
    ...container.resources?.limits,
    ...container.resources?.requests,
  });
}

export function toResources(
  quantities: Record<string, Quantity> | undefined,
): Resources {
  return new Map(
    Object.entries(quantities ?? {}).map(([name, quantity]) => [
      name,
      parseQuantity(quantity),
    ]),
  );
}

export function createNodeState(node: Node): NodeState {
  return {
    node,
    allocatable: toResources(node.status?.allocatable),
    requested: new Map(),
    pods: 0,
  };
}

export function addPod(state: NodeState, pod: Pod): void {
  state.pods += 1;
  for (const [name, amount] of podRequests(pod)) {
    state.requested.set(name, (state.requested.get(name) ?? 0) + amount);
  }
}

/** The first scheduler plugin that refuses the node decides, in the order of the real one. */
export function evaluate(pod: Pod, state: NodeState): FitResult {
  const { node } = state;
  if (node.spec?.unschedulable) return refuse('node(s) were unschedulable');
  const taint = taintsOf(node).find(
    candidate =>
      candidate.effect !== 'PreferNoSchedule' &&
      !(pod.spec.tolerations ?? []).some(toleration =>
        tolerates(toleration, candidate),
      ),
  );
  if (taint) {
    return refuse(
      `node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`,
    );
  }
  const labels = node.metadata.labels ?? {};
  const selected = Object.entries(pod.spec.nodeSelector ?? {}).every(
    ([key, value]) => labels[key] === value,
  );
  if (!selected) {
    return refuse("node(s) didn't match Pod's node affinity/selector");
  }
  return evaluateResources(pod, state);
}

function refuse(reason: string): FitResult {
  return { fits: false, reasons: [reason], preemptible: false };
}

function evaluateResources(pod: Pod, state: NodeState): FitResult {
  const reasons: string[] = [];
  let preemptible = true;
  if (state.pods + 1 > (state.allocatable.get('pods') ?? 110)) {
    reasons.push('Too many pods');
  }
  for (const [name, amount] of podRequests(pod)) {
    const allocatable = state.allocatable.get(name) ?? 0;
    const free = allocatable - (state.requested.get(name) ?? 0);
    if (amount > 0 && amount > free) {
      reasons.push(`Insufficient ${name}`);
      if (amount > allocatable) preemptible = false;
    }
  }
  return reasons.length === 0
    ? { fits: true }
    : { fits: false, reasons, preemptible };
}

function taintsOf(node: Node): Taint[] {
  const ready = conditionOf(node.status?.conditions, 'Ready');
  const taints = node.spec?.taints ?? [];
  return ready?.status === 'True'
    ? taints
    : [
        { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' },
        ...taints,
      ];
}

function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (!toleration.key) return toleration.operator === 'Exists';
  if (toleration.key !== taint.key) return false;
  return (
    toleration.operator === 'Exists' ||
    (toleration.value ?? '') === (taint.value ?? '')
  );
}

/**
 * The emptier the node would be, the better: mean free share over GPUs, CPU and memory, as the scheduler's LeastAllocated
 * strategy with these three resources.
 */
export function score(pod: Pod, state: NodeState): number {
  const wanted = podRequests(pod);
  const shares = ['nvidia.com/gpu', 'cpu', 'memory']
    .filter(name => (state.allocatable.get(name) ?? 0) > 0)
    .map(name => {
      const allocatable = state.allocatable.get(name) ?? 1;
      const used = (state.requested.get(name) ?? 0) + (wanted.get(name) ?? 0);
      return (allocatable - used) / allocatable;
    });
  return shares.reduce((sum, share) => sum + share, 0) / (shares.length || 1);
}

/** The message of the condition PodScheduled and of the FailedScheduling event. */
export function unschedulableMessage(results: readonly FitResult[]): string {
  const total = results.length;
  if (total === 0) return 'no nodes available to schedule pods';
  const failures = results.flatMap(result => (result.fits ? [] : [result]));
  const available = `0/${total} nodes are available:`;
  const why = tally(failures.flatMap(failure => failure.reasons));
  const preemption = tally(
    failures.map(failure =>
      failure.preemptible
        ? 'No preemption victims found for incoming pod'
        : 'Preemption is not helpful for scheduling',
    ),
  );
  return `${available} ${why}. preemption: ${available} ${preemption}.`;
}

function tally(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) {
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(', ');
}

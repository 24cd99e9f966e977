import { timestamp, writeStatus, type SimContext } from '../core/context';
import {
  conditionOf,
  isTerminalPod,
  withCondition,
  type Node,
  type Pod,
} from '../core/objects';
import {
  addPod,
  createNodeState,
  evaluate,
  score,
  unschedulableMessage,
  type NodeState,
} from './fit';

/** Holds a scheduled pod until the kubelet has stopped it, in place of the API server's graceful deletion. */
export const KUBELET_FINALIZER = 'sandbox.adaptive-portal.io/kubelet';

/** Puts every waiting pod on the node that suits it best, or says on the pod why none does. */
export function schedulePods(
  context: SimContext,
  nodes: readonly Node[],
  pods: readonly Pod[],
): void {
  const states = new Map(
    nodes.map(node => [node.metadata.name, createNodeState(node)]),
  );
  for (const pod of pods) {
    const state = states.get(pod.spec.nodeName ?? '');
    if (state && !isTerminalPod(pod)) addPod(state, pod);
  }
  const waiting = pods
    .filter(pod => !pod.spec.nodeName && !pod.metadata.deletionTimestamp)
    .sort((a, b) => creation(a).localeCompare(creation(b)));
  for (const pod of waiting) {
    const candidates = [...states.values()];
    const results = candidates.map(state => evaluate(pod, state));
    const fitting = candidates.filter((_state, i) => results[i].fits);
    if (fitting.length === 0) {
      refuse(context, pod, unschedulableMessage(results));
      continue;
    }
    const best = fitting.reduce((a, b) =>
      score(pod, b) > score(pod, a) ? b : a,
    );
    bind(context, pod, best);
    addPod(best, pod);
  }
}

function creation(pod: Pod): string {
  return pod.metadata.creationTimestamp ?? '';
}

function bind(context: SimContext, pod: Pod, state: NodeState) {
  const { namespace, name } = pod.metadata;
  const nodeName = state.node.metadata.name;
  context.store.modify('pods', namespace, name, object => ({
    ...object,
    metadata: {
      ...object.metadata,
      finalizers: [...(object.metadata.finalizers ?? []), KUBELET_FINALIZER],
    },
    spec: { ...object.spec, nodeName },
  }));
  writeStatus(context, 'pods', pod.metadata, {
    ...pod.status,
    phase: 'Pending',
    conditions: withCondition(
      pod.status?.conditions,
      { type: 'PodScheduled', status: 'True' },
      timestamp(context),
    ),
  });
  context.events.record({
    component: 'default-scheduler',
    action: 'Binding',
    object: pod,
    type: 'Normal',
    reason: 'Scheduled',
    message: `Successfully assigned ${namespace}/${name} to ${nodeName}`,
  });
}

function refuse(context: SimContext, pod: Pod, message: string) {
  const before = conditionOf(pod.status?.conditions, 'PodScheduled');
  if (before?.status === 'False' && before.message === message) return;
  writeStatus(context, 'pods', pod.metadata, {
    ...pod.status,
    phase: 'Pending',
    conditions: withCondition(
      pod.status?.conditions,
      {
        type: 'PodScheduled',
        status: 'False',
        reason: 'Unschedulable',
        message,
      },
      timestamp(context),
    ),
  });
  context.events.record({
    component: 'default-scheduler',
    action: 'Scheduling',
    object: pod,
    type: 'Warning',
    reason: 'FailedScheduling',
    message,
  });
}

import {
  timestamp,
  wallMs,
  writeStatus,
  type SimContext,
} from '../core/context';
import {
  isTerminalPod,
  withCondition,
  type Condition,
  type Container,
  type Node,
  type Pod,
  type PodStatus,
} from '../core/objects';
import { podRequests } from '../scheduler/fit';
import { KUBELET_FINALIZER } from '../scheduler/scheduler';
import { containerStatus, type ContainerPhase } from './containerStatus';

const PULL_SECONDS = 3;
const BACK_OFF_AFTER_SECONDS = 10;
/** A GPU worker is not ready before its model is loaded. */
const MODEL_LOAD_SECONDS = 40;
const START_SECONDS = 2;
const STOP_SECONDS = 5;

/** What the kubelets of a cluster remember about the pods on their nodes. */
export interface Kubelet {
  /** Moves every scheduled pod on; returns when the next one is due, in milliseconds of the clock. */
  reconcile(nodes: readonly Node[], pods: readonly Pod[]): number | undefined;
}

interface PodMemory {
  boundAt: number;
  phase?: ContainerPhase;
  stoppingSince?: number;
}

export function createKubelet(context: SimContext): Kubelet {
  const memory = new Map<string, PodMemory>();
  let nextAddress = 1;

  function podAddress(): string {
    nextAddress += 1;
    return `10.244.${Math.floor(nextAddress / 250) % 250}.${nextAddress % 250}`;
  }

  function stop(pod: Pod, remembered: PodMemory): number | undefined {
    const now = context.clock.now();
    const { namespace, name } = pod.metadata;
    if (remembered.stoppingSince === undefined) {
      remembered.stoppingSince = now;
      for (const container of pod.spec.containers) {
        report(context, pod, 'Killing', `Stopping container ${container.name}`);
      }
    }
    const gone = remembered.stoppingSince + wallMs(context, STOP_SECONDS);
    if (now < gone) return gone;
    release(context, namespace, name);
    return undefined;
  }

  function start(pod: Pod, remembered: PodMemory): number | undefined {
    const now = context.clock.now();
    const at = (seconds: number) =>
      remembered.boundAt + wallMs(context, seconds);
    const ready =
      PULL_SECONDS +
      ((podRequests(pod).get('nvidia.com/gpu') ?? 0) > 0
        ? MODEL_LOAD_SECONDS
        : START_SECONDS);
    const bad = pod.spec.containers.some(isBadImage);
    const steps: Array<[number, ContainerPhase]> = bad
      ? [
          [0, 'creating'],
          [PULL_SECONDS, 'pullFailed'],
          [BACK_OFF_AFTER_SECONDS, 'backOff'],
        ]
      : [
          [0, 'creating'],
          [PULL_SECONDS, 'loading'],
          [ready, 'ready'],
        ];
    const due = steps.filter(([seconds]) => at(seconds) <= now);
    const phase = due.at(-1)?.[1] ?? 'creating';
    if (phase !== remembered.phase) {
      remembered.phase = phase;
      writeStatus(
        context,
        'pods',
        pod.metadata,
        statusFor(context, pod, phase, podAddress),
      );
      reportPhase(context, pod, phase);
    }
    const next = steps[due.length];
    return next ? at(next[0]) : undefined;
  }

  return {
    reconcile(nodes, pods) {
      const now = context.clock.now();
      const nodeNames = new Set(nodes.map(node => node.metadata.name));
      const seen = new Set<string>();
      let next: number | undefined;
      for (const pod of pods) {
        const { uid = '', namespace, name } = pod.metadata;
        if (!pod.spec.nodeName) continue;
        seen.add(uid);
        const remembered = memory.get(uid) ?? { boundAt: now };
        memory.set(uid, remembered);
        let due: number | undefined;
        if (!nodeNames.has(pod.spec.nodeName)) {
          context.store.delete('pods', namespace, name);
          release(context, namespace, name);
        } else if (pod.metadata.deletionTimestamp) {
          due = stop(pod, remembered);
        } else if (!isTerminalPod(pod)) {
          due = start(pod, remembered);
        }
        if (due !== undefined) next = Math.min(next ?? due, due);
      }
      for (const uid of memory.keys()) if (!seen.has(uid)) memory.delete(uid);
      return next;
    },
  };
}

/** An image that cannot be pulled, for scenes: its tag contains `bad`. */
function isBadImage(container: Container): boolean {
  return /:[^/]*bad/.test(container.image ?? '');
}

function release(
  context: SimContext,
  namespace: string | undefined,
  name: string,
) {
  if (!context.store.get('pods', namespace, name)) return;
  context.store.modify('pods', namespace, name, object => ({
    ...object,
    metadata: {
      ...object.metadata,
      finalizers: object.metadata.finalizers?.filter(
        finalizer => finalizer !== KUBELET_FINALIZER,
      ),
    },
  }));
}

function statusFor(
  context: SimContext,
  pod: Pod,
  phase: ContainerPhase,
  podAddress: () => string,
): PodStatus {
  const now = timestamp(context);
  const running = phase === 'loading' || phase === 'ready';
  const ready = phase === 'ready';
  const names = pod.spec.containers.map(container => container.name).join(' ');
  const readiness = (type: string): Condition =>
    ready
      ? { type, status: 'True' }
      : {
          type,
          status: 'False',
          reason: 'ContainersNotReady',
          message: `containers with unready status: [${names}]`,
        };
  const conditions = [
    {
      type: 'PodReadyToStartContainers',
      status: phase === 'creating' ? 'False' : 'True',
    } as const,
    { type: 'Initialized', status: 'True' } as const,
    readiness('Ready'),
    readiness('ContainersReady'),
    { type: 'PodScheduled', status: 'True' } as const,
  ].reduce<Condition[]>(
    (list, condition) => withCondition(list, condition, now),
    [...(pod.status?.conditions ?? [])],
  );
  return {
    ...pod.status,
    phase: running ? 'Running' : 'Pending',
    conditions,
    containerStatuses: pod.spec.containers.map(container =>
      containerStatus(
        container,
        isBadImage(container) || running ? phase : 'creating',
        now,
        pod.status?.containerStatuses?.find(s => s.name === container.name),
      ),
    ),
    startTime: pod.status?.startTime ?? now,
    ...(running ? { podIP: pod.status?.podIP ?? podAddress() } : {}),
  };
}

function reportPhase(context: SimContext, pod: Pod, phase: ContainerPhase) {
  for (const { name, image = '' } of pod.spec.containers) {
    switch (phase) {
      case 'creating':
        report(context, pod, 'Pulling', `Pulling image "${image}"`);
        break;
      case 'loading':
        report(
          context,
          pod,
          'Pulled',
          `Successfully pulled image "${image}" in ${PULL_SECONDS}s (${PULL_SECONDS}s including waiting). Image size: 9663676416 bytes.`,
        );
        report(context, pod, 'Created', `Created container: ${name}`);
        report(context, pod, 'Started', `Started container ${name}`);
        break;
      case 'pullFailed':
        fail(
          context,
          pod,
          'Failed',
          `Failed to pull image "${image}": rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`,
        );
        fail(context, pod, 'Failed', 'Error: ErrImagePull');
        break;
      case 'backOff':
        fail(context, pod, 'BackOff', `Back-off pulling image "${image}"`);
        fail(context, pod, 'Failed', 'Error: ImagePullBackOff');
        break;
      default:
    }
  }
}

function report(
  context: SimContext,
  pod: Pod,
  reason: string,
  message: string,
  type: 'Normal' | 'Warning' = 'Normal',
) {
  context.events.record({
    component: 'kubelet',
    object: pod,
    type,
    reason,
    message,
  });
}

function fail(context: SimContext, pod: Pod, reason: string, message: string) {
  report(context, pod, reason, message, 'Warning');
}

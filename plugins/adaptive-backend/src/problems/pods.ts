import type { PodObject } from '../objects/types';
import { plainMessage } from '../view/plainMessage';
import { isTerminating, isUnscheduled, reasonOf } from '../view/pods';
import type { PoolContext } from '../view/poolContext';
import { count, parseTime, sentence } from '../view/text';
import { conditionOf } from '../view/autoscaling';
import { isRoomNew, lackRoom, placedLateAt } from '../view/waiting';
import { evidence } from './evidence';
import type { Finding, PoolProblemMapper } from './types';

/** One finding for all pods that a container reason applies to. */
function byContainerReason(
  pods: readonly PodObject[],
  reasons: ReadonlySet<string>,
  texts: {
    /** Predicate for one pod, and for several where that differs. */
    what: string;
    many?: string;
    remedy: string;
    field?: 'reason' | 'lastReason';
  },
): Finding[] {
  const field = texts.field ?? 'reason';
  const affected = pods.filter(
    pod =>
      !isTerminating(pod) &&
      pod.containerStates.some(state => reasons.has(state[field] ?? '')),
  );
  if (affected.length === 0) return [];
  const states = affected.flatMap(
    pod => pod.containerStates.find(s => reasons.has(s[field] ?? '')) ?? [],
  );
  const [state] = states;
  const message = state.message ? `: ${plainMessage(state.message)}` : '';
  const one = affected.length === 1;
  const restarts = Math.max(...states.map(s => s.restartCount));
  return [
    {
      sentence: sentence(
        `${count(affected.length, 'pod')} ${
          one ? texts.what : texts.many ?? texts.what
        } (${state[field]}, ${one ? '' : 'up to '}${count(
          restarts,
          'restart',
        )})${message}`,
      ),
      evidence: affected.slice(0, 3).map(pod => {
        const found = pod.containerStates.find(s =>
          reasons.has(s[field] ?? ''),
        );
        return evidence(
          'Pod',
          pod.metadata,
          field === 'reason'
            ? `status.containerStatuses[${found?.name}].state`
            : `status.containerStatuses[${found?.name}].lastState`,
          found?.[field],
        );
      }),
      remedy: texts.remedy,
    },
  ];
}

export const crashLoop: PoolProblemMapper = {
  code: 'crash-loop',
  severity: 'critical',
  detect: ({ pods }) =>
    byContainerReason(
      pods,
      new Set(['CrashLoopBackOff', 'RunContainerError']),
      {
        what: 'crashes again and again',
        many: 'crash again and again',
        remedy:
          'Read the log of the container before its last restart (kubectl logs --previous).',
      },
    ),
};

export const oomKilled: PoolProblemMapper = {
  code: 'oom-killed',
  severity: 'critical',
  detect({ pods }) {
    const oom = new Set(['OOMKilled']);
    // Only while it hurts: a pod that is Ready again after one kill long ago is well.
    const suffering = pods.filter(
      pod => conditionOf(pod.conditions, 'Ready')?.status !== 'True',
    );
    const texts = {
      what: 'ran out of memory',
      remedy:
        'Raise the memory limit of the pool, or lower what the model needs (context length, batch size).',
    };
    const now = byContainerReason(suffering, oom, texts);
    return now.length > 0
      ? now
      : byContainerReason(suffering, oom, { ...texts, field: 'lastReason' });
  },
};

export const imagePull: PoolProblemMapper = {
  code: 'image-pull',
  severity: 'critical',
  detect: ({ pods }) =>
    byContainerReason(
      pods,
      new Set([
        'ImagePullBackOff',
        'ErrImagePull',
        'InvalidImageName',
        'ErrImageNeverPull',
      ]),
      {
        what: 'cannot pull the image',
        remedy:
          'Check registry, tag and pull secret; the node must reach the registry.',
      },
    ),
};

export const containerConfigError: PoolProblemMapper = {
  code: 'container-config-error',
  severity: 'critical',
  detect: ({ pods }) =>
    byContainerReason(
      pods,
      new Set(['CreateContainerConfigError', 'CreateContainerError']),
      {
        what: 'cannot be started as configured',
        remedy:
          'A secret or config map that the pod names is usually missing; create it, or fix its name in the values.',
      },
    ),
};

/** A new pool may need this long for its first model to load; events older than that are history. */
const GRACE_MS = 10 * 60_000;

export const replicaFailure: PoolProblemMapper = {
  code: 'pods-not-created',
  severity: 'critical',
  detect({ workload, events, replicas, now }) {
    const failure = conditionOf(workload.status.conditions, 'ReplicaFailure');
    const remedy =
      'A quota, an admission policy or a missing service account is the usual cause; the message names it.';
    const { current } = replicas;
    const existing =
      current < workload.replicas
        ? `Only ${current} of ${count(workload.replicas, 'pod')} ${
            current === 1 ? 'exists' : 'exist'
          }, more cannot be created`
        : 'New pods cannot be created';
    if (failure?.status === 'True') {
      return [
        {
          sentence: sentence(
            `${existing}: ${
              failure.message ?? failure.reason ?? 'it gives no reason'
            }`,
          ),
          evidence: [
            evidence(
              workload.kind,
              workload.metadata,
              'status.conditions[ReplicaFailure].reason',
              failure.reason,
            ),
          ],
          remedy,
          since: failure.lastTransitionTime,
        },
      ];
    }
    // A StatefulSet has no such condition; it only writes events.
    const [event] = events.filter(
      ({ reason, at }) =>
        reason === 'FailedCreate' && now - (parseTime(at) ?? 0) < GRACE_MS,
    );
    if (!event || current >= workload.replicas) return [];
    return [
      {
        sentence: sentence(`${existing}: ${event.message}`),
        evidence: [
          evidence(
            workload.kind,
            workload.metadata,
            'event FailedCreate',
            event.message,
          ),
        ],
        remedy,
        since: event.firstAt ?? event.at,
      },
    ];
  },
};

/** A pool that may sleep loads its model when it is woken, as a new one does. */
function isWaking({ pods, replicas, now }: PoolContext): boolean {
  return (
    replicas.min === 0 &&
    pods.length > 0 &&
    pods.every(
      ({ metadata }) =>
        now - (parseTime(metadata.creationTimestamp) ?? 0) < GRACE_MS,
    )
  );
}

/** A pod that waited for a node starts when it gets one, or when there is one for it: only then its model loads. */
function isBeingPlaced(context: PoolContext): boolean {
  const { pods, now } = context;
  const coming = pods.filter(pod => !isTerminating(pod));
  return (
    coming.length > 0 &&
    coming.every(pod =>
      isUnscheduled(pod)
        ? !lackRoom(context) && isRoomNew(context)
        : now - (placedLateAt(pod) ?? 0) < GRACE_MS,
    )
  );
}

export const zeroReady: PoolProblemMapper = {
  code: 'zero-ready',
  severity: 'critical',
  detect(context) {
    const { workload, replicas, now } = context;
    const created = parseTime(workload.metadata.creationTimestamp) ?? 0;
    if (
      workload.replicas === 0 ||
      replicas.ready > 0 ||
      now - created < GRACE_MS ||
      isWaking(context) ||
      isBeingPlaced(context)
    ) {
      return [];
    }
    return [
      {
        sentence: `${
          workload.replicas === 1
            ? 'The only replica is not Ready'
            : `None of ${workload.replicas} replicas is Ready`
        }: this pool answers no requests.`,
        evidence: [
          evidence(
            workload.kind,
            workload.metadata,
            'status.readyReplicas',
            workload.status.readyReplicas,
          ),
        ],
        remedy:
          'Look at the pods of the pool; the other problems of this pool say why they are not Ready.',
      },
    ];
  },
};

export const podFailing: PoolProblemMapper = {
  code: 'pod-failed',
  severity: 'warning',
  detect({ pods }) {
    const failed = pods.filter(
      pod => !isTerminating(pod) && pod.phase === 'Failed',
    );
    return failed.slice(0, 1).map(pod => ({
      sentence: sentence(
        `${count(failed.length, 'pod')} failed${
          reasonOf(pod) ? `: ${reasonOf(pod)}` : ''
        }`,
      ),
      evidence: [evidence('Pod', pod.metadata, 'status.phase', pod.phase)],
      remedy: 'Look at the reason; an eviction means that the node ran short.',
    }));
  },
};

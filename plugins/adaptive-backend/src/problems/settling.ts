import type { PodObject } from '../objects/types';
import { conditionOf } from '../view/autoscaling';
import { plainMessage } from '../view/plainMessage';
import { isReadyPod, isTerminating, isUnscheduled } from '../view/pods';
import type { PoolContext } from '../view/poolContext';
import { count, parseTime, sentence } from '../view/text';
import { placedLateAt } from '../view/waiting';
import { evidence } from './evidence';
import type { Finding, PoolProblemMapper } from './types';

/** How long pods may take to exist, and to become Ready, before that counts as stuck. */
const STUCK_MS = 10 * 60_000;

/** Pods on a node that have not been Ready for too long. */
function stuckPods({ pods, now }: PoolContext): PodObject[] {
  return pods.filter(pod => {
    if (!pod.nodeName || isTerminating(pod) || isReadyPod(pod)) return false;
    const since =
      conditionOf(pod.conditions, 'Ready')?.lastTransitionTime ??
      pod.metadata.creationTimestamp;
    return now - (parseTime(since) ?? now) >= STUCK_MS;
  });
}

/** When the size last became another at the latest; undefined when that cannot be told. */
function sizedAt({ hpa, workload }: PoolContext): number | undefined {
  const { lastScaleTime } = hpa?.status ?? {};
  if (lastScaleTime !== undefined) return parseTime(lastScaleTime);
  const { replicasBy, metadata } = workload;
  // Nobody set it: it is the API's own default since the workload was made.
  if (!replicasBy) return parseTime(metadata.creationTimestamp);
  const times = replicasBy.map(({ at }) => parseTime(at));
  const known = times.filter((time): time is number => time !== undefined);
  return known.length === times.length ? Math.max(...known) : undefined;
}

export const desiredNotReached: PoolProblemMapper = {
  code: 'desired-not-reached',
  severity: 'warning',
  detect(context) {
    const { hpa, workload, replicas, now, podsKnown } = context;
    if (!podsKnown) return [];
    const desired = hpa?.status.desiredReplicas ?? workload.replicas;
    const changedAt = sizedAt(context);
    const settled = changedAt !== undefined && now - changedAt >= STUCK_MS;
    const missing = settled ? Math.max(desired - replicas.current, 0) : 0;
    const stuck = stuckPods(context);
    // Pods that wait for a node have a problem of their own that says why.
    if (missing + stuck.length === 0) return [];
    const what = [
      ...(missing > 0 ? [`${count(missing, 'pod')} missing`] : []),
      ...(stuck.length > 0
        ? [`${count(stuck.length, 'pod')} started and not Ready`]
        : []),
    ];
    return [
      {
        sentence: `${count(desired, 'replica')} wanted, ${
          replicas.ready
        } Ready: ${what.join(', ')} for more than 10 minutes.`,
        evidence: [
          evidence(
            workload.kind,
            workload.metadata,
            'status.readyReplicas',
            workload.status.readyReplicas,
          ),
          ...stuck
            .slice(0, 3)
            .map(pod =>
              evidence(
                'Pod',
                pod.metadata,
                'status.conditions[Ready].status',
                'False',
              ),
            ),
        ],
        remedy:
          'Look at the pods that are not Ready and at the events of the workload.',
      },
    ];
  },
};

const ROLLOUT_REMEDY =
  'Look at the newest pods of the workload: their state and log say what keeps them from being Ready. Undo the change in git if it caused that.';

/**
 * The deadline (10 minutes by default) runs while pods wait for a node. One that got its node late has its own time from
 * then on.
 */
function waitedForNode({ pods, now }: PoolContext): boolean {
  return pods.some(pod => {
    const at = placedLateAt(pod);
    return at !== undefined && !isReadyPod(pod) && now - at < STUCK_MS;
  });
}

/** A Deployment says so itself. */
function stuckDeployment(context: PoolContext): Finding[] {
  const { workload } = context;
  const progress = conditionOf(workload.status.conditions, 'Progressing');
  if (progress?.status !== 'False' || waitedForNode(context)) return [];
  const why =
    plainMessage(progress.message) ?? progress.reason ?? 'it gives no reason';
  return [
    {
      sentence: sentence(
        `The rollout is stuck at ${workload.status.updatedReplicas} of ${count(
          workload.replicas,
          'new pod',
        )}: ${why}`,
      ),
      evidence: [
        evidence(
          workload.kind,
          workload.metadata,
          'status.conditions[Progressing].reason',
          progress.reason,
        ),
      ],
      remedy: ROLLOUT_REMEDY,
      since: progress.lastTransitionTime,
    },
  ];
}

/** A StatefulSet has no such condition: it waits for ever for a new pod that does not become Ready. */
function stuckStatefulSet(context: PoolContext): Finding[] {
  const { workload } = context;
  const { currentRevision, updateRevision, updatedReplicas } = workload.status;
  const stuck = stuckPods(context);
  if (
    updateRevision === undefined ||
    currentRevision === updateRevision ||
    updatedReplicas >= workload.replicas ||
    stuck.length === 0
  ) {
    return [];
  }
  return [
    {
      sentence: `The rollout is stuck at ${updatedReplicas} of ${count(
        workload.replicas,
        'new pod',
      )}: ${count(stuck.length, 'pod')} not Ready for more than 10 minutes.`,
      evidence: [
        evidence(
          workload.kind,
          workload.metadata,
          'status.updateRevision',
          updateRevision,
        ),
        evidence(
          'Pod',
          stuck[0].metadata,
          'status.conditions[Ready].status',
          'False',
        ),
      ],
      remedy: ROLLOUT_REMEDY,
    },
  ];
}

export const rolloutStuck: PoolProblemMapper = {
  code: 'rollout-stuck',
  severity: 'warning',
  detect(context) {
    // Pods on no node have problems of their own, which say why.
    if (context.pods.some(isUnscheduled)) return [];
    return context.workload.kind === 'Deployment'
      ? stuckDeployment(context)
      : stuckStatefulSet(context);
  },
};

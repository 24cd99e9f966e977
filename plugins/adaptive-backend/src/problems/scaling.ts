import { reachableMaximum } from '@adaptive-portal/plugin-adaptive-common';
import type { PodObject } from '../objects/types';
import { conditionOf } from '../view/autoscaling';
import { isReadyPod, isTerminating } from '../view/pods';
import type { PoolContext } from '../view/poolContext';
import { count, parseTime } from '../view/text';
import { evidence } from './evidence';
import { renderAgainFix } from './fixes';
import { resumption } from './resumption';
import type { PoolProblemMapper } from './types';

export const wrongMetricType: PoolProblemMapper = {
  code: 'wrong-metric-type',
  severity: 'warning',
  detect({ ttftTrigger, scaledObject, replicas }) {
    if (
      !scaledObject ||
      !ttftTrigger?.alone ||
      ttftTrigger.metricType !== 'AverageValue' ||
      !ttftTrigger.threshold ||
      ttftTrigger.threshold <= 0
    ) {
      return [];
    }
    const reach = reachableMaximum(ttftTrigger.threshold);
    const capped =
      replicas.max !== undefined && replicas.max > reach
        ? ` It can never ask for more than ${reach}, although max is ${replicas.max}.`
        : '';
    return [
      {
        sentence: `The only trigger is a ratio with AverageValue: the size is the ratio divided by the threshold, whatever runs now, so a busy pool can be scaled in.${capped}`,
        evidence: [
          evidence(
            'ScaledObject',
            scaledObject.metadata,
            'spec.triggers[0].metricType',
            ttftTrigger.trigger.metricType ?? 'AverageValue (default)',
          ),
        ],
        remedy:
          'Use metricType Value for the ratio, and add a trigger for the load (requests per second and replica, AverageValue) that keeps the pool from being scaled in.',
        fix: renderAgainFix(scaledObject),
      },
    ];
  },
};

export const noFallback: PoolProblemMapper = {
  code: 'no-fallback',
  severity: 'info',
  detect({ scaledObject, ttftTrigger }) {
    if (!scaledObject || !ttftTrigger || scaledObject.fallback) return [];
    return [
      {
        sentence:
          'The ScaledObject has no fallback: when Prometheus does not answer, the size is frozen.',
        evidence: [
          evidence(
            'ScaledObject',
            scaledObject.metadata,
            'spec.fallback',
            undefined,
          ),
        ],
        remedy:
          'Add a fallback with behavior currentReplicasIfHigher (KEDA 2.18 or newer), so that a gap never scales in.',
        fix: renderAgainFix(scaledObject),
      },
    ];
  },
};

export const fallbackActive: PoolProblemMapper = {
  code: 'fallback-active',
  severity: 'warning',
  detect({ scaledObject, autoscaling, podsKnown, replicas }) {
    // Without a Ready pod there is nothing to measure, and other problems say why.
    const silent = podsKnown && replicas.ready === 0;
    if (!scaledObject || !autoscaling.fallbackActive || silent) return [];
    const failures = Object.entries(scaledObject.status.health)
      .filter(([, health]) => health.status === 'Failing')
      .map(
        ([name, health]) => `${name} failed ${health.numberOfFailures} times`,
      );
    const { fallback } = scaledObject;
    return [
      {
        sentence: `KEDA cannot read the metric${
          failures.length > 0 ? ` (${failures.join(', ')})` : ''
        } and holds the pool by its fallback${
          fallback ? ` of ${count(fallback.replicas, 'replica')}` : ''
        }.`,
        evidence: [
          evidence(
            'ScaledObject',
            scaledObject.metadata,
            'status.conditions[Fallback]',
            'True',
          ),
        ],
        remedy:
          'Check that KEDA reaches the serverAddress of the trigger and that its query returns one series.',
      },
    ];
  },
};

export const paused: PoolProblemMapper = {
  code: 'paused',
  severity: 'warning',
  detect(context) {
    const { scaledObject, pause } = context;
    if (!scaledObject || !pause) return [];
    const what = {
      all: 'Autoscaling is paused',
      scaleIn: 'Scaling in is paused',
      scaleOut: 'Scaling out is paused',
    }[pause.kind];
    const held =
      pause.replicas === undefined
        ? ''
        : ` at ${count(pause.replicas, 'replica')}`;
    const by = pause.by === undefined ? '' : ` by ${pause.by}`;
    return [
      {
        sentence: `${what}${held}${by}.`,
        evidence: [
          evidence(
            'ScaledObject',
            scaledObject.metadata,
            `metadata.annotations['${pause.annotation}']`,
            pause.value,
          ),
        ],
        ...resumption(context),
        since: pause.at,
      },
    ];
  },
};

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

export const desiredNotReached: PoolProblemMapper = {
  code: 'desired-not-reached',
  severity: 'warning',
  detect(context) {
    const { hpa, workload, replicas, now, podsKnown } = context;
    if (!podsKnown) return [];
    const desired = hpa?.status.desiredReplicas ?? workload.replicas;
    const changedAt = parseTime(
      hpa?.status.lastScaleTime ?? workload.metadata.creationTimestamp,
    );
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

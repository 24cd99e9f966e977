import {
  clampReplicas,
  fallbackSize,
  reachableMaximum,
} from '@adaptive-portal/plugin-adaptive-common';
import { COMPOSITE_METRIC } from '../view/autoscaling';
import { decisionOf } from '../view/decision';
import type { PoolContext } from '../view/poolContext';
import { count, percent } from '../view/text';
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

/** A ratio says nothing of how many replicas the load needs. */
export const noLoadTrigger: PoolProblemMapper = {
  code: 'no-load-trigger',
  severity: 'info',
  detect({ scaledObject, ttftTrigger }) {
    const { alone, metricType, threshold = 0 } = ttftTrigger ?? {};
    if (!scaledObject || !alone || metricType !== 'Value' || threshold <= 0) {
      return [];
    }
    return [
      {
        sentence: `The only trigger is a ratio with Value: with ${percent(
          threshold / 2,
        )} of timeouts the pool is halved although it just holds, and above ${percent(
          threshold,
        )} it grows with every pod that becomes Ready, so its size swings.`,
        evidence: [
          evidence(
            'ScaledObject',
            scaledObject.metadata,
            'spec.triggers',
            `1: ${ttftTrigger?.trigger.type} with metricType Value`,
          ),
        ],
        remedy:
          'Add a trigger for the load (requests per second and replica, AverageValue): it is the floor below which the pool is not scaled in.',
        fix: renderAgainFix(scaledObject),
      },
    ];
  },
};

const NEVER_FAIL = new Set(['cpu', 'memory', 'cron']);

export const noFallback: PoolProblemMapper = {
  code: 'no-fallback',
  severity: 'info',
  detect({ scaledObject }) {
    if (!scaledObject || scaledObject.fallback) return [];
    // Of these KEDA knows the value itself, or the HPA does.
    const asked = scaledObject.triggers.filter(t => !NEVER_FAIL.has(t.type));
    if (asked.length === 0) return [];
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

function limitsOf({ replicas: { min = 0, max = Infinity } }: PoolContext) {
  return { min, max };
}

/**
 * What the fallback holds the pool at; undefined where it names no size, or where another trigger has a say: of several
 * the one that asks for most decides.
 */
function heldSize(context: PoolContext): number | undefined {
  const { scaledObject, hpa, workload } = context;
  const { fallback, triggers = [], status } = scaledObject ?? {};
  if (!fallback) return undefined;
  const failing = Object.values(status?.health ?? {}).filter(
    ({ numberOfFailures }) => numberOfFailures > fallback.failureThreshold,
  );
  const composed =
    hpa?.metrics.length === 1 && hpa.metrics[0].name === COMPOSITE_METRIC;
  const alone = triggers.length === 1 || composed;
  if (!alone && failing.length < triggers.length) return undefined;
  const size = fallbackSize(
    fallback,
    hpa?.status.currentReplicas ?? workload.replicas,
  );
  if (size === undefined) return undefined;
  // With Value the HPA stays where it is while as many pods are Ready as the fallback asks for.
  return (
    decisionOf(context)?.computed ?? clampReplicas(size, limitsOf(context))
  );
}

function fallbackText(context: PoolContext): string {
  const { fallback, triggers = [] } = context.scaledObject ?? {};
  const rule = fallback ? ` (${fallback.behavior ?? 'static'})` : '';
  const size = heldSize(context);
  if (size !== undefined) {
    return `and holds the pool at ${count(
      size,
      'replica',
    )} by its fallback${rule}`;
  }
  return triggers.length === 1
    ? `and holds the pool by its fallback${rule}`
    : `and has fallen back${rule}; of the ${count(
        triggers.length,
        'trigger',
      )} the one that asks for most decides`;
}

export const fallbackActive: PoolProblemMapper = {
  code: 'fallback-active',
  severity: 'warning',
  detect(context) {
    const { scaledObject, autoscaling, podsKnown, replicas } = context;
    // Without a Ready pod there is nothing to measure, and other problems say why.
    const silent = podsKnown && replicas.ready === 0;
    if (!scaledObject || !autoscaling.fallbackActive || silent) return [];
    const failures = Object.entries(scaledObject.status.health)
      .filter(([, health]) => health.status === 'Failing')
      // KEDA writes them in any order.
      .sort(([a], [b]) => (a < b ? -1 : 1));
    // How often is evidence: the count grows with every poll, and what is wrong stays the same.
    const names = failures.map(([name]) => name).join(', ');
    const counts = failures
      .map(([name, { numberOfFailures }]) => `${name}: ${numberOfFailures}`)
      .join(', ');
    return [
      {
        sentence: `KEDA cannot read the metric${
          names && ` (${names})`
        } ${fallbackText(context)}.`,
        evidence: [
          evidence(
            'ScaledObject',
            scaledObject.metadata,
            'status.conditions[Fallback]',
            'True',
          ),
          ...(counts
            ? [
                evidence(
                  'ScaledObject',
                  scaledObject.metadata,
                  'status.health[].numberOfFailures',
                  counts,
                ),
              ]
            : []),
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
    const both = pause.kind !== 'all' && pause.annotations.length > 1;
    const what = {
      all: 'Autoscaling is paused',
      scaleIn: both ? 'Scaling in and out are paused' : 'Scaling in is paused',
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

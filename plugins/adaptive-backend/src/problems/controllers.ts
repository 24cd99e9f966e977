import type { ProblemEvidence } from '@adaptive-portal/plugin-adaptive-common';
import type { ScaledObjectObject } from '../objects/types';
import { conditionOf } from '../view/autoscaling';
import {
  plainMessage,
  unreadMetric,
  unreadMetricRemedy,
} from '../view/plainMessage';
import { count, parseTime, sentence } from '../view/text';
import { isTooEarly } from './comingUp';
import { evidence } from './evidence';
import { howOften, kedaFailure } from './kedaFailure';
import type { KedaFailure } from './kedaFailure';
import type { PoolProblemMapper } from './types';

/** Evidence on the newest event that tells of a failing trigger. */
function eventEvidence(
  scaledObject: ScaledObjectObject,
  failure: KedaFailure | undefined,
): ProblemEvidence[] {
  return failure
    ? [
        evidence(
          'ScaledObject',
          scaledObject.metadata,
          `event ${failure.event.reason}`,
          failure.event.message,
        ),
      ]
    : [];
}

function remedyFor(failure: KedaFailure | undefined): string {
  return failure?.outage
    ? 'Check that Prometheus runs, that serverAddress is right as seen from the KEDA operator, and the authentication of the trigger.'
    : 'Check serverAddress, query and authentication of the triggers; the events of the ScaledObject and the log of the KEDA operator have the details.';
}

export const scaledObjectNotReady: PoolProblemMapper = {
  code: 'scaledobject-not-ready',
  severity: 'critical',
  detect(context) {
    const { scaledObject } = context;
    const ready = conditionOf(scaledObject?.status.conditions, 'Ready');
    if (!scaledObject || ready?.status !== 'False') return [];
    if (isTooEarly(context)) return [];
    const failure = kedaFailure(context);
    const why =
      plainMessage(ready.message) ?? ready.reason ?? 'it gives no reason';
    return [
      {
        sentence: failure
          ? `KEDA ${failure.what}${howOften(
              failure,
            )}: the ScaledObject decides nothing.`
          : sentence(`KEDA cannot use the ScaledObject: ${why}`),
        evidence: [
          evidence(
            'ScaledObject',
            scaledObject.metadata,
            'status.conditions[Ready].reason',
            ready.reason,
          ),
          ...eventEvidence(scaledObject, failure),
        ],
        remedy: remedyFor(failure),
        since: ready.lastTransitionTime,
      },
    ];
  },
};

/** While one trigger is above its activation and another fails, KEDA says neither Ready nor not Ready. */
export const triggerFailing: PoolProblemMapper = {
  code: 'trigger-failing',
  severity: 'warning',
  detect(context) {
    const { scaledObject } = context;
    const ready = conditionOf(scaledObject?.status.conditions, 'Ready');
    if (
      !scaledObject ||
      ready?.status !== 'Unknown' ||
      ready.reason !== 'PartialTriggerError' ||
      isTooEarly(context)
    ) {
      return [];
    }
    const failure = kedaFailure(context);
    const why = failure ? `: KEDA ${failure.what}${howOften(failure)}` : '';
    return [
      {
        sentence: `Not all of the ${count(
          scaledObject.triggers.length,
          'trigger',
        )} work${why}. The pool can be scaled out by the others, but not in.`,
        evidence: [
          evidence(
            'ScaledObject',
            scaledObject.metadata,
            'status.conditions[Ready].reason',
            ready.reason,
          ),
          ...eventEvidence(scaledObject, failure),
        ],
        remedy: remedyFor(failure),
        since: ready.lastTransitionTime,
      },
    ];
  },
};

export const hpaCannotReadMetric: PoolProblemMapper = {
  code: 'hpa-cannot-read-metric',
  severity: 'critical',
  detect(context) {
    const { hpa } = context;
    const active = conditionOf(hpa?.status.conditions, 'ScalingActive');
    // Scaled to 0 on purpose is a state, not a failure.
    if (
      !hpa ||
      isTooEarly(context) ||
      active?.status !== 'False' ||
      active.reason === 'ScalingDisabled'
    ) {
      return [];
    }
    const { currentReplicas } = hpa.status;
    const held =
      currentReplicas === undefined
        ? ''
        : ` at ${count(currentReplicas, 'replica')}`;
    return [
      {
        sentence: `${unreadMetric(
          active.message ?? active.reason,
        )} and leaves the size${held}.`,
        evidence: [
          evidence(
            'HPA',
            hpa.metadata,
            'status.conditions[ScalingActive].reason',
            active.reason,
          ),
          ...(active.message
            ? [
                evidence(
                  'HPA',
                  hpa.metadata,
                  'status.conditions[ScalingActive].message',
                  active.message,
                ),
              ]
            : []),
        ],
        remedy: unreadMetricRemedy(active.message),
        since: active.lastTransitionTime,
      },
    ];
  },
};

export const hpaCannotScale: PoolProblemMapper = {
  code: 'hpa-cannot-scale',
  severity: 'critical',
  detect({ hpa, workload }) {
    const able = conditionOf(hpa?.status.conditions, 'AbleToScale');
    if (!hpa || able?.status !== 'False') return [];
    return [
      {
        sentence: sentence(
          `The HPA cannot change the size of ${workload.kind} ${
            workload.metadata.name
          }, which stays at ${workload.replicas}: ${
            plainMessage(able.message) ?? able.reason ?? 'it gives no reason'
          }`,
        ),
        evidence: [
          evidence(
            'HPA',
            hpa.metadata,
            'status.conditions[AbleToScale].reason',
            able.reason,
          ),
        ],
        remedy:
          'Check that the workload named in scaleTargetRef exists and that no second autoscaler fights over it.',
        since: able.lastTransitionTime,
      },
    ];
  },
};

export const hpaMissing: PoolProblemMapper = {
  code: 'hpa-missing',
  severity: 'critical',
  detect({ scaledObject, hpa, pause, now, workload }) {
    if (!scaledObject || hpa || pause?.kind === 'all') return [];
    const created = parseTime(scaledObject.metadata.creationTimestamp) ?? 0;
    // KEDA makes the HPA within seconds; a minute is more than it needs.
    if (now - created < 60_000) return [];
    return [
      {
        sentence: `There is no HPA for this ScaledObject, so nothing scales the pool: it stays at ${count(
          workload.replicas,
          'replica',
        )}.`,
        evidence: [
          evidence(
            'ScaledObject',
            scaledObject.metadata,
            'status.hpaName',
            scaledObject.status.hpaName,
          ),
        ],
        remedy:
          'Check that the KEDA operator runs and watches this namespace; its log says why it made no HPA.',
      },
    ];
  },
};

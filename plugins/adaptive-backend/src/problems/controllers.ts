import { conditionOf } from '../view/autoscaling';
import { parseTime, sentence } from '../view/text';
import { isComingUp } from './comingUp';
import { evidence } from './evidence';
import type { PoolProblemMapper } from './types';

export const scaledObjectNotReady: PoolProblemMapper = {
  code: 'scaledobject-not-ready',
  severity: 'critical',
  detect(context) {
    const { scaledObject } = context;
    const ready = conditionOf(scaledObject?.status.conditions, 'Ready');
    if (!scaledObject || ready?.status !== 'False') return [];
    if (isComingUp(context)) return [];
    return [
      {
        sentence: sentence(
          `KEDA cannot use the ScaledObject: ${
            ready.message ?? ready.reason ?? 'it gives no reason'
          }`,
        ),
        evidence: [
          evidence(
            'ScaledObject',
            scaledObject.metadata,
            'status.conditions[Ready].reason',
            ready.reason,
          ),
        ],
        remedy:
          'Check serverAddress, query and authentication of the triggers; the events of the ScaledObject and the log of the KEDA operator have the details.',
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
      isComingUp(context) ||
      active?.status !== 'False' ||
      active.reason === 'ScalingDisabled'
    ) {
      return [];
    }
    return [
      {
        sentence: sentence(
          `The HPA cannot read its metric and leaves the size alone: ${
            active.message ?? active.reason ?? 'it gives no reason'
          }`,
        ),
        evidence: [
          evidence(
            'HPA',
            hpa.metadata,
            'status.conditions[ScalingActive].reason',
            active.reason,
          ),
        ],
        remedy:
          "Check that KEDA's metrics server is registered as external.metrics.k8s.io and that the trigger's query returns one series.",
        since: active.lastTransitionTime,
      },
    ];
  },
};

export const hpaCannotScale: PoolProblemMapper = {
  code: 'hpa-cannot-scale',
  severity: 'critical',
  detect({ hpa }) {
    const able = conditionOf(hpa?.status.conditions, 'AbleToScale');
    if (!hpa || able?.status !== 'False') return [];
    return [
      {
        sentence: sentence(
          `The HPA cannot change the size of the workload: ${
            able.message ?? able.reason ?? 'it gives no reason'
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
  detect({ scaledObject, hpa, pause, now }) {
    if (!scaledObject || hpa || pause?.kind === 'all') return [];
    const created = parseTime(scaledObject.metadata.creationTimestamp) ?? 0;
    // KEDA makes the HPA within seconds; a minute is more than it needs.
    if (now - created < 60_000) return [];
    return [
      {
        sentence:
          'There is no HPA for this ScaledObject, so nothing scales the pool.',
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

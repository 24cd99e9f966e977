import type { Tolerances } from '@adaptive-portal/plugin-adaptive-common';
import {
  clampReplicas,
  combineDesired,
  desiredForAverageValue,
  desiredForValue,
  fallbackSize,
  isWithinTolerance,
  readQuantity,
  scaleDownRules,
  scaleUpRules,
} from '@adaptive-portal/plugin-adaptive-common';
import type { HpaMetric, HpaObject } from '../objects/types';
import { COMPOSITE_METRIC, conditionOf } from './autoscaling';
import { countedReady } from './pods';
import type { PoolContext } from './poolContext';

interface Range {
  low: number;
  high: number;
}

/** What one metric of an HPA asks for. A range, as the HPA publishes averages rounded up to a thousandth. */
export interface MetricDecision {
  name: string;
  targetType: 'AverageValue' | 'Value';
  target: number;
  desired?: Range;
}

/** The HPA's decision, recomputed from what it published. */
export interface Decision {
  metrics: MetricDecision[];
  /** Metrics whose arithmetic needs what only the HPA knows, such as the CPU of each pod. */
  notComputable: string[];
  /** Inside min and max, before stabilisation and policies; absent when inputs are missing. */
  recommended?: Range;
  /** One number of the range: the published one where the range holds it. */
  computed?: number;
  /** What the metrics ask for without min and max. */
  unclamped?: number;
  agreement: 'explained' | 'cannotExplain' | 'notApplicable';
  /** What keeps the HPA from the recommendation for now. */
  heldBy?: 'stabilizationWindow' | 'policy' | 'disabled';
}

/** What a decision is recomputed from, besides what the HPA published. */
interface DecisionFacts {
  /** Pods that the HPA counts as Ready; ones that changed since it last looked may count either way. */
  ready: Range;
  /** Sizes that the HPA may have divided by. */
  sizes: readonly number[];
  tolerance: Tolerances;
  /** Metrics that KEDA makes up, and the size that they stand for, where the behaviour names one. */
  fallback?: { size?: number; covers(metric: string): boolean };
}

/** Averages are published in thousandths, rounded up: the true one lies up to this much lower. */
const ROUNDING = 0.001;

function rangeOf(candidates: readonly number[]): Range {
  return { low: Math.min(...candidates), high: Math.max(...candidates) };
}

function fallbackOf({
  scaledObject,
  autoscaling,
  hpa,
  workload,
}: PoolContext): DecisionFacts['fallback'] {
  const fallback = scaledObject?.fallback;
  if (!autoscaling.fallbackActive || !scaledObject || !fallback) {
    return undefined;
  }
  const failing = new Set(
    Object.entries(scaledObject.status.health)
      .filter(
        ([, health]) => health.numberOfFailures > fallback.failureThreshold,
      )
      .map(([name]) => name),
  );
  return {
    size: fallbackSize(
      fallback,
      hpa?.status.currentReplicas ?? workload.replicas,
    ),
    covers: name => name === COMPOSITE_METRIC || failing.has(name),
  };
}

function factsOf(context: PoolContext, hpa: HpaObject): DecisionFacts {
  const { pods, podsKnown, replicas, workload, now } = context;
  const { ready } = replicas;
  const current = hpa.status.currentReplicas ?? 0;
  // The HPA divides by the pods that exist: while a rollout or a change of size is under way that is another number.
  const created =
    workload.replicas === current ? workload.status.replicas : current;
  const { scaleUp, scaleDown } = hpa.behavior ?? {};
  return {
    ready: podsKnown ? countedReady(pods, now) : { low: ready, high: ready },
    sizes: [...new Set([current, created])].filter(size => size > 0),
    tolerance: {
      scaleUp: readQuantity(scaleUp?.tolerance),
      scaleDown: readQuantity(scaleDown?.tolerance),
    },
    fallback: fallbackOf(context),
  };
}

/** What a metric asks for that KEDA made up. */
function underFallback(
  size: number | undefined,
  published: number | undefined,
  targetType: MetricDecision['targetType'],
  { sizes, ready, tolerance }: DecisionFacts,
): Range | undefined {
  if (size === undefined) return undefined;
  // KEDA before 2.18 reckons in whole numbers: a target below 1 becomes 0.
  const asked = published === 0 ? 0 : size;
  const [current = asked] = sizes;
  if (targetType === 'Value') {
    // The HPA multiplies by its Ready pods, so KEDA divides by them; with none nothing comes of any number.
    return rangeOf(
      [ready.low, ready.high].map(pods => {
        if (pods === 0) return 0;
        return isWithinTolerance(asked / pods, tolerance) ? current : asked;
      }),
    );
  }
  return rangeOf(
    (sizes.length > 0 ? sizes : [asked]).map(each =>
      isWithinTolerance(asked / each, tolerance) ? each : asked,
    ),
  );
}

function desiredOf(
  current: HpaObject['status']['currentMetrics'][number] | undefined,
  { targetType, target }: Pick<MetricDecision, 'targetType' | 'target'>,
  facts: DecisionFacts,
): Range | undefined {
  const { ready, sizes, tolerance } = facts;
  const [currentReplicas = 0] = sizes;
  if (targetType === 'Value') {
    const value = readQuantity(current?.value);
    return value === undefined
      ? undefined
      : rangeOf(
          [ready.low, ready.high].map(readyReplicas =>
            desiredForValue({
              value,
              target,
              currentReplicas,
              readyReplicas,
              tolerance,
            }),
          ),
        );
  }
  const average = readQuantity(current?.averageValue);
  if (average === undefined || sizes.length === 0) return undefined;
  return rangeOf(
    sizes.flatMap(size => {
      const at = (total: number) =>
        desiredForAverageValue({
          total,
          target,
          currentReplicas: size,
          tolerance,
        });
      const least = Math.max((average - ROUNDING) * size, 0) + 1e-6;
      return [at(average > 0 ? least : 0), at(average * size)];
    }),
  );
}

function decideMetric(
  hpa: HpaObject,
  metric: HpaMetric,
  facts: DecisionFacts,
): MetricDecision | undefined {
  const { name = '', targetType, type } = metric;
  const target = readQuantity(metric.target);
  // Of the other types the HPA asks every pod, and treats those without an answer in its own way.
  const whole = type === 'External' || type === 'Object';
  if (!whole || !target || target <= 0) return undefined;
  if (targetType !== 'AverageValue' && targetType !== 'Value') return undefined;
  const current = hpa.status.currentMetrics.find(
    m => m.name === name && m.type === type,
  );
  const { fallback } = facts;
  const desired = fallback?.covers(name)
    ? underFallback(
        fallback.size,
        readQuantity(current?.averageValue ?? current?.value),
        targetType,
        facts,
      )
    : desiredOf(current, { targetType, target }, facts);
  return { name, targetType, target, ...(desired && { desired }) };
}

/** The condition with which the HPA says that it holds back. */
function holdOf(
  hpa: HpaObject,
  direction: 'in' | 'out',
): Decision['heldBy'] | undefined {
  const { conditions, currentReplicas, desiredReplicas } = hpa.status;
  const able = conditionOf(conditions, 'AbleToScale')?.reason;
  const limited = conditionOf(conditions, 'ScalingLimited')?.reason;
  const rules =
    direction === 'in'
      ? scaleDownRules(hpa.behavior)
      : scaleUpRules(hpa.behavior);
  if (rules.selectPolicy === 'Disabled') return 'disabled';
  if (
    able === (direction === 'in' ? 'ScaleDownStabilized' : 'ScaleUpStabilized')
  ) {
    return 'stabilizationWindow';
  }
  if (limited === (direction === 'in' ? 'ScaleDownLimit' : 'ScaleUpLimit')) {
    return 'policy';
  }
  // A step just made overwrites what the HPA says of its window; one that no policy cut short, the window did.
  return able === 'SucceededRescale' &&
    currentReplicas !== desiredReplicas &&
    rules.stabilizationWindowSeconds > 0
    ? 'stabilizationWindow'
    : undefined;
}

function compare(
  hpa: HpaObject,
  recommended: Range,
): Pick<Decision, 'agreement' | 'heldBy'> {
  const desired = hpa.status.desiredReplicas;
  if (desired === undefined) {
    return { agreement: 'notApplicable' };
  }
  if (desired >= recommended.low && desired <= recommended.high) {
    return { agreement: 'explained' };
  }
  const current = hpa.status.currentReplicas ?? desired;
  // Held back: the published size lies between where the pool is and what the metrics ask for.
  if (desired > recommended.high && desired <= current) {
    const heldBy = holdOf(hpa, 'in');
    if (heldBy) return { agreement: 'explained', heldBy };
  }
  if (desired < recommended.low && desired >= current) {
    const heldBy = holdOf(hpa, 'out');
    if (heldBy) return { agreement: 'explained', heldBy };
  }
  return { agreement: 'cannotExplain' };
}

/**
 * Recomputes an HPA's decision from its published metrics, and says whether it agrees with its published size. Nothing
 * is invented: metrics that are not there, or of a sort that is not known, make it `notApplicable`. What KEDA makes up
 * under fallback is recomputed from the rule of the fallback.
 */
function recompute(hpa: HpaObject, facts: DecisionFacts): Decision {
  const metrics = hpa.metrics.map(m => decideMetric(hpa, m, facts));
  const known = metrics.filter((m): m is MetricDecision => m !== undefined);
  const notComputable = hpa.metrics
    .filter((_, i) => metrics[i] === undefined)
    .map(({ name, type }) => name ?? type);
  const shared = { metrics: known, notComputable };
  const scaling = conditionOf(hpa.status.conditions, 'ScalingActive');
  const current = hpa.status.currentReplicas ?? 0;
  const combine = (end: keyof Range) =>
    combineDesired(
      metrics.map(m => m?.desired?.[end]),
      current,
    );
  const low = combine('low');
  const high = combine('high');
  if (scaling?.status === 'False' || low === undefined || high === undefined) {
    return { ...shared, agreement: 'notApplicable' };
  }
  const limits = { min: hpa.minReplicas, max: hpa.maxReplicas };
  const recommended = {
    low: clampReplicas(low, limits),
    high: clampReplicas(high, limits),
  };
  const desired = hpa.status.desiredReplicas ?? recommended.high;
  return {
    ...shared,
    unclamped: high,
    recommended,
    computed: Math.min(Math.max(desired, recommended.low), recommended.high),
    ...compare(hpa, recommended),
  };
}

/** The decision of a pool's HPA; undefined where it has none. */
export function decisionOf(context: PoolContext): Decision | undefined {
  const { hpa } = context;
  return hpa && recompute(hpa, factsOf(context, hpa));
}

import type { KubernetesObject } from '../../kube/object';
import type { Condition, ObjectMeta } from '../core/objects';
import { formatMilli, parseQuantity, type Quantity } from '../core/quantity';
import type { HpaBehavior } from './limits';
import {
  shownValue,
  type ExternalMetric,
  type ReplicaCounts,
} from './proposal';

type MetricIdentifier = {
  name: string;
  selector: { matchLabels: Record<string, string> };
};

export type MetricSpec = {
  type: string;
  external: {
    metric: MetricIdentifier;
    target: {
      type: 'AverageValue' | 'Value';
      averageValue?: Quantity;
      value?: Quantity;
    };
  };
};

export type MetricStatus = {
  type: string;
  external?: {
    metric: MetricIdentifier;
    current: { averageValue?: string; value?: string };
  };
};

export type Hpa = {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  spec: {
    scaleTargetRef: { kind: string; name: string; apiVersion?: string };
    minReplicas?: number;
    maxReplicas: number;
    metrics: MetricSpec[];
    behavior?: HpaBehavior;
  };
  status?: {
    lastScaleTime?: string;
    currentReplicas?: number;
    desiredReplicas?: number;
    currentMetrics?: MetricStatus[];
    conditions?: Condition[];
  };
};

export function asHpa(object: KubernetesObject): Hpa {
  return object as Hpa;
}

export function targetResource(hpa: Hpa): string {
  return hpa.spec.scaleTargetRef.kind === 'StatefulSet'
    ? 'apps/statefulsets'
    : 'apps/deployments';
}

/** A selector as Go prints it in the controller's messages. */
export function selectorText(metric: MetricSpec): string {
  const labels = Object.entries(metric.external.metric.selector.matchLabels)
    .map(([key, value]) => `${key}: ${value},`)
    .join('');
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:[]LabelSelectorRequirement{},}`;
}

/** How the controller names a metric. */
export function metricText(metric: MetricSpec): string {
  return `external metric ${metric.external.metric.name}(${selectorText(
    metric,
  )})`;
}

/** What the controller reports when KEDA's metrics server answers an error. */
export function externalMetricError(
  namespace: string,
  metric: MetricSpec,
): string {
  const { name } = metric.external.metric;
  return `unable to get external metric ${namespace}/${name}/${selectorText(
    metric,
  )}: unable to fetch metrics from external metrics API: rpc error: code = Unknown desc = error when getting metric values metric:${name} encountered error`;
}

/** `status.currentMetrics`; a metric that could not be had is an entry without content. */
export function metricStatuses(
  specs: readonly MetricSpec[],
  metrics: readonly ExternalMetric[],
  counts: ReplicaCounts,
): MetricStatus[] {
  return specs.map((spec, index) => {
    const { usage } = metrics[index];
    if ('error' in usage) return { type: '' };
    const { type } = spec.external.target;
    const shown = formatMilli(shownValue(type, usage.value, counts));
    return {
      type: 'External',
      external: {
        metric: spec.external.metric,
        current:
          type === 'AverageValue' ? { averageValue: shown } : { value: shown },
      },
    };
  });
}

/** Condition while the target has no replicas. */
export const SCALING_DISABLED: Condition = {
  type: 'ScalingActive',
  status: 'False',
  reason: 'ScalingDisabled',
  message: 'scaling is disabled since the replica count of the target is zero',
};

/** Sizes at which the controller does not look at metrics. */
export function outOfBounds(
  hpa: Hpa,
  replicas: number,
): { desired: number; reason: string } | undefined {
  const min = hpa.spec.minReplicas ?? 1;
  if (replicas === 0) return { desired: 0, reason: '' };
  if (replicas > hpa.spec.maxReplicas) {
    return {
      desired: hpa.spec.maxReplicas,
      reason: 'Current number of replicas above Spec.MaxReplicas',
    };
  }
  if (replicas < min) {
    return {
      desired: min,
      reason: 'Current number of replicas below Spec.MinReplicas',
    };
  }
  return undefined;
}

/** Target of a metric in thousandths. */
export function targetOf(metric: MetricSpec): number {
  const { target } = metric.external;
  const quantity =
    target.type === 'AverageValue' ? target.averageValue : target.value;
  return Math.round(parseQuantity(quantity ?? '0') * 1000);
}

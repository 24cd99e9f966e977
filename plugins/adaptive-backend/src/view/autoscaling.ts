import type { PoolAutoscaling } from '@adaptive-portal/plugin-adaptive-common';
import { readQuantity } from '@adaptive-portal/plugin-adaptive-common';
import { TIMEOUTS_METRIC } from '../metrics/queries';
import type { VariantAutoscalingObject } from '../objects/partTypes';
import type {
  Condition,
  HpaObject,
  ScaledObjectObject,
  ScaledObjectTrigger,
} from '../objects/types';
import { parseTime } from './text';

/** KEDA's defaults of `minReplicaCount` and `maxReplicaCount`. */
const KEDA_MIN = 0;
const KEDA_MAX = 100;

/** The trigger that scales by the TTFT timeout ratio. */
export interface TtftTrigger {
  trigger: ScaledObjectTrigger;
  /** Name of its metric in the HPA. */
  metricName: string;
  query: string;
  threshold?: number;
  metricType: 'AverageValue' | 'Value' | 'Utilization';
  /** False: an empty result is an error, not 0. */
  ignoreNullValues: boolean;
  /** The only trigger of its ScaledObject, and no formula takes its place. */
  alone: boolean;
  /** A formula of all triggers decides (`scalingModifiers`); the threshold of this one scales nothing. */
  composed: boolean;
}

/** A pause that somebody asked for by annotation. */
export interface Pause {
  /** `all`: KEDA removed the HPA; otherwise the HPA goes on in the other direction. */
  kind: 'all' | 'scaleIn' | 'scaleOut';
  annotation: string;
  value: string;
  /** Every annotation that pauses it: all must go before it scales again. */
  annotations: readonly string[];
  /** Size held by `paused-replicas`. */
  replicas?: number;
  by?: string;
  at?: string;
}

export function conditionOf(
  conditions: readonly Condition[] | undefined,
  type: string,
): Condition | undefined {
  return conditions?.find(c => c.type === type);
}

const PAUSES: Array<[string, Pause['kind']]> = [
  ['autoscaling.keda.sh/paused-replicas', 'all'],
  ['autoscaling.keda.sh/paused', 'all'],
  ['autoscaling.keda.sh/paused-scale-in', 'scaleIn'],
  ['autoscaling.keda.sh/paused-scale-out', 'scaleOut'],
];

/** KEDA takes every value but a parsable false as true (`strconv.ParseBool`). */
const FALSE = new Set(['false', 'FALSE', 'False', 'f', 'F', '0']);

function isCounted(annotation: string): boolean {
  return annotation.endsWith('paused-replicas');
}

/** Reads the pause of a ScaledObject; the annotation counts, as the condition follows it later. */
export function readPause(
  scaledObject: ScaledObjectObject | undefined,
): Pause | undefined {
  const annotations = scaledObject?.metadata.annotations ?? {};
  const set = PAUSES.filter(([annotation]) => {
    const value = annotations[annotation];
    return value !== undefined && (isCounted(annotation) || !FALSE.has(value));
  });
  if (set.length === 0) return undefined;
  const [[annotation, kind]] = set;
  const value = annotations[annotation];
  const replicas = isCounted(annotation) ? Number.parseInt(value, 10) : NaN;
  return {
    kind,
    annotation,
    value,
    annotations: set.map(([name]) => name),
    ...(Number.isFinite(replicas) && { replicas }),
    ...(scaledObject?.pausedBy && {
      by: scaledObject.pausedBy.manager,
      at: scaledObject.pausedBy.at,
    }),
  };
}

/** Name of the one metric that KEDA makes of all triggers by a formula (`scalingModifiers`). */
export const COMPOSITE_METRIC = 'composite-metric';

export function readTtftTrigger(
  scaledObject: ScaledObjectObject | undefined,
  hpa: HpaObject | undefined,
): TtftTrigger | undefined {
  const triggers = scaledObject?.triggers ?? [];
  const index = triggers.findIndex(
    t => t.type === 'prometheus' && t.metadata.query?.includes(TIMEOUTS_METRIC),
  );
  if (index < 0) {
    return undefined;
  }
  const trigger = triggers[index];
  const threshold = readQuantity(trigger.metadata.threshold);
  const composed = hpa?.metrics.some(m => m.name === COMPOSITE_METRIC) ?? false;
  return {
    trigger,
    // KEDA names the metric of the i-th trigger `s<i>-prometheus`.
    metricName: `s${index}-prometheus`,
    query: trigger.metadata.query,
    ...(threshold !== undefined && { threshold }),
    metricType: trigger.metricType ?? 'AverageValue',
    ignoreNullValues: !FALSE.has(trigger.metadata.ignoreNullValues ?? 'true'),
    alone: triggers.length === 1 && !composed,
    composed,
  };
}

/** Min and max as people set them, with KEDA's defaults where a ScaledObject leaves them out. */
export function replicaLimits(
  scaledObject: ScaledObjectObject | undefined,
  hpa: HpaObject | undefined,
): { min?: number; max?: number } {
  if (scaledObject) {
    return {
      min: scaledObject.minReplicaCount ?? KEDA_MIN,
      max: scaledObject.maxReplicaCount ?? KEDA_MAX,
    };
  }
  return hpa ? { min: hpa.minReplicas, max: hpa.maxReplicas } : {};
}

export function assembleAutoscaling(parts: {
  scaledObject?: ScaledObjectObject;
  hpa?: HpaObject;
  pause?: Pause;
  ttftTrigger?: TtftTrigger;
  variant?: VariantAutoscalingObject;
}): PoolAutoscaling {
  const { scaledObject, hpa, pause, ttftTrigger, variant } = parts;
  const advised = variant && { variantAutoscaling: variant.metadata.name };
  if (!scaledObject && !hpa) {
    return { mode: 'none', ...advised };
  }
  const fallback = conditionOf(scaledObject?.status.conditions, 'Fallback');
  const lastScaleAt = parseTime(hpa?.status.lastScaleTime);
  return {
    mode: scaledObject ? 'keda' : 'hpa',
    ...(scaledObject && {
      scaledObject: scaledObject.metadata.name,
      paused: pause?.kind === 'all',
      fallbackActive: fallback?.status === 'True',
    }),
    ...(hpa && { hpa: hpa.metadata.name }),
    ...(ttftTrigger?.threshold !== undefined && {
      threshold: ttftTrigger.threshold,
    }),
    ...(ttftTrigger && { metricType: ttftTrigger.metricType }),
    ...(lastScaleAt !== undefined && {
      lastScaleAt: new Date(lastScaleAt).toISOString(),
    }),
    ...advised,
  };
}

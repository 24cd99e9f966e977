import type { JsonObject } from '@backstage/types';
import { isObject, toText, ValuesView } from '../predict/valuesView';
import { readQuery, type QueryFacts } from './promQl';

/** A Prometheus trigger with the defaults of KEDA filled in. */
export interface TriggerFacts {
  /** Path below the object. */
  path: string;
  metricType: string;
  threshold: number;
  serverAddress: string;
  /** Whether no series counts as 0. */
  ignoresNull: boolean;
  query: QueryFacts;
}

/** A ScaledObject, as far as the lint reads it. */
export interface ScaledObjectFacts {
  /** `<namespace>/<name>`. */
  id: string;
  min: number;
  max: number;
  hasCoolDown: boolean;
  fallback?: { replicas: number; behavior: string };
  triggers: TriggerFacts[];
  /** Triggers of other types; what they ask for is not known. */
  otherTriggers: number;
}

function triggerFacts(trigger: JsonObject, index: number): TriggerFacts {
  const metadata = new ValuesView(trigger).object('metadata');
  return {
    path: `spec.triggers[${index}]`,
    metricType: toText(trigger.metricType) || 'AverageValue',
    threshold: Number(toText(metadata.threshold)),
    serverAddress: toText(metadata.serverAddress),
    ignoresNull: toText(metadata.ignoreNullValues) !== 'false',
    query: readQuery(toText(metadata.query)),
  };
}

/** Reads a ScaledObject whose shape nobody has checked. */
export function scaledObjectFacts(object: JsonObject): ScaledObjectFacts {
  const view = new ValuesView(object);
  const all = view.list('spec.triggers').filter(isObject);
  const isPrometheus = ({ type }: JsonObject) => type === 'prometheus';
  const fallback = view.at('spec.fallback');
  return {
    id: `${view.text('metadata.namespace')}/${view.text('metadata.name')}`,
    min: Number(view.at('spec.minReplicaCount') ?? 0),
    max: Number(view.at('spec.maxReplicaCount') ?? 100),
    hasCoolDown: view.at('spec.cooldownPeriod') !== undefined,
    ...(isObject(fallback)
      ? {
          fallback: {
            replicas: Number(fallback.replicas),
            behavior: toText(fallback.behavior) || 'static',
          },
        }
      : {}),
    triggers: all.flatMap((trigger, index) =>
      isPrometheus(trigger) ? [triggerFacts(trigger, index)] : [],
    ),
    otherTriggers: all.filter(trigger => !isPrometheus(trigger)).length,
  };
}

import { HpaCurrentMetric, HpaMetric, HpaObject } from '../types';
import { projectMeta } from './projectMeta';
import { projectBehavior, projectConditions } from './projectParts';
import { compact, number, oneOf, Raw, record, records, text } from './raw';
import { Projected, ProjectionContext } from './types';

/** `External` keeps its values under `external`, `ContainerResource` under `containerResource`. */
function metricSource(raw: Raw): Raw {
  const type = text(raw.type) ?? '';
  return record(raw[type.charAt(0).toLowerCase() + type.slice(1)]);
}

function metricName(source: Raw): string | undefined {
  return text(record(source.metric).name) ?? text(source.name);
}

function projectMetric(raw: Raw): HpaMetric {
  const source = metricSource(raw);
  const target = record(source.target);
  return compact<HpaMetric>({
    type: text(raw.type) ?? '',
    name: metricName(source),
    targetType: oneOf(target.type, [
      'AverageValue',
      'Value',
      'Utilization',
    ] as const),
    target:
      text(target.averageValue) ??
      text(target.value) ??
      number(target.averageUtilization)?.toString(),
  });
}

function projectCurrentMetric(raw: Raw): HpaCurrentMetric {
  const source = metricSource(raw);
  const current = record(source.current);
  return compact<HpaCurrentMetric>({
    type: text(raw.type) ?? '',
    name: metricName(source),
    value: text(current.value),
    averageValue: text(current.averageValue),
  });
}

/** HorizontalPodAutoscaler of `autoscaling/v2`. */
export function projectHpa(
  raw: unknown,
  context: ProjectionContext,
): Projected<HpaObject> {
  const metadata = projectMeta(raw, context);
  if (!metadata) return 'invalid';
  const spec = record(record(raw).spec);
  const status = record(record(raw).status);
  const target = record(spec.scaleTargetRef);
  return compact<HpaObject>({
    metadata,
    target: { kind: text(target.kind) ?? '', name: text(target.name) ?? '' },
    // The API's own default.
    minReplicas: number(spec.minReplicas) ?? 1,
    maxReplicas: number(spec.maxReplicas) ?? 0,
    metrics: records(spec.metrics).map(projectMetric),
    behavior: projectBehavior(spec.behavior),
    status: compact<HpaObject['status']>({
      observedGeneration: number(status.observedGeneration),
      currentReplicas: number(status.currentReplicas),
      desiredReplicas: number(status.desiredReplicas),
      lastScaleTime: text(status.lastScaleTime),
      currentMetrics: records(status.currentMetrics)
        // While a metric cannot be read the API server lists an entry with an empty type.
        .filter(metric => text(metric.type) !== undefined)
        .map(projectCurrentMetric),
      conditions: projectConditions(status.conditions, context),
    }),
  });
}

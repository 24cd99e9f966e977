import { ScaledObjectObject, ScaledObjectTrigger } from '../types';
import { projectMeta } from './projectMeta';
import { projectBehavior, projectConditions } from './projectParts';
import {
  compact,
  number,
  oneOf,
  Raw,
  record,
  records,
  text,
  textMap,
  texts,
  withoutUserInfo,
} from './raw';
import { Projected, ProjectionContext } from './types';

/*
 * Trigger metadata is free text and holds headers, passwords and connection strings for some scalers: only
 * keys that are read and cannot hold a secret are kept.
 */
const TRIGGER_KEYS = new Set([
  'activationThreshold',
  'activationValue',
  'authModes',
  'containerName',
  'desiredReplicas',
  'end',
  'ignoreNullValues',
  'metricName',
  'namespace',
  'query',
  'serverAddress',
  'start',
  'threshold',
  'timeout',
  'timezone',
  'type',
  'unsafeSsl',
  'value',
]);

const PAUSE_ANNOTATIONS = [
  'autoscaling.keda.sh/paused',
  'autoscaling.keda.sh/paused-replicas',
  'autoscaling.keda.sh/paused-scale-in',
  'autoscaling.keda.sh/paused-scale-out',
];

function projectTrigger(raw: Raw): ScaledObjectTrigger {
  const metadata = textMap(raw.metadata, key => TRIGGER_KEYS.has(key)) ?? {};
  if (metadata.serverAddress !== undefined) {
    metadata.serverAddress = withoutUserInfo(metadata.serverAddress);
  }
  return compact<ScaledObjectTrigger>({
    type: text(raw.type) ?? '',
    name: text(raw.name),
    metricType: oneOf(raw.metricType, [
      'AverageValue',
      'Value',
      'Utilization',
    ] as const),
    metadata,
  });
}

/** Who owns a paused annotation that is set, by the newest managedFields entry that claims one. */
function projectPausedBy(meta: Raw): ScaledObjectObject['pausedBy'] {
  const annotations = record(meta.annotations);
  const set = PAUSE_ANNOTATIONS.filter(key => key in annotations);
  if (set.length === 0) return undefined;
  const claims = records(meta.managedFields)
    .filter(entry => {
      const fields = record(
        record(record(entry.fieldsV1)['f:metadata'])['f:annotations'],
      );
      return set.some(key => `f:${key}` in fields);
    })
    .map(entry => ({
      manager: text(entry.manager) ?? 'unknown',
      at: text(entry.time),
    }))
    .sort((a, b) => (b.at ?? '').localeCompare(a.at ?? ''));
  return claims.length > 0 ? compact(claims[0]) : undefined;
}

function projectFallback(value: unknown): ScaledObjectObject['fallback'] {
  const raw = record(value);
  const failureThreshold = number(raw.failureThreshold);
  const replicas = number(raw.replicas);
  return failureThreshold === undefined || replicas === undefined
    ? undefined
    : compact({ failureThreshold, replicas, behavior: text(raw.behavior) });
}

function projectStatus(
  status: Raw,
  context: ProjectionContext,
): ScaledObjectObject['status'] {
  const health: ScaledObjectObject['status']['health'] = {};
  for (const [metric, value] of Object.entries(record(status.health))) {
    const item = record(value);
    health[metric] = {
      numberOfFailures: number(item.numberOfFailures) ?? 0,
      status: text(item.status) ?? 'Unknown',
    };
  }
  return compact<ScaledObjectObject['status']>({
    hpaName: text(status.hpaName),
    lastActiveTime: text(status.lastActiveTime),
    conditions: projectConditions(status.conditions, context),
    health,
    externalMetricNames: texts(status.externalMetricNames),
  });
}

/** ScaledObject of `keda.sh/v1alpha1`; defaults are left out, so what is there was written by somebody. */
export function projectScaledObject(
  raw: unknown,
  context: ProjectionContext,
): Projected<ScaledObjectObject> {
  const metadata = projectMeta(raw, context);
  if (!metadata) return 'invalid';
  const spec = record(record(raw).spec);
  const target = record(spec.scaleTargetRef);
  return compact<ScaledObjectObject>({
    metadata,
    // KEDA's default kind.
    target: {
      kind: text(target.kind) ?? 'Deployment',
      name: text(target.name) ?? '',
    },
    pollingInterval: number(spec.pollingInterval),
    cooldownPeriod: number(spec.cooldownPeriod),
    initialCooldownPeriod: number(spec.initialCooldownPeriod),
    minReplicaCount: number(spec.minReplicaCount),
    maxReplicaCount: number(spec.maxReplicaCount),
    idleReplicaCount: number(spec.idleReplicaCount),
    triggers: records(spec.triggers).map(projectTrigger),
    fallback: projectFallback(spec.fallback),
    behavior: projectBehavior(
      record(record(spec.advanced).horizontalPodAutoscalerConfig).behavior,
    ),
    pausedBy: projectPausedBy(record(record(raw).metadata)),
    status: projectStatus(record(record(raw).status), context),
  });
}

import { type JsonRecord, at, isRecord, numberAt } from './json';
import { invalid } from './errors';
import type { KubernetesObject } from './object';
import type { ServedType } from './resources';

function selectorText(object: KubernetesObject): string {
  const labels = at(object, 'spec', 'selector', 'matchLabels');
  return Object.entries(isRecord(labels) ? labels : {})
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(',');
}

/** The scale subresource of a workload. */
export function scaleOf(object: KubernetesObject): JsonRecord {
  const { name, namespace, uid, resourceVersion, creationTimestamp } =
    object.metadata;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: numberAt(object, 'spec', 'replicas') ?? 0 },
    status: {
      replicas: numberAt(object, 'status', 'replicas') ?? 0,
      selector: selectorText(object),
    },
  };
}

/** The workload with the replicas that a written scale asks for. */
export function withScale(
  type: ServedType,
  object: KubernetesObject,
  scale: unknown,
): KubernetesObject {
  const replicas = numberAt(scale, 'spec', 'replicas') ?? 0;
  if (!Number.isInteger(replicas) || replicas < 0) {
    throw invalid(type, object.metadata.name, [
      {
        reason: 'FieldValueInvalid',
        field: 'spec.replicas',
        message: `Invalid value: ${replicas}: must be greater than or equal to 0`,
      },
    ]);
  }
  const resourceVersion = at(scale, 'metadata', 'resourceVersion');
  return {
    ...object,
    metadata: {
      ...object.metadata,
      ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
    },
    spec: { ...object.spec, replicas },
  };
}

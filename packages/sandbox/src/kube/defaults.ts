import { isRecord, type JsonRecord } from './json';
import type { KubernetesObject } from './object';
import { type ServedType, resourceKey } from './resources';

/** Fields the API server fills in when they are absent, by resource and top-level field. */
const DEFAULTS: Record<string, Record<string, JsonRecord>> = {
  namespaces: {
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  },
  pods: {
    spec: {
      restartPolicy: 'Always',
      dnsPolicy: 'ClusterFirst',
      schedulerName: 'default-scheduler',
      terminationGracePeriodSeconds: 30,
    },
    status: { phase: 'Pending' },
  },
  services: { spec: { type: 'ClusterIP', sessionAffinity: 'None' } },
  persistentvolumeclaims: {
    spec: { volumeMode: 'Filesystem' },
    status: { phase: 'Pending' },
  },
  'apps/deployments': {
    spec: {
      replicas: 1,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' },
      },
    },
  },
  'apps/statefulsets': {
    spec: {
      replicas: 1,
      revisionHistoryLimit: 10,
      podManagementPolicy: 'OrderedReady',
      updateStrategy: {
        type: 'RollingUpdate',
        rollingUpdate: { partition: 0 },
      },
    },
  },
  'apps/replicasets': { spec: { replicas: 1 } },
  'autoscaling/horizontalpodautoscalers': { spec: { minReplicas: 1 } },
};

function establishedStatus(object: KubernetesObject, now: string): JsonRecord {
  const names = object.spec?.names;
  return {
    acceptedNames: isRecord(names) ? names : {},
    conditions: [
      {
        type: 'NamesAccepted',
        status: 'True',
        reason: 'NoConflicts',
        message: 'no conflicts found',
        lastTransitionTime: now,
      },
      {
        type: 'Established',
        status: 'True',
        reason: 'InitialNamesAccepted',
        message: 'the initial names have been accepted',
        lastTransitionTime: now,
      },
    ],
    storedVersions: [],
  };
}

/** Moves a Secret's write-only `stringData` into `data`. */
function foldStringData(object: KubernetesObject): void {
  const { stringData } = object;
  if (!isRecord(stringData)) {
    return;
  }
  const data: JsonRecord = isRecord(object.data) ? object.data : {};
  for (const [key, value] of Object.entries(stringData)) {
    data[key] = Buffer.from(String(value)).toString('base64');
  }
  object.data = data;
  delete object.stringData;
}

/** Fills in what the real API server fills in on write. Changes `object`. */
export function applyDefaults(
  type: ServedType,
  object: KubernetesObject,
  now: string,
): void {
  const resource = resourceKey(type);
  for (const [field, values] of Object.entries(DEFAULTS[resource] ?? {})) {
    const current = object[field];
    object[field] = { ...values, ...(isRecord(current) ? current : {}) };
  }
  if (resource === 'namespaces') {
    object.metadata.labels = {
      ...object.metadata.labels,
      'kubernetes.io/metadata.name': object.metadata.name,
    };
  }
  if (resource === 'secrets') {
    object.type ??= 'Opaque';
    foldStringData(object);
  }
  if (type.kind === 'CustomResourceDefinition' && !object.status) {
    Object.assign(object, { status: establishedStatus(object, now) });
  }
}

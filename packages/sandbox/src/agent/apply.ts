import type { JsonObject, KubernetesObject } from '../kube/object';
import type { KubeStore } from '../kube/types';
import type { ApplicationSpec } from './application';
import { apiGroup, asObject, isNamespaced, resourceOf } from './resources';

export const TRACKING_ANNOTATION = 'argocd.argoproj.io/tracking-id';
const WAVE_ANNOTATION = 'argocd.argoproj.io/sync-wave';

/** Resources in which the agent looks for objects to prune. */
const PRUNABLE = [
  'apps/deployments',
  'apps/statefulsets',
  'services',
  'configmaps',
  'serviceaccounts',
  'keda.sh/scaledobjects',
  'networking.k8s.io/networkpolicies',
  'networking.k8s.io/ingresses',
  'policy/poddisruptionbudgets',
  'persistentvolumeclaims',
];

export function trackingId(
  application: ApplicationSpec,
  object: KubernetesObject,
): string {
  const { namespace = '', name } = object.metadata;
  return `${application.name}:${apiGroup(object)}/${
    object.kind
  }:${namespace}/${name}`;
}

function wave(object: KubernetesObject): number {
  return Number(object.metadata.annotations?.[WAVE_ANNOTATION] ?? 0);
}

/** Sets namespace and tracking annotation, and sorts by sync wave; objects of one wave keep their order. */
export function prepare(
  application: ApplicationSpec,
  objects: KubernetesObject[],
): KubernetesObject[] {
  return objects
    .map(object => {
      const metadata = { ...object.metadata };
      if (isNamespaced(object)) {
        metadata.namespace ??= application.targetNamespace;
      }
      const placed = { ...object, metadata };
      metadata.annotations = {
        ...metadata.annotations,
        [TRACKING_ANNOTATION]: trackingId(application, placed),
      };
      return placed;
    })
    .sort((a, b) => wave(a) - wave(b));
}

/** Desired fields over the live object; lists are replaced, what only the cluster knows stays. */
function overlay(live: unknown, desired: unknown): unknown {
  if (
    typeof desired !== 'object' ||
    desired === null ||
    Array.isArray(desired) ||
    typeof live !== 'object' ||
    live === null ||
    Array.isArray(live)
  ) {
    return desired;
  }
  const result: JsonObject = { ...(live as JsonObject) };
  for (const [key, value] of Object.entries(desired)) {
    result[key] = overlay(result[key], value) as JsonObject[string];
  }
  return result;
}

function merged(
  live: KubernetesObject,
  desired: KubernetesObject,
  keepReplicas: boolean,
): KubernetesObject {
  const { status: _status, ...wanted } = desired;
  const result = overlay(live, wanted) as KubernetesObject;
  const liveReplicas = asObject(live.spec).replicas;
  if (keepReplicas && liveReplicas !== undefined) {
    result.spec = { ...asObject(result.spec), replicas: liveReplicas };
  }
  return result;
}

/** Creates or updates one object, and returns it as stored. */
export function applyObject(
  store: KubeStore,
  application: ApplicationSpec,
  desired: KubernetesObject,
): KubernetesObject {
  const resource = resourceOf(desired);
  const { namespace, name } = desired.metadata;
  if (!store.get(resource, namespace, name)) {
    return store.create(resource, desired);
  }
  const keepReplicas = application.ignoreReplicasOf.has(
    `${apiGroup(desired)}/${desired.kind}`,
  );
  return store.modify(resource, namespace, name, live =>
    merged(live, desired, keepReplicas),
  );
}

export function ensureNamespace(
  store: KubeStore,
  name: string,
  labels: Record<string, string>,
): void {
  if (!store.get('namespaces', undefined, name)) {
    store.create('namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels },
    });
    return;
  }
  store.modify('namespaces', undefined, name, live => ({
    ...live,
    metadata: {
      ...live.metadata,
      labels: { ...live.metadata.labels, ...labels },
    },
  }));
}

/** Objects that the application made and that are no longer wanted. */
export function leftovers(
  store: KubeStore,
  applicationName: string,
  wanted: KubernetesObject[],
): KubernetesObject[] {
  const keep = new Set(
    wanted.map(object => object.metadata.annotations?.[TRACKING_ANNOTATION]),
  );
  return PRUNABLE.flatMap(resource => store.list(resource)).filter(object => {
    const id = object.metadata.annotations?.[TRACKING_ANNOTATION];
    // Pods and HPAs inherit annotations from their makers; the id names the object it was written for.
    return (
      id !== undefined &&
      id.startsWith(`${applicationName}:`) &&
      id.endsWith(
        `/${object.kind}:${object.metadata.namespace ?? ''}/${
          object.metadata.name
        }`,
      ) &&
      !keep.has(id)
    );
  });
}

export function removeObject(store: KubeStore, object: KubernetesObject): void {
  store.delete(
    resourceOf(object),
    object.metadata.namespace,
    object.metadata.name,
  );
}

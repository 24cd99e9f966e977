import type { JsonObject, KubernetesObject } from '../kube/object';

/** Plurals that do not follow from the kind by adding an `s`. */
const IRREGULAR: Record<string, string> = {
  Ingress: 'ingresses',
  NetworkPolicy: 'networkpolicies',
  StorageClass: 'storageclasses',
  TriggerAuthentication: 'triggerauthentications',
};

const CLUSTER_SCOPED = new Set([
  'Namespace',
  'Node',
  'CustomResourceDefinition',
  'APIService',
  'StorageClass',
  'ClusterRole',
  'ClusterRoleBinding',
]);

export function apiGroup(object: KubernetesObject): string {
  const slash = object.apiVersion.indexOf('/');
  return slash < 0 ? '' : object.apiVersion.slice(0, slash);
}

/** `group/plural` of an object, plural alone for the core group. */
export function resourceOf(object: KubernetesObject): string {
  const plural = IRREGULAR[object.kind] ?? `${object.kind.toLowerCase()}s`;
  const group = apiGroup(object);
  return group === '' ? plural : `${group}/${plural}`;
}

export function isNamespaced(object: KubernetesObject): boolean {
  return !CLUSTER_SCOPED.has(object.kind);
}

export function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : {};
}

export function asArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function isKubernetesObject(value: unknown): value is KubernetesObject {
  const object = asObject(value);
  return (
    typeof object.apiVersion === 'string' &&
    typeof object.kind === 'string' &&
    typeof asObject(object.metadata).name === 'string'
  );
}

/**
 * Checks that untrusted data is a Kubernetes object.
 *
 * @throws Error when apiVersion, kind or metadata.name is missing
 */
export function asKubernetesObject(value: unknown): KubernetesObject {
  if (!isKubernetesObject(value)) {
    throw new Error(
      'A manifest has no apiVersion, kind or metadata.name: it is not a Kubernetes object',
    );
  }
  return value;
}

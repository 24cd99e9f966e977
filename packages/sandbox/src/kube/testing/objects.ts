import type { JsonObject, KubernetesObject } from '../object';

export function namespace(name: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

export function pod(
  name: string,
  options: {
    labels?: Record<string, string>;
    nodeName?: string;
    phase?: string;
    namespace?: string;
    owner?: KubernetesObject;
  } = {},
): KubernetesObject {
  const { owner } = options;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: options.namespace ?? 'demo',
      ...(options.labels ? { labels: options.labels } : {}),
      ...(owner ? { ownerReferences: [referenceTo(owner)] } : {}),
    },
    spec: {
      containers: [{ name: 'main', image: 'app:1' }],
      ...(options.nodeName ? { nodeName: options.nodeName } : {}),
    },
    ...(options.phase ? { status: { phase: options.phase } } : {}),
  };
}

export function referenceTo(owner: KubernetesObject) {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? '',
    controller: true,
  };
}

export function deployment(name: string, replicas = 2): KubernetesObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'demo', labels: { app: name } },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          containers: [
            {
              name: 'main',
              image: 'app:1',
              env: [
                { name: 'A', value: '1' },
                { name: 'B', value: '2' },
              ],
            },
            { name: 'side', image: 'side:1' },
          ],
        },
      },
    },
  };
}

export function scaledObject(
  name: string,
  spec: JsonObject = {},
): KubernetesObject {
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name, namespace: 'demo' },
    spec: {
      scaleTargetRef: { name },
      minReplicaCount: 1,
      maxReplicaCount: 4,
      triggers: [{ type: 'prometheus', metadata: { threshold: '1' } }],
      ...spec,
    },
  };
}

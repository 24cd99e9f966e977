import { InputError } from '@backstage/errors';
import type { KubernetesObject } from '../kube/object';
import type { KubeStore } from '../kube/types';
import {
  controlPlaneNode,
  gpuNode,
  systemNode,
  type FleetCluster,
} from './nodes';
import { platformObjects } from './platformObjects';

const OWNER_LABEL = 'adaptive-portal.io/owner';

/**
 * Puts into the clusters what is there before any engine: nodes, namespaces with their owners, and other tenants' pods on
 * the GPU nodes. What exists already is left alone.
 */
export function seedFleet(options: { stores: Record<string, KubeStore> }) {
  for (const [cluster, objects] of Object.entries(seedObjects())) {
    const store = options.stores[cluster];
    if (!store) {
      throw new InputError(
        `The fleet needs the cluster '${cluster}', but there are only: ${Object.keys(
          options.stores,
        ).join(', ')}`,
      );
    }
    for (const [resource, object] of objects) ensure(store, resource, object);
  }
}

function seedObjects(): Record<
  FleetCluster,
  Array<[resource: string, object: KubernetesObject]>
> {
  return {
    'eu-1': [
      ...platformObjects(),
      ['nodes', controlPlaneNode('eu-1')],
      ['nodes', systemNode('eu-1')],
      ...[1, 2, 3, 4].map((number): [string, KubernetesObject] => [
        'nodes',
        gpuNode('eu-1', number),
      ]),
      ...namespaces({
        'team-chat': 'team-chat',
        'team-search': 'team-search',
        batch: 'platform',
      }),
      ['apps/deployments', batchJob('nightly-finetune', 4)],
    ],
    'us-1': [
      ...platformObjects(),
      ['nodes', controlPlaneNode('us-1')],
      ['nodes', systemNode('us-1')],
      ['nodes', gpuNode('us-1', 1)],
      ['nodes', gpuNode('us-1', 2)],
      ['nodes', gpuNode('us-1', 3, { cordoned: true })],
      ...namespaces({ 'team-chat': 'team-chat', batch: 'platform' }),
      ['apps/deployments', batchJob('embeddings-backfill', 1)],
    ],
  };
}

function namespaces(
  owners: Record<string, string>,
): Array<[string, KubernetesObject]> {
  const owned = Object.entries(owners).map(([name, owner]) =>
    namespace(name, { [OWNER_LABEL]: owner }),
  );
  return [namespace('argocd', {}), namespace('keda', {}), ...owned].map(
    object => ['namespaces', object],
  );
}

function namespace(
  name: string,
  labels: Record<string, string>,
): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      labels: { 'kubernetes.io/metadata.name': name, ...labels },
    },
  };
}

/** Pods of somebody else with 2 GPUs each; the scheduler spreads them over the nodes. */
function batchJob(name: string, replicas: number): KubernetesObject {
  const labels = { app: name };
  const resources = { cpu: '8', memory: '64Gi', 'nvidia.com/gpu': '2' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'batch', labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: 'trainer',
              image: 'registry.example.com/batch/trainer:2.3.0',
              resources: { requests: resources, limits: resources },
            },
          ],
          tolerations: [
            { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
          ],
        },
      },
    },
  };
}

function ensure(store: KubeStore, resource: string, object: KubernetesObject) {
  const { namespace: space, name } = object.metadata;
  if (!store.get(resource, space, name)) store.create(resource, object);
}

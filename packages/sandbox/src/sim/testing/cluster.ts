import type { KubernetesObject } from '../../kube/object';
import { createKubeStore } from '../../kube/store';
import type { KubeStore } from '../../kube/types';
import { createControlLoop } from '../controlLoop';
import type { Condition, Pod } from '../core/objects';
import { conditionOf, isReadyPod } from '../core/objects';

const NAMESPACE = 'team-chat';

/** A cluster with its control loop on a clock that only tests move, and metrics that only tests set. */
export function createTestCluster(options: { gpuNodes?: number } = {}) {
  let now = Date.parse('2026-11-22T02:00:00Z');
  const clock = { now: () => now };
  const store = createKubeStore({ name: 'test', clock });
  /** Answers by query; a function may throw. */
  const metrics = new Map<string, () => number[]>();
  const errors: Error[] = [];
  const loop = createControlLoop({
    store,
    clusterName: 'test',
    clock,
    queryPrometheus: async (_address, query) => metrics.get(query)?.() ?? [],
    onError: error => errors.push(error),
  });
  store.create('namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: NAMESPACE },
  });
  for (let i = 0; i < (options.gpuNodes ?? 1); i++) {
    store.create('nodes', gpuNode(`gpu-${i}`));
  }

  return {
    store,
    metrics,
    errors,
    namespace: NAMESPACE,
    tick: () => loop.tick(),
    /** Lets time pass in steps of one second. */
    async pass(seconds: number) {
      for (let i = 0; i < seconds; i++) {
        now += 1000;
        await loop.tick();
      }
    },
    pods: () =>
      (store.list('pods', { namespace: NAMESPACE }) as Pod[]).sort((a, b) =>
        a.metadata.name.localeCompare(b.metadata.name),
      ),
    readyPods: () =>
      (store.list('pods', { namespace: NAMESPACE }) as Pod[]).filter(isReadyPod)
        .length,
    events: (reason: string) =>
      store
        .list('events', { namespace: NAMESPACE })
        .filter(event => event.reason === reason),
    scale(resource: string, name: string, replicas: number) {
      store.modify(resource, NAMESPACE, name, object => ({
        ...object,
        spec: { ...object.spec, replicas },
      }));
    },
  };
}

export function condition(
  store: KubeStore,
  resource: string,
  name: string,
  type: string,
): Condition | undefined {
  const status = store.get(resource, NAMESPACE, name)?.status as
    | { conditions?: Condition[] }
    | undefined;
  return conditionOf(status?.conditions, type);
}

export function gpuNode(name: string): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    spec: {},
    status: {
      allocatable: {
        cpu: '96',
        memory: '2000Gi',
        pods: '110',
        'nvidia.com/gpu': '8',
      },
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  };
}

export function workload(
  kind: 'Deployment' | 'StatefulSet',
  options: {
    replicas?: number;
    gpus?: number;
    image?: string;
    parallel?: boolean;
  } = {},
): KubernetesObject {
  const labels = { app: 'llama' };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'llama', namespace: NAMESPACE, labels },
    spec: {
      replicas: options.replicas ?? 2,
      selector: { matchLabels: labels },
      ...(kind === 'StatefulSet'
        ? {
            serviceName: 'llama',
            podManagementPolicy: options.parallel ? 'Parallel' : 'OrderedReady',
          }
        : {}),
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: 'harmony',
              image: options.image ?? 'registry.example/harmony:1',
              resources: { limits: { 'nvidia.com/gpu': options.gpus ?? 4 } },
            },
          ],
        },
      },
    },
  };
}

export function scaledObject(
  spec: KubernetesObject['spec'] = {},
  kind: 'Deployment' | 'StatefulSet' = 'Deployment',
): KubernetesObject {
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name: 'llama', namespace: NAMESPACE },
    spec: {
      scaleTargetRef: { name: 'llama', kind, apiVersion: 'apps/v1' },
      pollingInterval: 30,
      minReplicaCount: 2,
      maxReplicaCount: 6,
      triggers: [trigger('ttft', '0.1')],
      ...spec,
    },
  };
}

export function trigger(
  query: string,
  threshold: string,
  more: Record<string, string> = {},
) {
  return {
    type: 'prometheus',
    metadata: {
      serverAddress: 'http://prometheus.example',
      query,
      threshold,
      ...more,
    },
  };
}

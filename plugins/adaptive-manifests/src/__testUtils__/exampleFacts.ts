import type {
  ClusterFacts,
  NodeGroupFacts,
} from '@adaptive-portal/plugin-adaptive-common';

/** Eight nodes of eight H100, all of them free, unless said otherwise. */
export function nodeGroup(
  change: Partial<NodeGroupFacts> = {},
): NodeGroupFacts {
  const product = change.product ?? 'NVIDIA-H100-80GB-HBM3';
  return {
    resource: 'nvidia.com/gpu',
    product,
    labels: { 'nvidia.com/gpu.product': product },
    nodes: 8,
    allocatable: 64,
    requested: 0,
    free: 64,
    largestFreeOnOneNode: 8,
    freeCpu: 120,
    freeMemoryBytes: 1500 * 2 ** 30,
    nodeCpu: 128,
    nodeMemoryBytes: 2000 * 2 ** 30,
    nodeGpus: 8,
    taints: ['nvidia.com/gpu=present:NoSchedule'],
    ...change,
  };
}

/** A cluster where the example engine has no finding. */
export const exampleFacts: ClusterFacts = {
  name: 'eu-1',
  known: true,
  freshness: { status: 'live', since: '2026-01-01T00:00:00.000Z' },
  kubernetesVersion: { value: 'v1.33.2' },
  gpuOperator: { value: true },
  nodes: {
    value: [nodeGroup(), nodeGroup({ product: 'NVIDIA-A100-SXM4-80GB' })],
  },
  namespace: { value: { exists: true, taken: false, quotas: [] } },
  installed: {
    value: {
      keda: true,
      externalSecrets: true,
      sealedSecrets: true,
      argocd: true,
      flux: true,
      podMonitor: true,
    },
  },
  storageClasses: { value: [{ name: 'fast', default: true }] },
  ingressClasses: { value: ['nginx'] },
  externalMetrics: {
    value: {
      service: 'keda/keda-operator-metrics-apiserver',
      byEngine: false,
    },
  },
  metrics: {
    value: {
      series: {
        up: true,
        harmony_generation_requests_count: true,
        harmony_ttft_timeout_count: true,
      },
      poolNames: [],
    },
  },
  engineGpus: { value: 0 },
};

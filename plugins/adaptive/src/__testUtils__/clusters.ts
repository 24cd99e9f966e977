import type { ClusterStatus } from '@adaptive-portal/plugin-adaptive-common';

/** @internal */
export const liveCluster: ClusterStatus = {
  name: 'eu-1',
  title: 'Europe 1',
  freshness: { status: 'live', since: '2026-11-22T08:00:00Z' },
  kubernetesVersion: 'v1.34.1',
  sources: [],
  engines: 2,
  gpus: [
    {
      resource: 'nvidia.com/gpu',
      product: 'NVIDIA-H100-80GB-HBM3',
      nodes: 8,
      allocatable: 64,
      requested: 48,
      free: 16,
      largestFreeOnOneNode: 8,
    },
    {
      resource: 'nvidia.com/gpu',
      product: 'NVIDIA-A100-SXM4-80GB',
      nodes: 2,
      allocatable: 16,
      requested: 14,
      free: 2,
      largestFreeOnOneNode: 2,
    },
  ],
  kedaInstalled: true,
};

/** @internal */
export const unreachableCluster: ClusterStatus = {
  name: 'us-1',
  title: 'us-1',
  freshness: {
    status: 'unreachable',
    since: '2026-11-22T09:03:11Z',
    lastSeenAt: '2026-11-22T09:02:58Z',
    message: 'connect ECONNREFUSED 10.0.0.7:6443',
  },
  sources: [],
  engines: 1,
  gpus: [
    {
      resource: 'nvidia.com/gpu',
      product: 'NVIDIA-H100-80GB-HBM3',
      nodes: 2,
      allocatable: 16,
      requested: 8,
      free: 8,
      largestFreeOnOneNode: 8,
    },
  ],
};

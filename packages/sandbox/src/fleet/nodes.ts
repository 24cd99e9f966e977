import type { KubernetesObject } from '../kube/object';

export const GPU_PRODUCTS = {
  'eu-1': { product: 'NVIDIA-H100-80GB-HBM3', short: 'h100' },
  'us-1': { product: 'NVIDIA-A100-SXM4-80GB', short: 'a100' },
} as const;

export type FleetCluster = keyof typeof GPU_PRODUCTS;

export function isFleetCluster(name: string): name is FleetCluster {
  return Object.hasOwn(GPU_PRODUCTS, name);
}

const KUBELET_VERSION = 'v1.33.5';

/** Name of a GPU node; counted from 1. */
export function gpuNodeName(cluster: FleetCluster, number: number): string {
  return `${cluster}-${GPU_PRODUCTS[cluster].short}-${number}`;
}

/** A node with 8 GPUs that only takes pods which tolerate them. */
export function gpuNode(
  cluster: FleetCluster,
  number: number,
  options: { cordoned?: boolean } = {},
): KubernetesObject {
  return node(cluster, gpuNodeName(cluster, number), {
    labels: {
      'nvidia.com/gpu.present': 'true',
      'nvidia.com/gpu.product': GPU_PRODUCTS[cluster].product,
      'nvidia.com/gpu.count': '8',
      'nvidia.com/gpu.memory': '81559',
    },
    taints: [
      { key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' },
      ...(options.cordoned
        ? [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }]
        : []),
    ],
    unschedulable: options.cordoned,
    capacity: { cpu: '192', memory: '2000Gi', 'nvidia.com/gpu': '8' },
  });
}

/** A node without GPUs for control planes, databases and the like. */
export function systemNode(cluster: FleetCluster): KubernetesObject {
  return node(cluster, `${cluster}-system-1`, {
    labels: {},
    taints: [],
    capacity: { cpu: '128', memory: '2000Gi' },
  });
}

export function controlPlaneNode(cluster: FleetCluster): KubernetesObject {
  return node(cluster, `${cluster}-control-plane-1`, {
    labels: { 'node-role.kubernetes.io/control-plane': '' },
    taints: [
      { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
    ],
    capacity: { cpu: '8', memory: '32Gi' },
  });
}

function node(
  cluster: FleetCluster,
  name: string,
  options: {
    labels: Record<string, string>;
    taints: Array<{ key: string; value?: string; effect: string }>;
    unschedulable?: boolean;
    capacity: Record<string, string>;
  },
): KubernetesObject {
  const capacity = { ...options.capacity, pods: '110' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/os': 'linux',
        'topology.kubernetes.io/region': cluster,
        ...options.labels,
      },
    },
    spec: {
      ...(options.taints.length > 0 ? { taints: options.taints } : {}),
      ...(options.unschedulable ? { unschedulable: true } : {}),
    },
    status: {
      capacity,
      allocatable: capacity,
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'KubeletReady',
          message: 'kubelet is posting ready status',
        },
      ],
      nodeInfo: {
        kubeletVersion: KUBELET_VERSION,
        osImage: 'Ubuntu 24.04.3 LTS',
        architecture: 'amd64',
        operatingSystem: 'linux',
      },
    },
  };
}

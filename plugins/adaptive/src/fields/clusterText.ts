import type {
  ClusterStatus,
  GpuCapacity,
} from '@adaptive-portal/plugin-adaptive-common';
import { clockTime } from '../format';

const FRESHNESS_WORDS = {
  connecting: 'connecting',
  live: 'live',
  stale: 'stale',
  unreachable: 'unreachable',
  notPermitted: 'refuses the portal',
  notInstalled: 'without the watched APIs',
  notWatchable: 'not watched',
} as const;

/**
 * Free GPUs per product, for example `16 of 64 NVIDIA-H100-80GB-HBM3 free`; says so when nothing is known.
 *
 * @internal
 */
export function describeFreeGpus(gpus: GpuCapacity[] | undefined): string {
  if (gpus === undefined) {
    return 'free GPUs not known';
  }
  if (gpus.length === 0) {
    return 'no GPU nodes';
  }
  return gpus
    .map(g => `${g.free} of ${g.allocatable} ${g.product} free`)
    .join(', ');
}

/**
 * One line for an option of the cluster picker: how fresh, and what is free.
 *
 * @internal
 */
export function describeCluster(cluster: ClusterStatus): string {
  const { status, since } = cluster.freshness;
  if (status === 'live') {
    return describeFreeGpus(cluster.gpus);
  }
  const label = FRESHNESS_WORDS[status];
  return `${label} since ${clockTime(since)}`;
}

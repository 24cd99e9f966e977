import type { Pod } from '../sim/core/objects';
import { line, text } from './exposition';
import type { Offer } from './service';

const GPU_RESOURCE = 'nvidia.com/gpu';

/** Frame buffer of the products that the nodes have, in MiB as the exporter gives it. */
const MEMORY_MIB = 81_559;
/** A worker loads its model before it serves: most of the memory is taken, busy or not. */
const IDLE_MEMORY = 0.71;
const BUSY_MEMORY = 0.17;

/** One worker pod and how busy its replica is. */
export interface BusyPod {
  pod: Pod;
  /** 0 to 1. */
  use: number;
}

/** How much of a replica's capacity an offer takes, 0 to 1. */
export function useOf(offer: Offer, readyReplicas: number): number {
  return readyReplicas === 0
    ? 0
    : Math.min(1, offer.rate / (offer.capacityPerReplica * readyReplicas));
}

function gpuCount(pod: Pod): number {
  return pod.spec.containers.reduce(
    (sum, { resources }) =>
      sum + Number(resources?.limits?.[GPU_RESOURCE] ?? 0),
    0,
  );
}

/** Text exposition of the GPUs that pods of one cluster hold, with the names and labels of NVIDIA's DCGM exporter. */
export function gpuExposition(pods: Iterable<BusyPod>): string {
  const use: string[] = [];
  const used: string[] = [];
  const free: string[] = [];
  for (const { pod, use: busy } of pods) {
    const { name, namespace = '', uid = '' } = pod.metadata;
    for (let gpu = 0; gpu < gpuCount(pod); gpu++) {
      const labels = {
        gpu: String(gpu),
        UUID: `GPU-${uid}-${gpu}`,
        device: `nvidia${gpu}`,
        Hostname: pod.spec.nodeName ?? '',
        container: pod.spec.containers[0].name,
        namespace,
        pod: name,
      };
      const taken = MEMORY_MIB * (IDLE_MEMORY + BUSY_MEMORY * busy);
      use.push(line('DCGM_FI_DEV_GPU_UTIL', labels, Math.round(busy * 100)));
      used.push(line('DCGM_FI_DEV_FB_USED', labels, Math.round(taken)));
      free.push(
        line('DCGM_FI_DEV_FB_FREE', labels, Math.round(MEMORY_MIB - taken)),
      );
    }
  }
  return text([
    '# TYPE DCGM_FI_DEV_GPU_UTIL gauge',
    ...use,
    '# TYPE DCGM_FI_DEV_FB_USED gauge',
    ...used,
    '# TYPE DCGM_FI_DEV_FB_FREE gauge',
    ...free,
  ]);
}

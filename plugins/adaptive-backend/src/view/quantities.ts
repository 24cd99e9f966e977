import { readQuantity } from '@adaptive-portal/plugin-adaptive-common';
import type { PodContainer } from '../objects/types';

/** A cluster uses few different quantities, again and again; bounded against one that does not. */
const MAX_REMEMBERED = 10_000;
const remembered = new Map<string, number>();

/** Value of a quantity that a cluster sent; 0 for what is not one, which then claims nothing. */
export function quantity(text: string): number {
  const known = remembered.get(text);
  if (known !== undefined) {
    return known;
  }
  const value = readQuantity(text) ?? 0;
  if (remembered.size >= MAX_REMEMBERED) {
    remembered.clear();
  }
  remembered.set(text, value);
  return value;
}

/** Sum of the containers' requests by resource. */
export function sumRequests(
  containers: readonly PodContainer[],
): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const { requests } of containers) {
    for (const resource of Object.keys(requests)) {
      sum[resource] = (sum[resource] ?? 0) + quantity(requests[resource]);
    }
  }
  return sum;
}

/** Whether an extended resource is a GPU, a slice of one, or another accelerator that pods hold whole. */
export function isGpuResource(name: string): boolean {
  return (
    name.startsWith('nvidia.com/') ||
    name === 'amd.com/gpu' ||
    name.startsWith('gpu.intel.com/') ||
    name === 'habana.ai/gaudi'
  );
}

/** The GPU resource that is requested, with its amount; undefined for none. */
export function gpuRequest(
  requests: Record<string, number>,
): { resource: string; amount: number } | undefined {
  const resource = Object.keys(requests).find(
    name => isGpuResource(name) && requests[name] > 0,
  );
  return resource === undefined
    ? undefined
    : { resource, amount: requests[resource] };
}

import type { NodeGroupFacts } from '@adaptive-portal/plugin-adaptive-common';
import { toText } from '../predict/valuesView';
import type { PoolFit } from './types';
import type { PodNeeds, Workload } from './workloads';

interface Taint {
  key: string;
  value: string;
  effect: string;
}

/** `key=value:Effect`, `key:Effect`. */
function readTaint(text: string): Taint {
  const colon = text.lastIndexOf(':');
  const [key, ...value] = text.slice(0, colon).split('=');
  return { key, value: value.join('='), effect: text.slice(colon + 1) };
}

function tolerates({ tolerations }: PodNeeds, taint: Taint): boolean {
  return tolerations.some(toleration => {
    const key = toText(toleration.key);
    const effect = toText(toleration.effect);
    return (
      (key === '' || key === taint.key) &&
      (effect === '' || effect === taint.effect) &&
      (toText(toleration.operator) === 'Exists' ||
        toText(toleration.value) === taint.value)
    );
  });
}

/** Whether every taint that keeps pods away is tolerated. */
export function isTolerated(
  needs: PodNeeds,
  { taints }: NodeGroupFacts,
): boolean {
  return taints
    .map(readTaint)
    .filter(({ effect }) => effect !== 'PreferNoSchedule')
    .every(taint => tolerates(needs, taint));
}

function isSelected(
  { nodeSelector }: PodNeeds,
  { labels }: NodeGroupFacts,
): boolean {
  return Object.entries(nodeSelector).every(
    ([key, value]) => Object.hasOwn(labels, key) && labels[key] === value,
  );
}

function isGpuGroup({ resource }: NodeGroupFacts): boolean {
  return resource === 'nvidia.com/gpu';
}

/** Node groups that a pod may run on, whatever they have free. */
export function matchingGroups(
  needs: PodNeeds,
  nodes: readonly NodeGroupFacts[],
): NodeGroupFacts[] {
  return nodes.filter(
    group =>
      isGpuGroup(group) &&
      isSelected(needs, group) &&
      isTolerated(needs, group),
  );
}

type Limit = 'gpus' | 'cpu' | 'memory';

/** What is too small for one pod. */
function lackOf(
  needs: PodNeeds,
  has: { gpus: number; cpu: number; memoryBytes: number },
): Limit | undefined {
  if (has.gpus < needs.gpus) return 'gpus';
  if (has.cpu < needs.cpu) return 'cpu';
  return has.memoryBytes < needs.memoryBytes ? 'memory' : undefined;
}

function wholeNode(group: NodeGroupFacts) {
  return {
    gpus: group.nodeGpus,
    cpu: group.nodeCpu,
    memoryBytes: group.nodeMemoryBytes,
  };
}

function freeNode(group: NodeGroupFacts) {
  return {
    gpus: group.largestFreeOnOneNode,
    cpu: group.freeCpu,
    memoryBytes: group.freeMemoryBytes,
  };
}

/** How many times an amount is in another; nothing asked for is in it any number of times. */
function times(has: number, needs: number): number {
  return needs > 0 ? Math.floor(has / needs) : Number.POSITIVE_INFINITY;
}

/** Pods that empty nodes of a group hold, were all as large as the largest; GPUs as many as there are. */
function capacityOf(needs: PodNeeds, group: NodeGroupFacts): number {
  const perNode = Math.min(
    times(group.nodeGpus, needs.gpus),
    times(group.nodeCpu, needs.cpu),
    times(group.nodeMemoryBytes, needs.memoryBytes),
  );
  return Math.min(perNode * group.nodes, times(group.allocatable, needs.gpus));
}

function freeOf(needs: PodNeeds, group: NodeGroupFacts): number {
  return lackOf(needs, freeNode(group)) === undefined
    ? Math.min(times(group.free, needs.gpus), capacityOf(needs, group))
    : 0;
}

/** Why no group is allowed. */
function whyNone(
  needs: PodNeeds,
  nodes: readonly NodeGroupFacts[],
): PoolFit['limit'] {
  return nodes.some(group => isGpuGroup(group) && isSelected(needs, group))
    ? 'tolerations'
    : 'nodeSelector';
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** The lack of the group that comes nearest: GPUs are looked at first, so a lack of memory means the rest is there. */
function nearestLack(lacks: Array<Limit | undefined>): Limit | undefined {
  return (['memory', 'cpu', 'gpus'] as const).find(limit =>
    lacks.includes(limit),
  );
}

/**
 * Whether nodes can hold a workload, by GPUs, CPU, memory, labels and taints.
 *
 * @returns `undefined` for a workload without GPUs
 */
export function poolFit(
  { needs, min, max }: Workload,
  nodes: readonly NodeGroupFacts[],
): PoolFit | undefined {
  if (needs.gpus <= 0) return undefined;
  const groups = matchingGroups(needs, nodes);
  const products = [...new Set(groups.map(({ product }) => product))].sort();
  const capacity = sum(groups.map(group => capacityOf(needs, group)));
  const free = sum(groups.map(group => freeOf(needs, group)));
  const never = groups.every(group => lackOf(needs, wholeNode(group)));
  if (never) {
    const limit =
      groups.length === 0
        ? whyNone(needs, nodes)
        : nearestLack(groups.map(group => lackOf(needs, wholeNode(group))));
    return { verdict: 'never', products, capacity: 0, free: 0, limit };
  }
  let verdict: PoolFit['verdict'] = 'fits';
  if (min > capacity) verdict = 'minTooLarge';
  else if (max > capacity) verdict = 'maxTooLarge';
  const lack =
    free > 0
      ? undefined
      : nearestLack(groups.map(group => lackOf(needs, freeNode(group))));
  return {
    verdict,
    products,
    capacity,
    free,
    ...(lack ? { limit: lack } : {}),
  };
}

import type { NodeGroupFacts } from '@adaptive-portal/plugin-adaptive-common';
import type { ClusterCapacity, NodeUse } from '../view/capacity';
import { isGpuResource } from '../view/quantities';

/** Set by Kubernetes itself while something is wrong with a node: nothing that a pool would tolerate. */
const TRANSIENT_TAINT =
  /^node\.kubernetes\.io\/|^node\.cloudprovider\.kubernetes\.io\//;

/** Never worth selecting by, and different on every node or at any time. */
const NOISE =
  /^(kubernetes\.io\/hostname$|feature\.node\.kubernetes\.io\/|nvidia\.com\/gfd\.timestamp$)/;

/** Told apart even where every node has a value of its own. */
const ALWAYS_KEPT = /^(topology\.kubernetes\.io\/|nvidia\.com\/gpu\.)/;

function taintsOf({ node }: NodeUse): string[] {
  return node.taints
    .filter(taint => !TRANSIENT_TAINT.test(taint.key))
    .map(({ key, value, effect }) =>
      value ? `${key}=${value}:${effect}` : `${key}:${effect}`,
    )
    .sort();
}

/** Labels that name single nodes, such as an instance id: a group for each of them would say nothing. */
function namingLabels(uses: readonly NodeUse[]): Set<string> {
  const values = new Map<string, Set<string>>();
  const holders = new Map<string, number>();
  for (const { node } of uses) {
    for (const [key, value] of Object.entries(node.metadata.labels ?? {})) {
      const known = values.get(key) ?? new Set();
      values.set(key, known.add(value));
      holders.set(key, (holders.get(key) ?? 0) + 1);
    }
  }
  return new Set(
    [...values]
      .filter(
        ([key, { size }]) =>
          NOISE.test(key) ||
          (size > 1 && size === holders.get(key) && !ALWAYS_KEPT.test(key)),
      )
      .map(([key]) => key),
  );
}

function leftOf(use: NodeUse, resource: string): number {
  return Math.max(
    (use.allocatable[resource] ?? 0) - (use.requested[resource] ?? 0),
    0,
  );
}

const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
const largest = (values: number[]) => Math.max(0, ...values);

function describeGroup(
  resource: string,
  labels: Record<string, string>,
  uses: readonly NodeUse[],
): NodeGroupFacts {
  const open = uses.filter(use => use.ready && !use.node.unschedulable);
  const free = open.map(use => leftOf(use, resource));
  const most = largest(free);
  // Of several nodes with as many GPUs free, the one with most CPU and memory beside them.
  const best = open
    .filter((_, i) => free[i] === most)
    .map(use => ({ cpu: leftOf(use, 'cpu'), memory: leftOf(use, 'memory') }))
    .sort((a, b) => b.cpu - a.cpu || b.memory - a.memory)[0];
  const of = (name: string) => uses.map(use => use.allocatable[name] ?? 0);
  return {
    resource,
    product: uses[0].product,
    nodes: open.length,
    allocatable: sum(open.map(use => use.allocatable[resource])),
    requested: sum(open.map(use => use.requested[resource] ?? 0)),
    free: sum(free),
    largestFreeOnOneNode: most,
    labels,
    freeCpu: best?.cpu ?? 0,
    freeMemoryBytes: best?.memory ?? 0,
    nodeCpu: largest(of('cpu')),
    nodeMemoryBytes: largest(of('memory')),
    nodeGpus: largest(of(resource)),
    taints: taintsOf(uses[0]),
  };
}

/**
 * Nodes with GPUs, grouped by what a pool may select them by and has to tolerate. Labels that are different on every
 * node do not make groups. Groups are in stable order; nodes that take no pods at present count for their size only.
 */
export function nodeGroups(capacity: ClusterCapacity): NodeGroupFacts[] {
  const gpuNodes = capacity.nodes.filter(use =>
    Object.keys(use.allocatable).some(
      name => isGpuResource(name) && use.allocatable[name] > 0,
    ),
  );
  const dropped = namingLabels(gpuNodes);
  const groups = new Map<
    string,
    { resource: string; labels: Record<string, string>; uses: NodeUse[] }
  >();
  for (const use of gpuNodes) {
    const labels = Object.fromEntries(
      Object.entries(use.node.metadata.labels ?? {})
        .filter(([key]) => !dropped.has(key))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
    for (const resource of Object.keys(use.allocatable)) {
      if (!isGpuResource(resource) || use.allocatable[resource] === 0) continue;
      const id = JSON.stringify([resource, use.product, labels, taintsOf(use)]);
      const group = groups.get(id) ?? { resource, labels, uses: [] };
      group.uses.push(use);
      groups.set(id, group);
    }
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { resource, labels, uses }]) =>
      describeGroup(resource, labels, uses),
    );
}

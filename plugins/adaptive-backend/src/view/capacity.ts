import type { GpuCapacity } from '@adaptive-portal/plugin-adaptive-common';
import type { NodeObject, PodObject, Toleration } from '../objects/types';
import { addRequests } from './PodRequests';
import type { Amounts } from './PodRequests';
import { isGpuResource, quantity } from './quantities';

const PRODUCT_LABEL = 'nvidia.com/gpu.product';

/** A node and what is left of it. Amounts in base units (CPUs, bytes, devices, pods). */
export interface NodeUse {
  name: string;
  node: NodeObject;
  ready: boolean;
  /** Since when it is Ready, ISO 8601. */
  readyAt?: string;
  product: string;
  allocatable: Amounts;
  /** Requests of the pods on it that are not finished, whoever they belong to. */
  requested: Amounts;
}

/** What the nodes of a cluster have and what is taken. */
export interface ClusterCapacity {
  nodes: NodeUse[];
  /** By resource and product, sorted. */
  gpus: GpuCapacity[];
}

/** What one pod asks of a node. */
export interface PodDemand {
  requests: Record<string, number>;
  nodeSelector?: Record<string, string>;
  tolerations: readonly Toleration[];
}

/** Why nodes may not take a pod whatever is free on them, with their number. */
export interface Exclusion {
  reason: string;
  nodes: number;
}

/** Where pods of one kind fit. */
export interface FitReport {
  /** Pods that fit now. */
  fitNow: number;
  /** Pods that would fit if nothing else ran on the nodes they may use. */
  fitEmpty: number;
  /** Ready, uncordoned nodes with the GPU that the pod's selector and tolerations allow. */
  nodes: number;
  /** Devices on these nodes. */
  gpus: number;
  freeGpus: number;
  largestFreeOnOneNode: number;
  /** Nodes with the GPU that may not take the pod, by reason; most frequent first. */
  exclusions: Exclusion[];
  /** Nodes among the allowed ones that have no room for one more pod, by their scarcest resource. */
  lacking: Array<{ resource: string; nodes: number }>;
  /** Products of the allowed nodes. */
  products: string[];
  /** When the newest of the allowed nodes with room became Ready, ISO 8601; absent when none has room or says so. */
  newestRoomAt?: string;
}

function toAmounts(quantities: Record<string, string>): Amounts {
  return Object.fromEntries(
    Object.entries(quantities).map(([name, text]) => [name, quantity(text)]),
  );
}

function readinessOf(node: NodeObject): Pick<NodeUse, 'ready' | 'readyAt'> {
  const ready = node.conditions.find(
    c => c.type === 'Ready' && c.status === 'True',
  );
  return {
    ready: ready !== undefined,
    ...(ready?.lastTransitionTime !== undefined && {
      readyAt: ready.lastTransitionTime,
    }),
  };
}

type NodeFacts = Omit<NodeUse, 'requested'>;

/** Nodes rarely change, and their quantities are text. */
const FACTS = new WeakMap<NodeObject, NodeFacts>();

function factsOf(node: NodeObject): NodeFacts {
  const known = FACTS.get(node);
  if (known) return known;
  const facts = {
    name: node.metadata.name,
    node,
    ...readinessOf(node),
    product: node.metadata.labels?.[PRODUCT_LABEL] ?? 'unknown',
    allocatable: toAmounts(node.allocatable),
  };
  FACTS.set(node, facts);
  return facts;
}

/** Nodes with what is requested on them. */
export function capacityOf(
  nodes: Iterable<NodeObject>,
  requestedOn: (node: string) => Amounts,
): ClusterCapacity {
  const uses = [...nodes].map(node => ({
    ...factsOf(node),
    requested: requestedOn(node.metadata.name),
  }));
  uses.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { nodes: uses, gpus: gpuCapacity(uses) };
}

/** Adds up the requests of all pods by node. */
export function computeCapacity(
  nodes: Iterable<NodeObject>,
  pods: Iterable<PodObject>,
): ClusterCapacity {
  const byNode = new Map<string, Amounts>();
  addRequests(byNode, pods);
  return capacityOf(nodes, node => byNode.get(node) ?? {});
}

function freeOf(use: NodeUse, resource: string): number {
  return Math.max(
    (use.allocatable[resource] ?? 0) - (use.requested[resource] ?? 0),
    0,
  );
}

function gpuCapacity(uses: readonly NodeUse[]): GpuCapacity[] {
  const groups = new Map<string, GpuCapacity>();
  for (const use of uses) {
    for (const resource of Object.keys(use.allocatable)) {
      if (!isGpuResource(resource) || use.allocatable[resource] === 0) {
        continue;
      }
      const { product } = use;
      const id = `${resource} ${product}`;
      const group = groups.get(id) ?? {
        resource,
        product,
        nodes: 0,
        allocatable: 0,
        requested: 0,
        free: 0,
        largestFreeOnOneNode: 0,
      };
      groups.set(id, group);
      if (use.ready && !use.node.unschedulable) {
        const free = freeOf(use, resource);
        group.nodes += 1;
        group.allocatable += use.allocatable[resource];
        group.requested += use.requested[resource] ?? 0;
        group.free += free;
        group.largestFreeOnOneNode = Math.max(group.largestFreeOnOneNode, free);
      }
    }
  }
  return [...groups.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(e => e[1]);
}

function tolerates(
  toleration: Toleration,
  taint: NodeObject['taints'][number],
): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) {
    return false;
  }
  if (!toleration.key) {
    return toleration.operator === 'Exists';
  }
  return (
    toleration.key === taint.key &&
    (toleration.operator === 'Exists' ||
      (toleration.value ?? '') === (taint.value ?? ''))
  );
}

/** Why a node may not take the pod whatever is free on it; undefined when it may. */
function forbids(
  use: NodeUse,
  demand: Omit<PodDemand, 'requests'>,
): string | undefined {
  if (!use.ready) {
    return 'not Ready';
  }
  if (use.node.unschedulable) {
    return 'cordoned';
  }
  for (const [key, value] of Object.entries(demand.nodeSelector ?? {})) {
    if (use.node.metadata.labels?.[key] !== value) {
      return `not selected by ${key}=${value}`;
    }
  }
  const taint = use.node.taints.find(
    t =>
      t.effect !== 'PreferNoSchedule' &&
      !demand.tolerations.some(toleration => tolerates(toleration, t)),
  );
  return taint && `tainted ${taint.key}${taint.value ? `=${taint.value}` : ''}`;
}

/** Whether a node takes another such pod where there is room: Ready, uncordoned, selected, taints tolerated. */
export function mayTake(
  use: NodeUse,
  demand: Omit<PodDemand, 'requests'>,
): boolean {
  return forbids(use, demand) === undefined;
}

/** How many pods fit, by the scarcest resource, which is named as well. */
function fitsIn(
  requests: Record<string, number>,
  available: (resource: string) => number,
): { pods: number; scarcest: string } {
  let fit = { pods: Math.floor(available('pods')), scarcest: 'pods' };
  for (const resource of Object.keys(requests)) {
    if (requests[resource] > 0) {
      // A hair's breadth for sums of fractions such as ten times 100m.
      const pods = Math.floor(available(resource) / requests[resource] + 1e-9);
      if (pods < fit.pods) {
        fit = { pods, scarcest: resource };
      }
    }
  }
  return fit;
}

/** Nodes without a `pods` limit are taken to have the kubelet's default. */
const DEFAULT_POD_LIMIT = 110;

function limitOf(use: NodeUse, resource: string): number {
  return (
    use.allocatable[resource] ?? (resource === 'pods' ? DEFAULT_POD_LIMIT : 0)
  );
}

function mostFirst(counts: Map<string, number>): Array<[string, number]> {
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

/**
 * Where pods like this one fit, among the nodes that have its GPU resource at all: Ready, uncordoned, selected,
 * taints tolerated; then the scarcest of GPU, CPU, memory and pod count. Node affinity is not looked at.
 */
export function reportFit(
  capacity: ClusterCapacity,
  demand: PodDemand,
  gpuResource: string,
): FitReport {
  const report: FitReport = {
    fitNow: 0,
    fitEmpty: 0,
    nodes: 0,
    gpus: 0,
    freeGpus: 0,
    largestFreeOnOneNode: 0,
    exclusions: [],
    lacking: [],
    products: [],
  };
  const reasons = new Map<string, number>();
  const shortages = new Map<string, number>();
  const add = (counts: Map<string, number>, key: string) =>
    counts.set(key, (counts.get(key) ?? 0) + 1);
  const products = new Set<string>();
  for (const use of capacity.nodes) {
    const gpus = use.allocatable[gpuResource] ?? 0;
    const reason = gpus > 0 ? forbids(use, demand) : 'without GPUs';
    if (reason) {
      if (gpus > 0) add(reasons, reason);
      continue;
    }
    const free = freeOf(use, gpuResource);
    const now = fitsIn(
      demand.requests,
      name => limitOf(use, name) - (use.requested[name] ?? 0),
    );
    report.fitNow += Math.max(now.pods, 0);
    report.fitEmpty += fitsIn(demand.requests, name => limitOf(use, name)).pods;
    report.nodes += 1;
    report.gpus += gpus;
    report.freeGpus += free;
    report.largestFreeOnOneNode = Math.max(report.largestFreeOnOneNode, free);
    products.add(use.product);
    if (now.pods <= 0) add(shortages, now.scarcest);
    else if ((use.readyAt ?? '') > (report.newestRoomAt ?? '')) {
      report.newestRoomAt = use.readyAt;
    }
  }
  report.products = [...products].sort();
  report.exclusions = mostFirst(reasons).map(([reason, nodes]) => ({
    reason,
    nodes,
  }));
  report.lacking = mostFirst(shortages).map(([resource, nodes]) => ({
    resource,
    nodes,
  }));
  return report;
}

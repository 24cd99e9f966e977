import type { ClusterObjects, PodObject } from '../objects/types';
import { quantity } from './quantities';

/** Amounts by resource, in base units (CPUs, bytes, devices, pods). */
export type Amounts = Record<string, number>;

/** Whether a pod holds nothing any more. One that is being deleted holds its resources until it is gone. */
function holdsNothing(pod: PodObject): boolean {
  return !pod.nodeName || pod.phase === 'Succeeded' || pod.phase === 'Failed';
}

/** Adds what the pods request to the nodes that they are on. */
export function addRequests(
  byNode: Map<string, Amounts>,
  pods: Iterable<PodObject>,
): void {
  for (const pod of pods) {
    if (holdsNothing(pod)) continue;
    const node = pod.nodeName ?? '';
    const sum = byNode.get(node) ?? {};
    byNode.set(node, sum);
    sum.pods = (sum.pods ?? 0) + 1;
    for (const { requests } of pod.containers) {
      for (const name of Object.keys(requests)) {
        sum[name] = (sum[name] ?? 0) + quantity(requests[name]);
      }
    }
  }
}

/**
 * What is requested on each node, kept by namespace: a change in one adds up its pods alone, not those of the cluster.
 * Nothing is ever subtracted, so that sums of fractions do not drift.
 */
export class PodRequests {
  readonly #byNamespace = new Map<string, Map<string, Amounts>>();
  /** Nodes, each with what the namespaces request there. */
  readonly #byNode = new Map<string, Map<string, Amounts>>();
  readonly #sums = new Map<string, Amounts>();
  #loaded = false;

  /** Adds up again what is in these namespaces; everything the first time. */
  update(objects: ClusterObjects, namespaces: Iterable<string>): void {
    if (!this.#loaded) {
      this.#loaded = true;
      this.#load(objects);
      return;
    }
    for (const namespace of namespaces) {
      const byNode = new Map<string, Amounts>();
      addRequests(byNode, objects.inNamespace('pods', namespace));
      this.#replace(namespace, byNode);
    }
  }

  on(node: string): Amounts {
    const known = this.#sums.get(node);
    if (known) return known;
    const sum: Amounts = {};
    for (const part of this.#byNode.get(node)?.values() ?? []) {
      for (const name of Object.keys(part)) {
        sum[name] = (sum[name] ?? 0) + part[name];
      }
    }
    // The order of namespaces decides about the last digits of a sum; nobody may take that for a change.
    for (const name of Object.keys(sum)) {
      sum[name] = Math.round(sum[name] * 1e6) / 1e6;
    }
    this.#sums.set(node, sum);
    return sum;
  }

  #load(objects: ClusterObjects): void {
    const groups = new Map<string, PodObject[]>();
    for (const pod of objects.list('pods')) {
      const namespace = pod.metadata.namespace ?? '';
      const known = groups.get(namespace);
      if (known) known.push(pod);
      else groups.set(namespace, [pod]);
    }
    for (const [namespace, pods] of groups) {
      const byNode = new Map<string, Amounts>();
      addRequests(byNode, pods);
      this.#replace(namespace, byNode);
    }
  }

  #replace(namespace: string, after: Map<string, Amounts>): void {
    const before = this.#byNamespace.get(namespace);
    for (const node of before?.keys() ?? []) {
      if (after.has(node)) continue;
      this.#byNode.get(node)?.delete(namespace);
      this.#sums.delete(node);
    }
    for (const [node, amounts] of after) {
      const parts = this.#byNode.get(node) ?? new Map<string, Amounts>();
      this.#byNode.set(node, parts);
      parts.set(namespace, amounts);
      this.#sums.delete(node);
    }
    if (after.size > 0) this.#byNamespace.set(namespace, after);
    else this.#byNamespace.delete(namespace);
  }
}

import type { WorkloadObject } from '../objects/types';
import { poolKeyOf } from './labels';
import { parseTime } from './text';

/** Raw pool name: the environment variable `GROUP` of the container `harmony`. */
export function rawPoolName(workload: WorkloadObject): string {
  const harmony = workload.containers.find(c => c.name === 'harmony');
  return (
    harmony?.group ??
    workload.containers.find(c => c.group !== undefined)?.group ??
    poolKeyOf(workload.metadata) ??
    workload.metadata.name
  );
}

/** A workload that runs a pool which a newer one runs as well. */
export interface Leftover {
  pool: string;
  workload: WorkloadObject;
  /** The newer one. */
  current: WorkloadObject;
}

function age(workload: WorkloadObject): number {
  return parseTime(workload.metadata.creationTimestamp) ?? 0;
}

/**
 * The workloads that are pools. A pool whose workload was renamed, or became a StatefulSet, has two until the old one is
 * pruned: the newest is the pool, the others are left over.
 */
export function splitPools(workloads: readonly WorkloadObject[]): {
  pools: WorkloadObject[];
  leftovers: Leftover[];
} {
  const newest = new Map<string, WorkloadObject>();
  const candidates = workloads.filter(
    ({ metadata }) => poolKeyOf(metadata) !== undefined,
  );
  for (const workload of candidates) {
    const name = rawPoolName(workload);
    const known = newest.get(name);
    if (!known || age(known) < age(workload)) newest.set(name, workload);
  }
  const pools: WorkloadObject[] = [];
  const leftovers: Leftover[] = [];
  for (const workload of candidates) {
    const pool = rawPoolName(workload);
    const current = newest.get(pool);
    if (!current || current === workload) pools.push(workload);
    else leftovers.push({ pool, workload, current });
  }
  return { pools, leftovers };
}

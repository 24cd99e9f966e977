import type { NodeGroupFacts } from '@adaptive-portal/plugin-adaptive-common';
import { shown } from '../../parse/inputReader';
import { matchingGroups, poolFit } from '../../plan/fits';
import { clusterName, known, setTo, type ClusterContext } from './context';
import { gib, reportNever, type Demand } from './neverFits';

function demands(
  { input, engine }: ClusterContext,
  nodes: readonly NodeGroupFacts[],
): Demand[] {
  return (engine?.workloads ?? []).flatMap((workload): Demand[] => {
    const fit = poolFit(workload, nodes);
    if (!fit) return [];
    const groups = matchingGroups(workload.needs, nodes);
    if (workload.defaultGroup) {
      const keys = ['defaultGroup'];
      return [{ workload, path: 'defaultGroup', keys, groups, fit }];
    }
    const index = input.pools.findIndex(({ name }) => name === workload.pool);
    return index < 0
      ? []
      : [
          {
            workload,
            path: `pools[${index}]`,
            keys: ['pools', index],
            groups,
            fit,
          },
        ];
  });
}

function reportNumber(context: ClusterContext, demand: Demand): void {
  const { workload, path, keys, fit } = demand;
  const { findings } = context;
  const room = `the nodes of ${clusterName(
    context,
  )} that its pods may run on hold at most ${
    fit.capacity
  }, were nothing else there`;
  const isGroup = workload.defaultGroup;
  if (fit.verdict === 'minTooLarge') {
    const field = isGroup ? 'replicas' : 'minReplicas';
    findings.error(
      'min-above-cluster',
      `${path}.${field}`,
      `${path}.${field} is ${workload.min}, and ${room}`,
      `Accepted are at most ${fit.capacity}`,
      setTo([...keys, field], fit.capacity),
    );
  } else if (fit.verdict === 'maxTooLarge') {
    findings.warning(
      'max-above-cluster',
      `${path}.maxReplicas`,
      `${path}.maxReplicas is ${workload.max}, and ${room}: the rest stays pending`,
      `Set it to at most ${fit.capacity}, or see to more nodes`,
      setTo([...keys, 'maxReplicas'], fit.capacity),
    );
  }
}

function gpusOf(all: readonly Demand[], size: 'min' | 'max'): number {
  return all.reduce(
    (sum, { workload }) => sum + workload[size] * workload.needs.gpus,
    0,
  );
}

/** Pools that may only run on the same nodes, and so share them. */
function sharing(all: readonly Demand[]): Demand[][] {
  const sets = new Map<string, Demand[]>();
  for (const demand of all) {
    if (demand.fit.verdict === 'never') continue;
    const key = demand.groups
      .map(({ labels, taints }) => JSON.stringify([labels, taints]))
      .join();
    sets.set(key, [...(sets.get(key) ?? []), demand]);
  }
  return [...sets.values()];
}

function namesOf(demandSet: readonly Demand[]): string {
  return demandSet.map(({ workload }) => shown(workload.pool)).join(', ');
}

/** Pools that fit one by one and not together; `false` when they do not even at their smallest. */
function reportTogether(
  context: ClusterContext,
  all: readonly Demand[],
): boolean {
  if (all.some(({ fit }) => fit.verdict === 'minTooLarge')) return false;
  if (all.length < 2) return true;
  const { findings } = context;
  const has = all[0].groups.reduce((sum, group) => sum + group.allocatable, 0);
  const min = gpusOf(all, 'min');
  const max = gpusOf(all, 'max');
  const nodes = `the nodes of ${clusterName(
    context,
  )} that they share have ${has}`;
  if (min > has) {
    findings.error(
      'pools-min-above-cluster',
      'pools',
      `pools ${namesOf(
        all,
      )} together need ${min} GPUs at their smallest, and ${nodes}`,
      'Make some of them smaller, or choose other nodes',
    );
  } else if (max > has && all.every(({ fit }) => fit.verdict === 'fits')) {
    findings.warning(
      'pools-max-above-cluster',
      'pools',
      `pools ${namesOf(
        all,
      )} together need ${max} GPUs at their largest, and ${nodes}: they cannot all be that large at once`,
      'Make some of them smaller, or see to more nodes',
    );
  }
  return min <= has;
}

/** Whether what the engine does not hold yet is free at present. */
function reportRoomNow(
  context: ClusterContext,
  all: readonly Demand[],
  wanted: number,
): void {
  const needed = Math.min(wanted, gpusOf(all, 'min'));
  if (needed <= 0) return;
  const free = all[0].groups.reduce((sum, group) => sum + group.free, 0);
  const stuck = all.find(({ fit }) => fit.free === 0);
  if (!stuck && needed <= free) return;
  const { path, workload, fit } = stuck ?? all[0];
  const field = workload.defaultGroup ? 'replicas' : 'minReplicas';
  const lack: Record<string, string> = {
    gpus: `no node has ${workload.needs.gpus} GPUs free`,
    cpu: `the node with the most free GPUs has no ${workload.needs.cpu} CPU free`,
    memory: `the node with the most free GPUs has no ${gib(
      workload.needs.memoryBytes,
    )}Gi of memory free`,
  };
  context.findings.warning(
    'no-room-now',
    `${path}.${field}`,
    `${path}.${field}: at its smallest the engine needs ${needed} GPUs more than it holds on nodes of ${clusterName(
      context,
    )} that have ${free} free${
      stuck ? `, and ${lack[fit.limit ?? 'gpus']}` : ''
    }: pods stay pending until there is room`,
    'Wait for room, make something smaller, or see to more nodes',
  );
}

/** Whether the nodes have what the engine's pools and default group ask for: GPUs, CPU, memory, labels, taints. */
export function checkCapacity(context: ClusterContext): void {
  const { facts } = context;
  const nodes = known(context, facts.nodes, {
    rule: 'capacity',
    path: 'pools',
    what: `the nodes of ${clusterName(context)} can hold the pools`,
  });
  if (!nodes) return;
  const all = demands(context, nodes);
  for (const demand of all) {
    if (demand.fit.verdict !== 'never') reportNumber(context, demand);
    else reportNever(context, demand, nodes);
  }
  const held = facts.engineGpus.value;
  const sets = sharing(all);
  for (const set of sets) {
    if (reportTogether(context, set) && held !== undefined) {
      reportRoomNow(context, set, gpusOf(all, 'min') - held);
    }
  }
  if (sets.length > 0) {
    known(context, facts.engineGpus, {
      rule: 'room-now',
      path: 'pools',
      what: 'there is room for the pools at present',
    });
  }
}

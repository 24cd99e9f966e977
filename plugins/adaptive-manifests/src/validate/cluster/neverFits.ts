import type { NodeGroupFacts } from '@adaptive-portal/plugin-adaptive-common';
import type { FindingFix } from '../../model';
import { shown } from '../../parse/inputReader';
import { isTolerated } from '../../plan/fits';
import type { PoolFit } from '../../plan/types';
import type { Workload } from '../../plan/workloads';
import { pointer } from '../fixes';
import { clusterName, setTo, type ClusterContext } from './context';

const PRODUCT = 'nvidia.com/gpu.product';
const GIB = 2 ** 30;

/** One workload with GPUs, where it is in the input, and what the nodes have for it. */
export interface Demand {
  workload: Workload;
  path: string;
  keys: Array<string | number>;
  groups: NodeGroupFacts[];
  fit: PoolFit;
}

function largest(groups: readonly NodeGroupFacts[], key: SizeKey): number {
  return Math.max(0, ...groups.map(group => group[key]));
}

type SizeKey = 'nodeGpus' | 'nodeCpu' | 'nodeMemoryBytes';

export function gib(bytes: number): number {
  return Math.floor(bytes / GIB);
}

function reportSelector(
  context: ClusterContext,
  { workload, path, keys }: Demand,
  nodes: readonly NodeGroupFacts[],
): void {
  const { findings } = context;
  const at = `${path}.nodeSelector`;
  const wanted = workload.needs.nodeSelector[PRODUCT];
  const gpuNodes = nodes.filter(({ nodeGpus }) => nodeGpus > 0);
  const products = [
    ...new Set(gpuNodes.flatMap(({ labels }) => labels[PRODUCT] ?? [])),
  ].sort();
  if (wanted !== undefined && !products.includes(wanted)) {
    const fix = (): FindingFix[] =>
      setTo([...keys, 'nodeSelector', PRODUCT], products[0]);
    findings.error(
      'gpu-product-absent',
      at,
      `${at} asks for ${PRODUCT} ${shown(
        wanted,
      )}, which no node of ${clusterName(context)} has`,
      products.length === 0
        ? 'Choose another cluster: its nodes say no product'
        : `Accepted: ${products.map(shown).join(', ')}`,
      products.length === 1 ? fix() : undefined,
    );
    return;
  }
  const selector = Object.entries(workload.needs.nodeSelector)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
  findings.warning(
    'node-selector-matches-none',
    at,
    selector === ''
      ? `${at} is empty, and ${clusterName(context)} has no node with GPUs`
      : `${at} is ${shown(
          selector,
        )}, and no group of GPU nodes of ${clusterName(
          context,
        )} is known to have that`,
    'Make sure that some node with GPUs has the labels',
  );
}

function reportTaints(
  context: ClusterContext,
  { workload, path }: Demand,
  nodes: readonly NodeGroupFacts[],
): void {
  const at = `${path}.tolerations`;
  const taints = [
    ...new Set(
      nodes
        .filter(group => !isTolerated(workload.needs, group))
        .flatMap(group => group.taints),
    ),
  ].sort();
  context.findings.error(
    'taints-not-tolerated',
    at,
    `${at} lets the pods on no GPU node of ${clusterName(
      context,
    )} that the node selector allows: they have the taints ${taints
      .map(shown)
      .join(', ')}`,
    'Tolerate these taints, or choose other nodes',
  );
}

/** A replica that is larger than every node. */
function reportSize(context: ClusterContext, demand: Demand): void {
  const { workload, path, keys, groups, fit } = demand;
  const { gpus, cpu, memoryBytes } = workload.needs;
  const { findings } = context;
  const rule = 'replica-fits-no-node';
  if (fit.limit === 'gpus') {
    const most = largest(groups, 'nodeGpus');
    const at = `${path}.gpusPerReplica`;
    findings.error(
      rule,
      at,
      `${at} is ${gpus}, and the largest node of ${clusterName(
        context,
      )} that the pods may run on has ${most}: a replica stays pending for ever`,
      `Accepted are at most ${most}`,
      most > 0 ? setTo([...keys, 'gpusPerReplica'], most) : undefined,
    );
    return;
  }
  const roomy = groups.filter(({ nodeGpus }) => nodeGpus >= gpus);
  const mostCpu = Math.floor(largest(roomy, 'nodeCpu'));
  const mostMemory = gib(largest(roomy, 'nodeMemoryBytes'));
  const at = `${path}.resources`;
  const [asks, has] =
    fit.limit === 'cpu'
      ? [`${cpu} CPU`, `${mostCpu} CPU`]
      : [`${gib(memoryBytes)}Gi of memory`, `${mostMemory}Gi`];
  findings.error(
    rule,
    at,
    `${at}: each replica asks for ${asks}, and the largest node of ${clusterName(
      context,
    )} that the pods may run on has ${has}: a replica stays pending for ever`,
    `Give at most ${mostCpu} CPU and ${mostMemory}Gi, less what else runs on every node`,
    mostCpu >= 1 && mostMemory >= 1
      ? [
          {
            op: 'add',
            path: pointer(...keys, 'resources'),
            value: {
              cpu: Math.min(cpu, mostCpu),
              memory: `${Math.min(gib(memoryBytes), mostMemory)}Gi`,
            },
          },
        ]
      : undefined,
  );
}

/** Says why no node can hold one replica. */
export function reportNever(
  context: ClusterContext,
  demand: Demand,
  nodes: readonly NodeGroupFacts[],
): void {
  switch (demand.fit.limit) {
    case 'nodeSelector':
      reportSelector(context, demand, nodes);
      break;
    case 'tolerations':
      reportTaints(context, demand, nodes);
      break;
    default:
      reportSize(context, demand);
  }
}

import { readQuantity } from '@adaptive-portal/plugin-adaptive-common';
import { shown } from '../../parse/inputReader';
import type { PodNeeds, Workload } from '../../plan/workloads';
import type { ClusterContext } from './context';

/** What a quota may limit, and how much of it a pod asks for. */
interface Limited {
  resources: string[];
  unit: string;
  of: (needs: PodNeeds) => number;
}

const GIB = 2 ** 30;

/** Requests and limits are the same in all pools. */
const LIMITED: readonly Limited[] = [
  {
    resources: ['requests.nvidia.com/gpu', 'limits.nvidia.com/gpu'],
    unit: ' GPUs',
    of: ({ gpus }) => gpus,
  },
  {
    resources: ['requests.cpu', 'limits.cpu', 'cpu'],
    unit: ' CPU',
    of: ({ cpu }) => cpu,
  },
  {
    resources: ['requests.memory', 'limits.memory', 'memory'],
    unit: 'Gi of memory',
    of: ({ memoryBytes }) => memoryBytes / GIB,
  },
];

function total(
  workloads: readonly Workload[],
  size: 'min' | 'max',
  of: Limited['of'],
): number {
  return workloads.reduce(
    (sum, workload) => sum + workload[size] * of(workload.needs),
    0,
  );
}

/** What the quota counts that is not the engine's; only of GPUs it is known how many the engine holds. */
function usedByOthers(
  { facts }: ClusterContext,
  limited: Limited,
  used: string,
): number {
  const held = facts.engineGpus.value;
  return limited === LIMITED[0] && held !== undefined
    ? Math.max(0, (readQuantity(used) ?? 0) - held)
    : 0;
}

function amount(value: number): string {
  return `${Math.round(value * 100) / 100}`;
}

/** Quotas of the namespace against what the engine asks for, at its smallest and at its largest. */
export function checkQuotas(context: ClusterContext): void {
  const { input, facts, engine, findings } = context;
  const workloads = engine?.workloads ?? [];
  const items = (facts.namespace.value?.quotas ?? []).flatMap(quota =>
    quota.items.map(item => ({ ...item, name: quota.name })),
  );
  for (const { name, resource, hard, used } of items) {
    const limited = LIMITED.find(({ resources }) =>
      resources.includes(resource),
    );
    const bytes = readQuantity(hard);
    if (!limited || bytes === undefined) continue;
    const isMemory = limited === LIMITED[2];
    const allowed = isMemory ? bytes / GIB : bytes;
    const others = usedByOthers(context, limited, used);
    const min = total(workloads, 'min', limited.of);
    const max = total(workloads, 'max', limited.of);
    const quota = `quota ${shown(name)} of namespace ${shown(
      input.namespace,
    )} allows ${amount(allowed)}${
      others > 0 ? `, of which others use ${amount(others)}` : ''
    } (${resource})`;
    if (min + others > allowed) {
      findings.error(
        'quota-below-min',
        'pools',
        `pools: at its smallest the engine asks for ${amount(min)}${
          limited.unit
        }, and ${quota}: pods are refused`,
        'Make the pools smaller, or have the quota raised',
      );
    } else if (max + others > allowed) {
      findings.warning(
        'quota-below-max',
        'pools',
        `pools: at its largest the engine asks for ${amount(max)}${
          limited.unit
        }, and ${quota}: pools stop growing there`,
        'Set maxReplicas lower, or have the quota raised',
      );
    }
  }
}

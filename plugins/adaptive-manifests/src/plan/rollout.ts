import type { GpuTotals } from './gpuTotals';
import { isSameObject, restartOf, type WorkloadPair } from './restarts';
import { surge, type Workload } from './workloads';

/** GPUs of a number of replicas. */
function gpusOf(workload: Workload | undefined, replicas: number): number {
  return workload ? workload.needs.gpus * replicas : 0;
}

function peakOf(pair: WorkloadPair, size: 'min' | 'max'): number {
  const { before, after } = pair;
  const was = gpusOf(before, before?.[size] ?? 0);
  const is = gpusOf(after, after?.[size] ?? 0);
  if (!before || !after) return was + is;
  // One in place of another: the new one starts before the old one is pruned.
  if (!isSameObject(pair)) return was + is;
  const [{ effect }] = restartOf(pair);
  const more = effect === 'restarted' ? surge(after, after[size]) : 0;
  return Math.max(was, is + gpusOf(after, more));
}

/** The most GPUs at once while a change rolls out. */
export function peakWhileRolling(pairs: readonly WorkloadPair[]): GpuTotals {
  return pairs.reduce(
    (totals, pair) => ({
      min: totals.min + peakOf(pair, 'min'),
      max: totals.max + peakOf(pair, 'max'),
    }),
    { min: 0, max: 0 },
  );
}

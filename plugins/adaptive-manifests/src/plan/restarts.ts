import { keyChanges } from './keyChanges';
import type { WorkloadRestart } from './types';
import type { Workload } from './workloads';

/** Two workloads that do the same work, before and after. */
export interface WorkloadPair {
  before?: Workload;
  after?: Workload;
}

function idOf({ kind, name }: Workload): string {
  return `${kind}/${name}`;
}

/** What a workload is there for, whatever its kind and name. */
function roleOf({ pool, defaultGroup, component }: Workload): string {
  if (pool !== undefined && !defaultGroup) return `pool ${pool}`;
  return `${component} ${defaultGroup}`;
}

/** Pairs workloads by what they are there for, in the order of those to be; those that go come last. */
export function pairWorkloads(
  before: readonly Workload[],
  after: readonly Workload[],
): WorkloadPair[] {
  const old = new Map(before.map(workload => [roleOf(workload), workload]));
  const next = new Map(after.map(workload => [roleOf(workload), workload]));
  return [...new Set([...next.keys(), ...old.keys()])].map(role => ({
    before: old.get(role),
    after: next.get(role),
  }));
}

/** Whether the pair is one object that goes on, and not one in place of another. */
export function isSameObject({ before, after }: WorkloadPair): boolean {
  return (
    before !== undefined && after !== undefined && idOf(before) === idOf(after)
  );
}

function reasonsOf({ before, after }: WorkloadPair): string[] {
  return before && after
    ? keyChanges(before.template, after.template).map(({ key }) => key)
    : [];
}

/** What happens to the pods of one workload. */
export function restartOf(pair: WorkloadPair): WorkloadRestart[] {
  const { before, after } = pair;
  const found = after ?? before;
  if (!found) return [];
  const reasons = reasonsOf(pair);
  let effect: WorkloadRestart['effect'] = 'left';
  if (!before) effect = 'added';
  else if (!after) effect = 'removed';
  else if (!isSameObject(pair)) effect = 'replaced';
  else if (reasons.length > 0) effect = 'restarted';
  return [
    {
      workload: idOf(found),
      ...(found.pool === undefined || found.defaultGroup
        ? {}
        : { pool: found.pool }),
      effect,
      pods: { min: found.min, max: found.max },
      reasons,
    },
  ];
}

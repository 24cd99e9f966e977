import type { FitReport } from './capacity';
import { count } from './text';

const SHORTAGES: Record<string, string> = {
  cpu: 'free CPUs',
  'ephemeral-storage': 'free disk space',
  pods: 'room for another pod',
};

/** `1 node is cordoned, 2 are tainted team=search`. */
function excluded(fit: FitReport, noun: string): string {
  return fit.exclusions
    .map(({ reason, nodes }, i) => {
      const who = i === 0 ? count(nodes, noun) : `${nodes}`;
      return `${who} ${nodes === 1 ? 'is' : 'are'} ${reason}`;
    })
    .join(', ');
}

/** What else than GPUs is short on nodes that have enough of those. */
function alsoShort(fit: FitReport, gpuResource: string): string {
  const other = fit.lacking.find(({ resource }) => resource !== gpuResource);
  if (!other) return '';
  const what = SHORTAGES[other.resource] ?? `free ${other.resource}`;
  const nodes = count(other.nodes, 'node');
  return `, but ${nodes} ${other.nodes === 1 ? 'lacks' : 'lack'} ${what}`;
}

/**
 * What room there is for another replica, as a clause without a full stop: what is free, how much of it on one node,
 * and what keeps other nodes out. `who` is the subject that may use the nodes, for example `it` or `they`.
 */
export function describeRoom(
  fit: FitReport,
  gpus: { resource: string; perReplica: number },
  who: string,
): string {
  if (fit.nodes === 0) {
    return fit.exclusions.length === 0
      ? `no node of this cluster has ${gpus.resource}`
      : `no node may take ${who === 'they' ? 'them' : 'it'}: ${excluded(
          fit,
          'node',
        )}`;
  }
  const nodes = fit.nodes === 1 ? 'one node' : `${fit.nodes} nodes`;
  const place = `on the ${nodes} ${who} may use`;
  const most = fit.largestFreeOnOneNode;
  const enough = most >= gpus.perReplica;
  const onOne =
    fit.nodes === 1
      ? ''
      : `, ${enough ? 'up to' : 'but at most'} ${most} on one`;
  const free =
    fit.freeGpus === 0
      ? `all ${fit.gpus} GPUs ${place} are taken`
      : `${fit.freeGpus} of ${fit.gpus} GPUs ${
          fit.freeGpus === 1 ? 'is' : 'are'
        } free ${place}${onOne}${enough ? alsoShort(fit, gpus.resource) : ''}`;
  return fit.exclusions.length === 0
    ? free
    : `${free}; ${excluded(fit, 'other node')}`;
}

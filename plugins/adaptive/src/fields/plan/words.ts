import type {
  PoolFit,
  PoolSize,
  WorkloadRestart,
} from '@adaptive-portal/plugin-adaptive-manifests';
import { count } from '../../format';

/**
 * `2` or `2 to 6`.
 *
 * @internal
 */
export function range(of: { min: number; max: number }): string {
  return of.min === of.max ? `${of.min}` : `${of.min} to ${of.max}`;
}

/**
 * `before → after`, or the one there is; the same on both sides is said once.
 *
 * @internal
 */
export function arrow(
  before: string | undefined,
  after: string | undefined,
): string {
  if (before === after) return after ?? '–';
  return `${before ?? 'none'} → ${after ?? 'none'}`;
}

/**
 * GPUs of a pool at its smallest and largest.
 *
 * @internal
 */
export function poolGpus(size: PoolSize): { min: number; max: number } {
  return {
    min: size.min * size.gpusPerReplica,
    max: size.max * size.gpusPerReplica,
  };
}

const LACK = {
  nodeSelector: 'no node has the labels that the pool selects',
  tolerations: 'all nodes have taints that the pool does not tolerate',
  gpus: 'GPUs are what is short',
  cpu: 'CPU is what is short',
  memory: 'memory is what is short',
} as const;

/**
 * What the nodes of the cluster have for a pool.
 *
 * @internal
 */
export function fitInWords(fit: PoolFit | undefined): string {
  if (!fit) return 'not known';
  const lack = fit.limit ? `; ${LACK[fit.limit]}` : '';
  const room = `room for ${count(fit.capacity, 'replica')}, ${
    fit.free
  } of them now`;
  switch (fit.verdict) {
    case 'never':
      return `No node can hold one replica${lack}`;
    case 'minTooLarge':
      return `Not even the minimum fits: ${room}${lack}`;
    case 'maxTooLarge':
      return `The maximum does not fit: ${room}${lack}`;
    default:
      return `Fits: ${room}${fit.free === 0 ? lack : ''}`;
  }
}

const EFFECTS = {
  restarted: 'made anew one after another',
  replaced: 'all made anew at once',
  added: 'start',
  removed: 'end',
  left: 'go on',
} as const;

/**
 * What happens to the pods of a workload.
 *
 * @internal
 */
export function effectInWords(restart: WorkloadRestart): string {
  return EFFECTS[restart.effect];
}

/**
 * A sentence about fields of an engine, with pools by the names that people gave them instead of their places in a list:
 * `pools[1].minReplicas` becomes `minReplicas of pool "big"`.
 *
 * @param poolNames - in the order of the engine's pools; a place without a name stays as it is
 * @internal
 */
export function withPoolNames(
  sentence: string,
  poolNames: readonly (string | undefined)[],
): string {
  return sentence.replace(
    /\bpools\[(\d+)\](?:\.([\w.]*\w))?/g,
    (place, index: string, field?: string) => {
      const name = poolNames[Number(index)];
      if (!name) return place;
      return field ? `${field} of pool "${name}"` : `pool "${name}"`;
    },
  );
}

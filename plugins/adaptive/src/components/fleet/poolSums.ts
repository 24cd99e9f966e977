import type {
  EngineSummary,
  MetricValue,
} from '@adaptive-portal/plugin-adaptive-common';

type Pools = EngineSummary['pools'];

/**
 * GPUs of all pools together; nothing when no pool's GPUs are known.
 *
 * @internal
 */
export function sumGpus(
  pools: Array<Pick<Pools[number], 'gpus'>>,
): { allocated: number; requested: number } | undefined {
  const known = pools.flatMap(pool => (pool.gpus ? [pool.gpus] : []));
  if (known.length === 0) {
    return undefined;
  }
  return {
    allocated: known.reduce((sum, gpus) => sum + gpus.allocated, 0),
    requested: known.reduce((sum, gpus) => sum + gpus.requested, 0),
  };
}

/**
 * The highest TTFT timeout ratio and its pool. Without any value, the first pool's reason for that.
 *
 * @internal
 */
export function worstTimeouts(pools: Pools): {
  metric: MetricValue;
  pool?: string;
} {
  const [worst] = pools
    .filter(pool => pool.ttftTimeoutRatio.value !== undefined)
    .sort(
      (a, b) =>
        (b.ttftTimeoutRatio.value ?? 0) - (a.ttftTimeoutRatio.value ?? 0),
    );
  if (worst) {
    return { metric: worst.ttftTimeoutRatio, pool: worst.name };
  }
  return {
    metric: pools[0]?.ttftTimeoutRatio ?? { reason: 'There are no pools' },
  };
}

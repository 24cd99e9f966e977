import { type EngineState, own, type PoolState } from './observation';

type Conditions = NonNullable<PoolState['conditions']>;

/** Conditions that their controller takes away instead of saying `False`, as that of deployments does. */
const ABSENT_MEANS: Readonly<Conditions> = {
  'workload ReplicaFailure': 'False',
};

/** How a condition was; undefined where it was never seen. */
export function statusBefore(
  before: Conditions,
  key: string,
): Conditions[string] | undefined {
  return own(before, key) ?? own(ABSENT_MEANS, key);
}

/**
 * What is remembered of conditions after they were seen again. One that is absent is what it was: controllers that
 * write an object anew leave conditions out for a moment.
 */
export function carryConditions(
  before: Conditions,
  seen: Conditions,
): Conditions {
  const ended = Object.entries(ABSENT_MEANS).filter(([key]) =>
    Object.hasOwn(before, key),
  );
  return { ...before, ...Object.fromEntries(ended), ...seen };
}

/** A state that remembers the conditions that its pools had in the one before. */
export function withCarriedConditions(
  before: EngineState | undefined,
  state: EngineState,
): EngineState {
  const pools = Object.entries(state.pools).map(([name, pool]) => {
    const { conditions } = own(before?.pools, name) ?? {};
    return [
      name,
      conditions && pool.conditions
        ? { ...pool, conditions: carryConditions(conditions, pool.conditions) }
        : pool,
    ];
  });
  return { ...state, pools: Object.fromEntries(pools) };
}

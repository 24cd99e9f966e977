import {
  poolKey,
  type EngineChange,
  type EngineInput,
  type PoolChange,
} from '@adaptive-portal/plugin-adaptive-manifests';
import type { PoolRow } from '../schemas';

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Fields of a row that differ from the pool in git; emptied ones stay as they are, as a change only sets. */
function changedFields(row: PoolRow, pool: object): Partial<PoolChange> {
  const before = new Map(Object.entries(pool));
  return Object.fromEntries(
    Object.entries(row).filter(
      ([key, value]) =>
        key !== 'name' && value !== undefined && !same(value, before.get(key)),
    ),
  );
}

function isNamed(row: PoolRow): row is PoolRow & { name: string } {
  return row.name !== undefined;
}

/**
 * What changes an engine's pools into the rows of the form. A row with the name of a pool changes it, as the chart
 * normalises names; rows without a name are not there yet.
 *
 * @internal
 */
export function poolDifference(
  { pools, chartVersion }: Pick<EngineInput, 'pools' | 'chartVersion'>,
  rows: readonly PoolRow[],
): Pick<EngineChange, 'setPools' | 'removePools'> {
  const named = rows.filter(isNamed);
  const find = (name: string) =>
    pools.find(
      pool => poolKey(pool.name, chartVersion) === poolKey(name, chartVersion),
    );
  const setPools = named.flatMap((row): PoolChange[] => {
    const pool = find(row.name);
    const changed = changedFields(row, pool ?? {});
    if (pool && Object.keys(changed).length === 0) return [];
    return [{ ...changed, name: pool?.name ?? row.name }];
  });
  const removePools = pools
    .filter(pool => !named.some(row => find(row.name) === pool))
    .map(({ name }) => name);
  return {
    ...(setPools.length > 0 ? { setPools } : {}),
    ...(removePools.length > 0 ? { removePools } : {}),
  };
}

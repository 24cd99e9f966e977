import type { PoolRow } from './schemas';

/**
 * One thing wrong with one cell of the pools field.
 *
 * @internal
 */
export interface PoolFinding {
  /** Index of the row. */
  row: number;
  field: keyof PoolRow;
  /** Names field, value and rule. */
  sentence: string;
}

/**
 * Labels of the columns, also used in sentences.
 *
 * @internal
 */
export const POOL_LABELS: Record<keyof PoolRow, string> = {
  name: 'Name',
  minReplicas: 'Min replicas',
  maxReplicas: 'Max replicas',
  gpusPerReplica: 'GPUs per replica',
  requestsPerSecondPerReplica: 'Requests/s per replica',
};

/**
 * Everything that keeps the rows from being rendered, in the order of rows and columns.
 *
 * @param normalize - pool key of a raw name under the chosen chart version; may throw for a name it refuses
 * @internal
 */
export function findPoolErrors(
  rows: PoolRow[],
  normalize: (name: string) => string,
): PoolFinding[] {
  const keys = rows.map(row => keyOf(row.name, normalize));
  return rows.flatMap((row, index) => [
    ...nameErrors(rows, keys, index),
    ...wholeNumberErrors(row, index, 'minReplicas', 1),
    ...wholeNumberErrors(row, index, 'maxReplicas', 1),
    ...rangeErrors(row, index),
    ...wholeNumberErrors(row, index, 'gpusPerReplica', 1),
    ...rateErrors(row, index),
  ]);
}

interface Key {
  key?: string;
  error?: string;
}

function keyOf(
  name: string | undefined,
  normalize: (name: string) => string,
): Key {
  if (!name) {
    return {};
  }
  try {
    return { key: normalize(name) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function nameErrors(rows: PoolRow[], keys: Key[], row: number): PoolFinding[] {
  const { name } = rows[row];
  const at = (sentence: string): PoolFinding[] => [
    { row, field: 'name', sentence },
  ];
  if (!name) {
    return at(`Pool ${row + 1}: name is empty, every pool needs a name`);
  }
  const { key, error } = keys[row];
  if (error !== undefined) {
    return at(`Pool ${row + 1}: name '${name}' cannot be used: ${error}`);
  }
  const first = keys.findIndex(other => other.key === key);
  if (first !== row) {
    return at(
      `Pool ${
        row + 1
      }: name '${name}' becomes '${key}' in Kubernetes, as does pool ${
        first + 1
      } '${rows[first].name}'; names must differ after normalisation`,
    );
  }
  return [];
}

function wholeNumberErrors(
  rows: PoolRow,
  row: number,
  field: 'minReplicas' | 'maxReplicas' | 'gpusPerReplica',
  least: number,
): PoolFinding[] {
  const value = rows[field];
  if (value !== undefined && Number.isInteger(value) && value >= least) {
    return [];
  }
  const found = value === undefined ? 'is empty' : `is ${value}`;
  return [
    {
      row,
      field,
      sentence: `${title(rows, row)}: ${
        POOL_LABELS[field]
      } ${found}, a whole number of at least ${least} is needed`,
    },
  ];
}

function rangeErrors(pool: PoolRow, row: number): PoolFinding[] {
  const { minReplicas: min, maxReplicas: max } = pool;
  if (min === undefined || max === undefined || min <= max) {
    return [];
  }
  return [
    {
      row,
      field: 'maxReplicas',
      sentence: `${title(
        pool,
        row,
      )}: Max replicas is ${max}, it must not be less than Min replicas, which is ${min}`,
    },
  ];
}

function rateErrors(pool: PoolRow, row: number): PoolFinding[] {
  const rate = pool.requestsPerSecondPerReplica;
  if (rate === undefined || (Number.isFinite(rate) && rate > 0)) {
    return [];
  }
  return [
    {
      row,
      field: 'requestsPerSecondPerReplica',
      sentence: `${title(
        pool,
        row,
      )}: Requests/s per replica is ${rate}, a number above 0 or nothing is accepted`,
    },
  ];
}

function title(pool: PoolRow, row: number): string {
  return pool.name ? `Pool '${pool.name}'` : `Pool ${row + 1}`;
}

/**
 * GPUs that the rows ask for at their minimum and at their maximum; a row with a number missing counts as nothing.
 *
 * @internal
 */
export function sumGpus(rows: PoolRow[]): { min: number; max: number } {
  const sum = (field: 'minReplicas' | 'maxReplicas') =>
    rows.reduce(
      (total, row) => total + (row[field] ?? 0) * (row.gpusPerReplica ?? 0),
      0,
    );
  return { min: sum('minReplicas'), max: sum('maxReplicas') };
}

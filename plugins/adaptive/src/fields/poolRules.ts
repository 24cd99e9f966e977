import {
  CHART_VERSIONS,
  DEFAULT_CHART_VERSION,
  validateEngine,
  type EngineInput,
  type PoolInput,
} from '@adaptive-portal/plugin-adaptive-manifests';
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

const REQUIRED = [
  'name',
  'minReplicas',
  'maxReplicas',
  'gpusPerReplica',
] as const;

/**
 * Stands in for what the form does not know yet; only findings about pools are taken from the generator's rules.
 */
const SKELETON: EngineInput = {
  name: 'engine',
  owner: 'group:default/owner',
  cluster: 'cluster',
  namespace: 'namespace',
  chartVersion: DEFAULT_CHART_VERSION,
  containerRegistry: 'registry.example.com',
  images: {
    harmony: { repository: 'harmony', tag: '1' },
    controlPlane: { repository: 'control-plane', tag: '1' },
  },
  rootUrl: 'https://engine.example.com',
  secrets: { controlPlane: 'control-plane', harmony: 'harmony' },
  pools: [],
  autoscaling: { mode: 'platform' },
  mlflow: { mode: 'off' },
};

/**
 * Everything that keeps the rows from being rendered: cells that are empty, and the generator's own rules for the rows
 * that are complete.
 *
 * @param chartVersion - as chosen in the form; the default version where there is none or it is not known
 * @internal
 */
export function findPoolErrors(
  rows: PoolRow[],
  chartVersion: string | undefined,
): PoolFinding[] {
  const empty = rows.flatMap((row, index) =>
    REQUIRED.filter(field => row[field] === undefined).map(field => ({
      row: index,
      field,
      sentence: `Pool ${index + 1}: ${
        POOL_LABELS[field]
      } is empty, every pool needs one`,
    })),
  );
  return [...empty, ...askGenerator(rows, chartVersion)];
}

function askGenerator(
  rows: PoolRow[],
  chartVersion: string | undefined,
): PoolFinding[] {
  const complete = rows.flatMap((row, index) => {
    const pool = toPoolInput(row);
    return pool ? [{ pool, index }] : [];
  });
  const findings = validateEngine({
    ...SKELETON,
    chartVersion:
      chartVersion && CHART_VERSIONS.includes(chartVersion)
        ? chartVersion
        : DEFAULT_CHART_VERSION,
    pools: complete.map(({ pool }) => pool),
  });
  return findings.flatMap(({ severity, path, sentence, remedy }) => {
    const match = /^pools\[(\d+)\]\.(\w+)/.exec(path);
    if (severity !== 'error' || !match) {
      return [];
    }
    const { pool, index } = complete[Number(match[1])];
    const field = isField(match[2]) ? match[2] : 'name';
    return [
      {
        row: index,
        field,
        sentence: `Pool '${pool.name}': ${inWords(
          sentence,
          match[0],
          field,
        )}. ${remedy}`,
      },
    ];
  });
}

/** `pools[1].maxReplicas is 2` becomes `Max replicas is 2`; other paths of the sentence stay exact. */
function inWords(sentence: string, path: string, field: keyof PoolRow): string {
  return sentence.startsWith(`${path} `)
    ? POOL_LABELS[field] + sentence.slice(path.length)
    : sentence;
}

function isField(text: string): text is keyof PoolRow {
  return Object.keys(POOL_LABELS).includes(text);
}

function toPoolInput(row: PoolRow): PoolInput | undefined {
  const { name, minReplicas, maxReplicas, gpusPerReplica } = row;
  if (
    name === undefined ||
    minReplicas === undefined ||
    maxReplicas === undefined ||
    gpusPerReplica === undefined
  ) {
    return undefined;
  }
  return { ...row, name, minReplicas, maxReplicas, gpusPerReplica };
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

import {
  CHART_VERSIONS,
  DEFAULT_CHART_VERSION,
  validateEngine,
  type EngineInput,
  type PoolInput,
} from '@adaptive-portal/plugin-adaptive-manifests';
import type { PoolRow } from './schemas';

/**
 * One cell of a row.
 *
 * @internal
 */
export type PoolCell = Exclude<keyof PoolRow, 'resources'> | 'cpu' | 'memory';

/**
 * One thing to say about one cell of the pools field.
 *
 * @internal
 */
export interface PoolFinding {
  /** Index of the row. */
  row: number;
  field: PoolCell;
  /** An `error` keeps the row from being rendered, a `hint` does not. */
  severity: 'error' | 'hint';
  /** The row in words, for sentences that stand apart from it. */
  subject: string;
  /** Names field, value and rule. */
  sentence: string;
}

/**
 * Labels of the columns, also used in sentences.
 *
 * @internal
 */
export const POOL_LABELS: Record<PoolCell, string> = {
  name: 'Name',
  minReplicas: 'Min replicas',
  maxReplicas: 'Max replicas',
  gpusPerReplica: 'GPUs per replica',
  requestsPerSecondPerReplica: 'Requests/s per replica',
  cpu: 'CPU cores per replica',
  memory: 'Memory per replica',
};

const REQUIRED = [
  'name',
  'minReplicas',
  'maxReplicas',
  'gpusPerReplica',
] as const;

/**
 * Stands in for what the form does not know yet; only findings about what a field asks for are taken from the generator's
 * rules.
 *
 * @internal
 */
export const SKELETON: EngineInput = {
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
 * What there is to say about the rows: cells that are empty, and the generator's own rules for the rows that are
 * complete.
 *
 * @param chartVersion - as chosen in the form; the default version where there is none or it is not known
 * @internal
 */
export function findInPools(
  rows: PoolRow[],
  chartVersion: string | undefined,
): PoolFinding[] {
  return [...rows.flatMap(findEmptyCells), ...askGenerator(rows, chartVersion)];
}

function findEmptyCells(row: PoolRow, index: number): PoolFinding[] {
  const error = (field: PoolCell, rule: string): PoolFinding => ({
    row: index,
    field,
    severity: 'error',
    subject: `Pool ${index + 1}`,
    sentence: `${POOL_LABELS[field]} is empty, ${rule}`,
  });
  const { cpu, memory } = row.resources ?? {};
  const together = 'CPU and memory are given together or not at all';
  return [
    ...REQUIRED.filter(field => row[field] === undefined).map(field =>
      error(field, 'every pool needs one'),
    ),
    ...(cpu === undefined && memory !== undefined
      ? [error('cpu', together)]
      : []),
    ...(memory === undefined && cpu !== undefined
      ? [error('memory', together)]
      : []),
  ];
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
    const match = /^pools\[(\d+)\]\.((?:resources\.)?\w+)/.exec(path);
    if (!match) {
      return [];
    }
    const { pool, index } = complete[Number(match[1])];
    const field = toCell(match[2]);
    return [
      {
        row: index,
        field,
        severity: severity === 'error' ? 'error' : 'hint',
        subject: `Pool '${pool.name}'`,
        sentence: `${inWords(sentence, match[0], field)}. ${inWords(remedy)}.`,
      },
    ];
  });
}

/** `pools[1].maxReplicas is 2` becomes `Max replicas is 2`; names of other fields become their labels as well. */
function inWords(text: string, path?: string, field?: PoolCell): string {
  const named =
    path && field && text.startsWith(`${path} `)
      ? POOL_LABELS[field] + text.slice(path.length)
      : text;
  return named.replace(/\b[a-z]+[A-Z]\w*\b/g, word =>
    isCell(word) ? POOL_LABELS[word] : word,
  );
}

/** Findings about a field without a cell of its own stand at the name. */
function toCell(path: string): PoolCell {
  const word = path === 'resources' ? 'cpu' : path.replace('resources.', '');
  return isCell(word) ? word : 'name';
}

function isCell(text: string): text is PoolCell {
  return Object.hasOwn(POOL_LABELS, text);
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
  const { cpu, memory } = row.resources ?? {};
  return {
    ...row,
    name,
    minReplicas,
    maxReplicas,
    gpusPerReplica,
    resources:
      cpu === undefined || memory === undefined ? undefined : { cpu, memory },
  };
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

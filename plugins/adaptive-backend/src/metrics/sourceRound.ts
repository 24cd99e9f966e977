import type { MetricsSourceConfig } from './config';
import type { QueryAnswer, Sample, Series } from './prometheusClient';
import { POOL_LABELS } from './queries';
import type { InstantQueryId } from './queries';

/** Answer of one instant query, by key. A key in `ambiguous` came more than once with different values. */
export interface SampleTable {
  values: Map<string, number>;
  ambiguous: Set<string>;
  /** Evaluation time, unix seconds. */
  at: number;
  /** What the source said of its answer, which may be incomplete. */
  warning?: string;
}

/** What one source said in its latest successful queries. Replaced as a whole, never changed. */
export interface SourceRound {
  tables: Partial<Record<InstantQueryId, SampleTable>>;
  history: Map<string, Array<[number, number]>>;
  /** Whether the history was ever answered: only then is a pool without points one without requests. */
  historyKnown: boolean;
}

/** Separator that neither names nor label values of Kubernetes contain. */
const SEPARATOR = '\u0000';

export function tableKey(...parts: string[]): string {
  return parts.join(SEPARATOR);
}

/** The key that a series has when it lacks the label that names its cluster. */
export function withoutCluster(key: string): string {
  return key.slice(key.indexOf(SEPARATOR));
}

/** The parts of a key that `tableKey` made. */
export function splitKey(key: string): string[] {
  return key.split(SEPARATOR);
}

function clusterOf(
  source: MetricsSourceConfig,
  labels: Record<string, string>,
): string {
  return source.clusterLabel
    ? source.clusterOf(labels[source.clusterLabel] ?? '')
    : '';
}

/** Key of a series by the raw pool name, as Harmony's own metrics are labelled; undefined for foreign series. */
function rawPoolKey(
  source: MetricsSourceConfig,
  labels: Record<string, string>,
): string | undefined {
  const { namespace, pool } = labels;
  return namespace !== undefined && pool !== undefined
    ? tableKey(clusterOf(source, labels), namespace, pool)
    : undefined;
}

/** Key of a series by the labels of its pod, as `up` is labelled. */
function podPoolKey(
  source: MetricsSourceConfig,
  labels: Record<string, string>,
): string | undefined {
  const { namespace, app_kubernetes_io_instance: release } = labels;
  const key = POOL_LABELS.map(label => labels[label]).find(Boolean) ?? '';
  return namespace !== undefined && release !== undefined
    ? tableKey(clusterOf(source, labels), namespace, release, key)
    : undefined;
}

/** Key of a series by its namespace and other labels; undefined when one of them is missing. */
function byLabels(...names: string[]) {
  return (source: MetricsSourceConfig, labels: Record<string, string>) => {
    const values = ['namespace', ...names].map(name => labels[name]);
    return values.every(value => value !== undefined)
      ? tableKey(clusterOf(source, labels), ...values)
      : undefined;
  };
}

type KeyOf = (
  source: MetricsSourceConfig,
  labels: Record<string, string>,
) => string | undefined;

const KEY_OF: Record<InstantQueryId, KeyOf> = {
  timeouts: rawPoolKey,
  requests: rawPoolKey,
  ttftP50: rawPoolKey,
  ttftP95: rawPoolKey,
  suffixed: rawPoolKey,
  up: podPoolKey,
  scrapedAt: podPoolKey,
  tokens: byLabels(),
  gpuUtilization: byLabels('pod'),
  gpuMemory: byLabels('pod'),
  scalerErrors: byLabels('scaledObject'),
  scalerValue: byLabels('scaledObject', 'metric'),
  scalerLatency: byLabels('scaledObject', 'metric'),
  variantDesired: byLabels('variant_name'),
  certificates: byLabels('name'),
};

/** Turns the answer of an instant query into a table by what the query is about; `now` in Unix seconds. */
export function toTable(
  id: InstantQueryId,
  source: MetricsSourceConfig,
  answer: QueryAnswer<Sample>,
  now: number,
): SampleTable {
  const keyOf = KEY_OF[id];
  const table: SampleTable = {
    values: new Map(),
    ambiguous: new Set(),
    at: answer.result[0]?.at ?? now,
    ...(answer.warnings.length > 0 && { warning: answer.warnings.join('; ') }),
  };
  for (const sample of answer.result) {
    const key = keyOf(source, sample.labels);
    if (key === undefined) {
      continue;
    }
    const known = table.values.get(key);
    if (known !== undefined && !Object.is(known, sample.value)) {
      table.ambiguous.add(key);
    }
    table.values.set(key, sample.value);
  }
  return table;
}

/** Turns the answer of the range query into points by pool, oldest first, without those that no ratio can have. */
export function toHistory(
  source: MetricsSourceConfig,
  answer: QueryAnswer<Series>,
): Map<string, Array<[number, number]>> {
  const history = new Map<string, Array<[number, number]>>();
  const seen = new Set<string>();
  for (const series of answer.result) {
    const key = rawPoolKey(source, series.labels);
    if (key === undefined) continue;
    const points = series.points.filter(
      ([, value]) => value >= 0 && value < Infinity,
    );
    // Of two series for one pool nobody knows which is right.
    if (seen.has(key)) history.delete(key);
    else if (points.length > 0) history.set(key, points);
    seen.add(key);
  }
  return history;
}

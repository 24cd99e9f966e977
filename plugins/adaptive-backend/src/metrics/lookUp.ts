import type { MetricsSourceConfig } from './config';
import { tableKey, withoutCluster } from './sourceRound';
import type { SampleTable, SourceRound } from './sourceRound';
import type { RatioCause } from './types';

/** What is known of one source when a snapshot is taken. */
export interface SourceView {
  source: MetricsSourceConfig;
  /** Absent when it never answered, or when its answers are too old to be shown. */
  round?: SourceRound;
  /** Why there is no round, in words. */
  downReason: string;
  /** What that means for a pool. */
  downCause: Extract<RatioCause, 'sourceDown' | 'invalid'>;
  rateWindow: string;
  /** Of a source that has series of all clusters and no label to tell them apart. */
  mixed?: {
    /** Names that engines of several clusters have. */
    shared: ReadonlySet<string>;
    note(cluster: string, name: string): void;
  };
}

/** Why nothing can be said of a name that engines of several clusters have. */
export function sharedReason(source: { title: string }): string {
  return `${source.title} has series of several clusters under this name, and no clusterLabel is configured to tell them apart`;
}

/** What a source says about a name in a cluster: nothing, where its series cannot be told from those of other clusters. */
export function about(
  view: SourceView,
  cluster: string,
  ...names: string[]
): SourceView {
  const { mixed, source } = view;
  const name = tableKey(...names);
  mixed?.note(cluster, name);
  return mixed?.shared.has(name)
    ? {
        ...view,
        round: undefined,
        downCause: 'invalid',
        downReason: sharedReason(source),
      }
    : view;
}

/** What a table says of one key. */
export type Lookup =
  | { kind: 'value'; value: number }
  /** `warning` is what the source said of its answer, which may be incomplete. */
  | { kind: 'absent'; warning?: string }
  | { kind: 'invalid'; what: string }
  | { kind: 'failed' };

export function lookUp(table: SampleTable | undefined, key: string): Lookup {
  if (!table) {
    return { kind: 'failed' };
  }
  if (table.ambiguous.has(key)) {
    return { kind: 'invalid', what: 'several series where one was expected' };
  }
  const value = table.values.get(key);
  if (value !== undefined) return { kind: 'value', value };
  return table.values.has(withoutCluster(key))
    ? { kind: 'invalid', what: 'series without the label of its cluster' }
    : {
        kind: 'absent',
        ...(table.warning !== undefined && { warning: table.warning }),
      };
}

/** A rate must be finite and not negative; everything else is a lie of the source. */
export function asRate(found: Lookup): Lookup {
  return found.kind === 'value' && !(found.value >= 0 && found.value < Infinity)
    ? { kind: 'invalid', what: `the value ${found.value}` }
    : found;
}

/** Why there is no value, in words. */
export function noValue(found: Lookup, source: string, metric: string): string {
  switch (found.kind) {
    case 'invalid':
      return `${source} answered ${found.what} for ${metric}`;
    case 'failed':
      return `${source} did not answer the query for ${metric}`;
    default: {
      const warning =
        found.kind === 'absent' && found.warning !== undefined
          ? `, or the answer of ${source} is incomplete, which warned: ${found.warning}`
          : '';
      return `no series: the pods are not scraped, or nobody collects ${metric}${warning}`;
    }
  }
}

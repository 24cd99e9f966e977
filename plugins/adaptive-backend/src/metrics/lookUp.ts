import type { MetricsSourceConfig } from './config';
import type { SampleTable, SourceRound } from './sourceRound';

/** What is known of one source when a snapshot is taken. */
export interface SourceView {
  source: MetricsSourceConfig;
  /** Absent when it never answered, or when its answers are too old to be shown. */
  round?: SourceRound;
  /** Why there is no round, in words. */
  downReason: string;
  rateWindow: string;
}

/** What a table says of one key. */
export type Lookup =
  | { kind: 'value'; value: number }
  | { kind: 'absent' }
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
  return value === undefined ? { kind: 'absent' } : { kind: 'value', value };
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
    default:
      return `no series: the pods are not scraped, or nobody collects ${metric}`;
  }
}

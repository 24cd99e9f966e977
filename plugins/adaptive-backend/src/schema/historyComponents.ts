import type {
  HistoryAutoscaling,
  HistoryEntry,
  HistoryProblem,
  HistoryResponse,
  HistoryStart,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  arrayOf,
  count,
  dateTime,
  ENGINE_STATUSES,
  flag,
  maybe,
  model,
  number,
  poolReplicas,
  ref,
  type Schema,
  severity,
  strings,
  text,
  words,
} from './schemaParts';

const autoscaling = model<HistoryAutoscaling>({
  mode: strings('keda', 'hpa', 'none'),
  paused: flag,
  fallbackActive: flag,
});

/** What is answered about the past of an engine. */
export const historySchemas: Record<string, Schema> = {
  /** All kinds of entries in one; the kind tells which fields there are, and what `before` is. */
  HistoryEntry: model<HistoryEntry>({
    id: text,
    at: dateTime,
    kind: words<HistoryEntry['kind']>({
      replicas: true,
      scale: true,
      poolStatus: true,
      engineStatus: true,
      autoscaling: true,
      condition: true,
      problemRaised: true,
      problemCleared: true,
      appeared: true,
      removed: true,
      gap: true,
    }),
    pool: maybe(text),
    replicas: maybe(poolReplicas),
    before: maybe({ oneOf: [poolReplicas, text, autoscaling] }),
    from: maybe({ oneOf: [count, dateTime] }),
    to: maybe(count),
    reason: maybe(text),
    ttftTimeoutRatio: maybe(number),
    threshold: maybe(number),
    limitedBy: maybe(ref('StageId')),
    status: maybe(text),
    of: maybe(strings('scaledObject', 'hpa', 'workload')),
    type: maybe(text),
    autoscaling: maybe(autoscaling),
    code: maybe(text),
    severity: maybe(severity),
    sentence: maybe(text),
    since: maybe(dateTime),
    replacedBy: maybe(text),
  }),
  HistoryResponse: model<HistoryResponse>({
    items: arrayOf(ref('HistoryEntry')),
    start: maybe(
      model<HistoryStart>({
        status: maybe(strings(...ENGINE_STATUSES)),
        pools: arrayOf(
          model<HistoryStart['pools'][number]>({
            name: text,
            replicas: poolReplicas,
          }),
        ),
        problems: arrayOf(
          model<HistoryProblem>({
            code: text,
            severity,
            pool: maybe(text),
            sentence: text,
            since: dateTime,
          }),
        ),
      }),
    ),
    nextCursor: maybe(text),
    retentionDays: count,
  }),
};

import type {
  MetricValue,
  SourceStatus,
} from '@adaptive-portal/plugin-adaptive-common';
import { REQUESTS_METRIC, TTFT_METRIC } from '../metrics/queries';
import type { MetricsSourceInfo, PoolReading } from '../metrics/types';
import type { PodObject } from '../objects/types';
import { isTerminating } from './pods';
import { count, parseTime } from './text';

/** A source that came back has scraped every pod twice within this time: no rate can be had of less. */
const RETURNING_MS = 2 * 60_000;

/** What a reading is judged by besides itself. */
export interface ReadingFacts {
  now: number;
  pods: readonly PodObject[];
  podsKnown: boolean;
  metricSources: ReadonlyArray<{
    info: MetricsSourceInfo;
    status: SourceStatus;
  }>;
  /** Window of `rate()`, such as `5m`. */
  rateWindow: string;
}

/** A reading, and whether its gap is only that of a source that was away. */
export interface JudgedReading {
  reading: PoolReading;
  /** The source had samples within the last half hour and answers again only since now. */
  returning: boolean;
}

function isReturning(
  { cause, metrics }: PoolReading,
  { metricSources, now }: ReadingFacts,
): boolean {
  const { source } = metrics.ttftTimeoutRatio;
  const found = metricSources.find(({ info }) => info.id === source);
  const { status, since } = found?.status.freshness ?? {};
  return (
    cause === 'noSeries' &&
    // Without samples of before it need not be the source's absence that left the gap.
    (metrics.ttftTimeoutHistory ?? []).length > 0 &&
    status === 'live' &&
    now - (parseTime(since) ?? 0) < RETURNING_MS
  );
}

/** Prometheus shows `up` of pods that are gone for a while; only those that run now can be scraped. */
function upNow(
  { up }: PoolReading,
  { pods, podsKnown }: ReadingFacts,
): number | undefined {
  if (up === undefined || !podsKnown) return up;
  const running = pods.filter(
    pod => pod.phase === 'Running' && !isTerminating(pod),
  );
  return Math.min(up, running.length);
}

/** What a source adds about its own answer, behind the reason. */
const WARNING = /, or the answer of .*$/;

/** One cause for a gap, for everything that tells of it: that pods are not scraped is none where they are. */
export function judgeReading(
  said: PoolReading,
  facts: ReadingFacts,
): JudgedReading {
  const up = upNow(said, facts);
  const returning = isReturning(said, facts);
  const reading = { ...said, ...(up !== undefined && { up }) };
  const scraped = up !== undefined && up > 0;
  if (said.cause !== 'noSeries' || (!scraped && !returning)) {
    return { reading, returning };
  }
  const why = scraped ? `${count(up, 'pod')} scraped, but ` : '';
  const because = (metric: string, value: MetricValue): MetricValue =>
    value.value === undefined
      ? {
          ...value,
          reason: `${why}no samples of ${metric} in the last ${
            facts.rateWindow
          } yet${value.reason?.match(WARNING)?.[0] ?? ''}`,
        }
      : value;
  const { metrics } = said;
  return {
    returning,
    reading: {
      ...reading,
      metrics: {
        ...metrics,
        ttftTimeoutRatio: because(REQUESTS_METRIC, metrics.ttftTimeoutRatio),
        requestRate: because(REQUESTS_METRIC, metrics.requestRate),
        ...(metrics.ttftP50 && {
          ttftP50: because(TTFT_METRIC, metrics.ttftP50),
        }),
        ...(metrics.ttftP95 && {
          ttftP95: because(TTFT_METRIC, metrics.ttftP95),
        }),
      },
    },
  };
}

import type { MetricValue } from '@adaptive-portal/plugin-adaptive-common';
import { about, asRate, lookUp, noValue } from './lookUp';
import type { Lookup, SourceView } from './lookUp';
import { REQUESTS_METRIC, TIMEOUTS_METRIC, TTFT_METRIC } from './queries';
import { readMore } from './readMore';
import { tableKey } from './sourceRound';
import type { PoolMetricsKey, PoolReading, RatioCause } from './types';

interface Ratio {
  cause: RatioCause;
  value?: number;
  reason?: string;
}

function ratioOf(timeouts: Lookup, requests: Lookup, view: SourceView): Ratio {
  const name = view.source.title;
  if (requests.kind === 'failed' || timeouts.kind === 'failed') {
    const metric =
      requests.kind === 'failed' ? REQUESTS_METRIC : TIMEOUTS_METRIC;
    return {
      cause: 'sourceDown',
      reason: noValue({ kind: 'failed' }, name, metric),
    };
  }
  if (requests.kind !== 'value') {
    return {
      cause: requests.kind === 'invalid' ? 'invalid' : 'noSeries',
      reason: noValue(requests, name, REQUESTS_METRIC),
    };
  }
  if (requests.value === 0) {
    return {
      cause: 'noRequests',
      reason: `no requests in the last ${view.rateWindow}`,
    };
  }
  if (timeouts.kind !== 'value') {
    return timeouts.kind === 'invalid'
      ? { cause: 'invalid', reason: noValue(timeouts, name, TIMEOUTS_METRIC) }
      : {
          cause: 'noTimeoutSeries',
          reason: `requests are counted, but there is no series ${TIMEOUTS_METRIC}`,
        };
  }
  return { cause: 'ok', value: Math.min(timeouts.value / requests.value, 1) };
}

function quantileOf(found: Lookup, view: SourceView): Partial<MetricValue> {
  if (found.kind === 'value' && Number.isNaN(found.value)) {
    return { reason: `no requests in the last ${view.rateWindow}` };
  }
  const valid = asRate(found);
  return valid.kind === 'value'
    ? { value: valid.value }
    : { reason: noValue(valid, view.source.title, TTFT_METRIC) };
}

/** Reads one pool from one source. */
export function readPool(view: SourceView, pool: PoolMetricsKey): PoolReading {
  const { source, round } = view;
  if (!round) {
    return withoutValues(view.downCause, view.downReason, source.id);
  }
  const cluster = source.clusterLabel ? pool.cluster : '';
  const raw = tableKey(cluster, pool.namespace, pool.pool);
  const pods = tableKey(cluster, pool.namespace, pool.release, pool.key);
  const { tables } = round;
  const requests = asRate(lookUp(tables.requests, raw));
  const ratio = ratioOf(asRate(lookUp(tables.timeouts, raw)), requests, view);
  const up = asRate(lookUp(tables.up, pods));
  const scraped = asRate(lookUp(tables.scrapedAt, pods));
  const scrapedAt =
    scraped.kind === 'value'
      ? new Date(scraped.value * 1000).toISOString()
      : undefined;
  const evaluated = tables.requests?.at;
  const at =
    scrapedAt ??
    (evaluated === undefined
      ? undefined
      : new Date(evaluated * 1000).toISOString());
  const value = (part: Partial<MetricValue>): MetricValue => ({
    ...part,
    source: source.id,
    ...(at !== undefined && { at }),
  });
  const history = round.history.get(raw);
  return {
    cause: ratio.cause,
    metrics: {
      ttftTimeoutRatio: value(
        ratio.value === undefined
          ? { reason: ratio.reason }
          : { value: ratio.value },
      ),
      requestRate: value(
        requests.kind === 'value'
          ? { value: requests.value }
          : { reason: noValue(requests, source.title, REQUESTS_METRIC) },
      ),
      ttftP50: value(quantileOf(lookUp(tables.ttftP50, raw), view)),
      ttftP95: value(quantileOf(lookUp(tables.ttftP95, raw), view)),
      ...(history && { ttftTimeoutHistory: history }),
    },
    ...(round.historyKnown && { historyKnown: true }),
    ...(tables.suffixed?.values.has(raw) && { suffixed: true }),
    ...(up.kind === 'value' && { up: up.value }),
    ...(scrapedAt !== undefined && { scrapedAt }),
  };
}

/** A reading of nothing, with the reason for it on every metric. */
export function withoutValues(
  cause: RatioCause,
  reason: string,
  source?: string,
): PoolReading {
  const value: MetricValue = {
    reason,
    ...(source !== undefined && { source }),
  };
  return {
    cause,
    metrics: {
      ttftTimeoutRatio: value,
      requestRate: value,
      ttftP50: value,
      ttftP95: value,
    },
  };
}

/** Best first: what several sources of one cluster say about one pool. */
const PREFERENCE: RatioCause[] = [
  'ok',
  'noRequests',
  'noTimeoutSeries',
  'invalid',
  'sourceDown',
  'noSeries',
  'noSource',
];

/** Reads one pool from all sources that serve its cluster; the most telling answer counts. */
export function readPoolFrom(
  views: readonly SourceView[],
  pool: PoolMetricsKey,
): PoolReading {
  const serving = views
    .filter(view => view.source.serves(pool.cluster))
    .map(view => about(view, pool.cluster, pool.namespace, pool.pool));
  const [best] = serving
    .map(view => readPool(view, pool))
    .sort((a, b) => PREFERENCE.indexOf(a.cause) - PREFERENCE.indexOf(b.cause));
  if (!best) {
    return withoutValues(
      'noSource',
      `no metric source is configured for cluster ${pool.cluster}`,
    );
  }
  // GPUs and scalers are often measured by another Prometheus than the engines.
  return { ...best, metrics: { ...best.metrics, ...readMore(serving, pool) } };
}

/** Metric names as the chart's dashboards and scaling query use them. */
export const TIMEOUTS_METRIC = 'harmony_ttft_timeout_count';
export const REQUESTS_METRIC = 'harmony_generation_requests_count';
export const TTFT_METRIC = 'harmony_ttft_ms_bucket';

/** Label names under which scraping keeps the pool label of a pod: chart up to 0.23, from 0.24. */
export const POOL_LABELS = ['inference_pool', 'app_kubernetes_io_pool'];

const UP =
  'up{app_kubernetes_io_name="adaptive",app_kubernetes_io_component=~"harmony|harmony-dpl"}';

export type InstantQueryId =
  | 'timeouts'
  | 'requests'
  | 'ttftP95'
  | 'up'
  | 'scrapedAt';

/** One instant query per metric; each answers for all engines that the source knows. */
export function instantQueries(options: {
  rateWindow: string;
  clusterLabel?: string;
}): Record<InstantQueryId, string> {
  const by = [
    ...(options.clusterLabel ? [options.clusterLabel] : []),
    'namespace',
  ].join(',');
  const rate = (metric: string) => `rate(${metric}[${options.rateWindow}])`;
  const pods = `${by},app_kubernetes_io_instance,${POOL_LABELS.join(',')}`;
  return {
    timeouts: `sum by (${by},pool) (${rate(TIMEOUTS_METRIC)})`,
    requests: `sum by (${by},pool) (${rate(REQUESTS_METRIC)})`,
    ttftP95: `histogram_quantile(0.95, sum by (${by},pool,le) (${rate(
      TTFT_METRIC,
    )}))`,
    // `sum` of 0 and 1 instead of `count(up == 1)`: pods that are all down are 0, pods nobody scrapes are absent.
    up: `sum by (${pods}) (${UP})`,
    scrapedAt: `max by (${pods}) (timestamp(${UP}))`,
  };
}

/** The timeout ratio over time, for the sparklines; pools without requests have no points. */
export function ratioRangeQuery(options: {
  rateWindow: string;
  clusterLabel?: string;
}): string {
  const { timeouts, requests } = instantQueries(options);
  return `clamp_max(${timeouts} / (${requests} > 0), 1)`;
}

/** The ratio of one pool, as people would type it into Prometheus. Matchers are escaped already. */
export function ratioOf(matchers: string, rateWindow: string): string {
  const sum = (metric: string) =>
    `sum(rate(${metric}${matchers}[${rateWindow}]))`;
  return `${sum(TIMEOUTS_METRIC)} / ${sum(REQUESTS_METRIC)}`;
}

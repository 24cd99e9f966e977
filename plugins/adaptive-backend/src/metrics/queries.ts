/** Metric names as the chart's dashboards and scaling query use them. */
export const TIMEOUTS_METRIC = 'harmony_ttft_timeout_count';
export const REQUESTS_METRIC = 'harmony_generation_requests_count';
export const TTFT_METRIC = 'harmony_ttft_ms_bucket';
/** The same histogram where it is scraped as a native one, which has no buckets of its own. */
const TTFT_NATIVE_METRIC = 'harmony_ttft_ms';
/** Counted by the control plane, without the pool. */
export const TOKENS_METRIC = 'concorde_token_generated_total';
/** Counted by the KEDA operator, per trigger. */
export const SCALER_ERRORS_METRIC = 'keda_scaler_detail_errors_total';
export const SCALER_VALUE_METRIC = 'keda_scaler_metrics_value';
export const SCALER_LATENCY_METRIC = 'keda_scaler_metrics_latency_seconds';
/** What KEDA called them before 2.14, and besides until 2.16; the latency was in milliseconds. */
const OLD_SCALER_ERRORS_METRIC = 'keda_scaler_errors';
const OLD_SCALER_LATENCY_METRIC = 'keda_scaler_metrics_latency';

/** Label names under which scraping keeps the pool label of a pod: chart up to 0.23, from 0.24. */
export const POOL_LABELS = ['inference_pool', 'app_kubernetes_io_pool'];

const UP =
  'up{app_kubernetes_io_name="adaptive",app_kubernetes_io_component=~"harmony|harmony-dpl"}';

export type InstantQueryId =
  | 'timeouts'
  | 'requests'
  | 'ttftP50'
  | 'ttftP95'
  | 'suffixed'
  | 'up'
  | 'scrapedAt'
  | 'tokens'
  | 'gpuUtilization'
  | 'gpuMemory'
  | 'scalerErrors'
  | 'scalerValue'
  | 'scalerLatency'
  | 'variantDesired'
  | 'certificates';

/** Rate of a counter, also where OpenTelemetry appended `_total` to its name; the plain name wins. */
export function counterRate(
  metric: string,
  rateWindow: string,
  selector: string = '',
): string {
  const rate = (name: string) => `rate(${name}${selector}[${rateWindow}])`;
  return `(${rate(metric)} or ${rate(`${metric}_total`)})`;
}

/** A quantile of the TTFT, in milliseconds, of a classic histogram or of a native one. */
export function ttftQuantile(
  q: number,
  options: { by: string[]; selector?: string; window: string },
): string {
  const { by, selector = '', window } = options;
  const of = (metric: string, labels: string[]) =>
    `histogram_quantile(${q}, sum by (${labels.join(
      ',',
    )}) (rate(${metric}${selector}[${window}])))`;
  return `${of(TTFT_METRIC, [...by, 'le'])} or ${of(TTFT_NATIVE_METRIC, by)}`;
}

/**
 * Series with the namespace and pod that they are about: without `honor_labels` those are in `exported_*`, and the
 * plain labels name the exporter.
 */
function ownLabels(series: string): string {
  return ['namespace', 'pod'].reduce(
    (inner, label) =>
      `label_replace(${inner},"${label}","$1","exported_${label}","(.+)")`,
    series,
  );
}

interface QueryOptions {
  rateWindow: string;
  clusterLabel?: string;
}

function clusterAndNamespace({ clusterLabel }: QueryOptions): string {
  return [...(clusterLabel ? [clusterLabel] : []), 'namespace'].join(',');
}

type GpuQueryId = 'gpuUtilization' | 'gpuMemory';

/** By pod, from the DCGM exporter; a slice of a GPU reports its engine's activity only. */
function gpuQueries(by: string): Record<GpuQueryId, string> {
  const perPod = (aggregate: string, metric: string) =>
    `${aggregate} by (${by},pod) (${ownLabels(metric)})`;
  const used = perPod('sum', 'DCGM_FI_DEV_FB_USED');
  const free = perPod('sum', 'DCGM_FI_DEV_FB_FREE');
  return {
    gpuUtilization: `${perPod('avg', 'DCGM_FI_DEV_GPU_UTIL')} / 100 or ${perPod(
      'avg',
      'DCGM_FI_PROF_GR_ENGINE_ACTIVE',
    )}`,
    gpuMemory: `${used} / (${used} + ${free})`,
  };
}

type ScalerQueryId = 'scalerErrors' | 'scalerValue' | 'scalerLatency';

/** By ScaledObject and trigger, from the KEDA operator. */
function scalerQueries(
  by: string,
  rateWindow: string,
): Record<ScalerQueryId, string> {
  const errors = (metric: string) =>
    `sum by (${by},scaledObject) (${ownLabels(
      `rate(${metric}[${rateWindow}])`,
    )})`;
  const perTrigger = (metric: string) =>
    `max by (${by},scaledObject,metric) (${ownLabels(metric)})`;
  return {
    scalerErrors: `${errors(SCALER_ERRORS_METRIC)} or ${errors(
      OLD_SCALER_ERRORS_METRIC,
    )}`,
    scalerValue: perTrigger(SCALER_VALUE_METRIC),
    scalerLatency: `${perTrigger(SCALER_LATENCY_METRIC)} or ${perTrigger(
      OLD_SCALER_LATENCY_METRIC,
    )} / 1000`,
  };
}

/** One instant query per metric; each answers for all engines that the source knows. */
export function instantQueries(
  options: QueryOptions,
): Record<InstantQueryId, string> {
  const { rateWindow } = options;
  const by = clusterAndNamespace(options);
  const pods = `${by},app_kubernetes_io_instance,${POOL_LABELS.join(',')}`;
  const perPool = (metric: string) =>
    `sum by (${by},pool) ${counterRate(metric, rateWindow)}`;
  const quantile = (q: number) =>
    ttftQuantile(q, { by: [by, 'pool'], window: rateWindow });
  return {
    timeouts: perPool(TIMEOUTS_METRIC),
    requests: perPool(REQUESTS_METRIC),
    ttftP50: quantile(0.5),
    ttftP95: quantile(0.95),
    // Pools whose timeouts are counted under the longer name only, which a trigger must ask for then.
    suffixed: `group by (${by},pool) (${TIMEOUTS_METRIC}_total unless on (${by},pool) ${TIMEOUTS_METRIC})`,
    // `sum` of 0 and 1 instead of `count(up == 1)`: pods that are all down are 0, pods nobody scrapes are absent.
    up: `sum by (${pods}) (${UP})`,
    scrapedAt: `max by (${pods}) (timestamp(${UP}))`,
    tokens: `sum by (${by}) (rate(${TOKENS_METRIC}[${rateWindow}]))`,
    ...gpuQueries(by),
    ...scalerQueries(by, rateWindow),
    // Before v0.5 of the autoscaler its metrics had another prefix.
    variantDesired: `max by (${by},variant_name) (${ownLabels(
      '(wva_desired_replicas or inferno_desired_replicas)',
    )})`,
    certificates: `min by (${by},name) (${ownLabels(
      'certmanager_certificate_expiration_timestamp_seconds',
    )})`,
  };
}

/** The timeout ratio over time, for the sparklines; pools without requests have no points. */
export function ratioRangeQuery(options: QueryOptions): string {
  const { timeouts, requests } = instantQueries(options);
  return `clamp_max(${timeouts} / (${requests} > 0), 1)`;
}

/** The ratio of one pool, as people would type it into Prometheus. Matchers are escaped already. */
export function ratioOf(matchers: string, rateWindow: string): string {
  const sum = (metric: string) =>
    `sum(rate(${metric}${matchers}[${rateWindow}]))`;
  return `${sum(TIMEOUTS_METRIC)} / ${sum(REQUESTS_METRIC)}`;
}

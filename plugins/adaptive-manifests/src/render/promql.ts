/** Writes text as a PromQL string literal. */
export function promQlString(text: string): string {
  const escaped = text
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r');
  return `"${escaped}"`;
}

/** What selects the series of one pool. */
export interface PoolSelector {
  namespace: string;
  /** Raw name, the value of the metric label `pool`. */
  pool: string;
  /** Normalised name, the value of the pods' label. */
  poolKey: string;
  /** Label of the pods as Prometheus writes it, for example `inference_pool`. */
  poolLabel: string;
  clusterLabel?: { name: string; value: string };
  /** Window of `rate()`. */
  window: string;
}

/** Prometheus replaces what a label name may not have by `_`. */
export function prometheusLabel(kubernetesLabel: string): string {
  return kubernetesLabel.replace(/[^a-zA-Z0-9_]/g, '_');
}

function matchers(labels: Array<[string, string]>): string {
  return labels
    .map(([name, value]) => `${name}=${promQlString(value)}`)
    .join(',');
}

/**
 * The two queries that scale a pool. An idle pool gives 0, a pool that is not scraped gives no series, which
 * KEDA takes as an error.
 */
export function poolQueries(selector: PoolSelector): {
  ttft: string;
  load: string;
} {
  const { namespace, pool, poolKey, poolLabel, clusterLabel, window } =
    selector;
  const place: Array<[string, string]> = [
    ...(clusterLabel
      ? [[clusterLabel.name, clusterLabel.value] satisfies [string, string]]
      : []),
    ['namespace', namespace],
  ];
  const series = matchers([...place, ['pool', pool]]);
  const timeouts = `sum(rate(harmony_ttft_timeout_count{${series}}[${window}]))`;
  const requests = `sum(rate(harmony_generation_requests_count{${series}}[${window}]))`;
  const up = `0 * count(up{${matchers([
    ...place,
    [poolLabel, poolKey],
  ])}} == 1)`;
  return {
    ttft: `clamp_max((${timeouts} or ${up}) / clamp_min(${requests} or ${up}, 0.1), 1)`,
    load: `${requests} or ${up}`,
  };
}

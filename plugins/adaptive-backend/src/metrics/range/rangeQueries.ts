import type {
  MetricsRangeResponse,
  PoolMetricId,
} from '@adaptive-portal/plugin-adaptive-common';
import { escapePromQlValue } from '@adaptive-portal/plugin-adaptive-common';
import {
  counterRate,
  REQUESTS_METRIC,
  TIMEOUTS_METRIC,
  ttftQuantile,
} from '../queries';
import type { PoolMetricsKey } from '../types';

/** Unit of each metric that can be asked for over time. */
export const UNITS: Readonly<
  Record<PoolMetricId, MetricsRangeResponse['unit']>
> = {
  ttftTimeoutRatio: 'ratio',
  requestRate: 'perSecond',
  ttftP50: 'milliseconds',
  ttftP95: 'milliseconds',
  gpuUtilization: 'ratio',
  gpuMemory: 'ratio',
  scraped: 'count',
};

interface QueryInput {
  pool: PoolMetricsKey;
  /** Labels that select the cluster; empty where no label names clusters. */
  cluster: Record<string, string>;
  /** PromQL duration. */
  window: string;
}

function selector(labels: Record<string, string>, ...more: string[]): string {
  const parts = Object.entries(labels).map(
    ([name, value]) => `${name}="${escapePromQlValue(value)}"`,
  );
  return `{${[...parts, ...more].join(',')}}`;
}

function regExpOf(names: readonly string[]): string {
  return names
    .map(name => name.replace(/[^A-Za-z0-9_-]/g, '\\$&'))
    .map(escapePromQlValue)
    .join('|');
}

type Build = (input: QueryInput) => string;

function ofPool({ pool, cluster }: QueryInput): string {
  return selector({ ...cluster, namespace: pool.namespace, pool: pool.pool });
}

const requests: Build = input =>
  `sum(${counterRate(REQUESTS_METRIC, input.window, ofPool(input))})`;

const quantile =
  (q: number): Build =>
  input =>
    ttftQuantile(q, {
      by: [],
      selector: ofPool(input),
      window: input.window,
    });

/**
 * A metric of the pods that run now: who ran before is not known by then. Without `honor_labels` the pod is in the
 * labels `exported_*`, and the plain ones name the exporter.
 */
function ofPods({ pool, cluster }: QueryInput, metric: string): string {
  const pods = regExpOf(pool.pods ?? []);
  const plain = selector(
    { ...cluster, namespace: pool.namespace, exported_pod: '' },
    `pod=~"${pods}"`,
  );
  const exported = selector(
    { ...cluster, exported_namespace: pool.namespace },
    `exported_pod=~"${pods}"`,
  );
  return `(${metric}${plain} or ${metric}${exported})`;
}

const BUILDERS: Record<PoolMetricId, Build> = {
  ttftTimeoutRatio: input =>
    `clamp_max(sum(${counterRate(
      TIMEOUTS_METRIC,
      input.window,
      ofPool(input),
    )}) / (${requests(input)} > 0), 1)`,
  requestRate: requests,
  ttftP50: quantile(0.5),
  ttftP95: quantile(0.95),
  gpuUtilization: input =>
    `avg(${ofPods(input, 'DCGM_FI_DEV_GPU_UTIL')}) / 100 or avg(${ofPods(
      input,
      'DCGM_FI_PROF_GR_ENGINE_ACTIVE',
    )})`,
  gpuMemory: input => {
    const used = `sum(${ofPods(input, 'DCGM_FI_DEV_FB_USED')})`;
    const free = `sum(${ofPods(input, 'DCGM_FI_DEV_FB_FREE')})`;
    return `${used} / (${used} + ${free})`;
  },
  scraped: ({ pool, cluster }) => {
    const labels = {
      ...cluster,
      namespace: pool.namespace,
      app_kubernetes_io_instance: pool.release,
    };
    const by = (label: string) => selector({ ...labels, [label]: pool.key });
    return `sum(up${by('inference_pool')} or up${by(
      'app_kubernetes_io_pool',
    )})`;
  },
};

/** Metrics of GPUs, which are measured by pod. */
const BY_POD: ReadonlySet<PoolMetricId> = new Set<PoolMetricId>([
  'gpuUtilization',
  'gpuMemory',
]);

/** The query of one metric of one pool, with one series as its answer; undefined when there is no pod to ask about. */
export function rangeQuery(
  metric: PoolMetricId,
  input: QueryInput,
): string | undefined {
  return BY_POD.has(metric) && (input.pool.pods ?? []).length === 0
    ? undefined
    : BUILDERS[metric](input);
}

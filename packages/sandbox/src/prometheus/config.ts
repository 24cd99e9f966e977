import { stringify } from 'yaml';

/** The configuration: one job, discovered over HTTP, with the labels that the chart's own scrape job writes. */
export function prometheusConfig(sdUrl: string, rulesFile: string): string {
  return stringify({
    global: {
      scrape_interval: '2s',
      scrape_timeout: '2s',
      evaluation_interval: '5s',
    },
    rule_files: [rulesFile],
    scrape_configs: [
      {
        job_name: 'kubernetes-pods',
        honor_labels: true,
        http_sd_configs: [{ url: sdUrl, refresh_interval: '2s' }],
      },
    ],
  });
}

const BY_POOL = 'cluster, namespace, pool';
const TIMEOUT_RATIO = `sum by (${BY_POOL}) (rate(harmony_ttft_timeout_count[1m])) / sum by (${BY_POOL}) (rate(harmony_generation_requests_count[1m]))`;

/** Alerts as a platform team writes them: of the load, not of the portal's own findings. */
export function alertRules(): string {
  return stringify({
    groups: [
      {
        name: 'adaptive',
        rules: [
          {
            alert: 'AdaptiveTimeouts',
            expr: `${TIMEOUT_RATIO} > 0.2`,
            for: '20s',
            labels: { severity: 'critical' },
            annotations: {
              summary:
                'More than a fifth of the requests to {{ $labels.pool }} get no first token in time',
            },
          },
          {
            alert: 'AdaptiveGpusIdle',
            expr: 'avg by (cluster, namespace) (DCGM_FI_DEV_GPU_UTIL) < 1',
            for: '5m',
            labels: { severity: 'info' },
            annotations: {
              summary: 'GPUs in {{ $labels.namespace }} have no work',
            },
          },
        ],
      },
    ],
  });
}

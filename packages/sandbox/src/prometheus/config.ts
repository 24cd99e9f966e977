import { stringify } from 'yaml';

/** The configuration: one job, discovered over HTTP, with the labels that the chart's own scrape job writes. */
export function prometheusConfig(sdUrl: string): string {
  return stringify({
    global: {
      scrape_interval: '2s',
      scrape_timeout: '2s',
      evaluation_interval: '15s',
    },
    scrape_configs: [
      {
        job_name: 'kubernetes-pods',
        honor_labels: true,
        http_sd_configs: [{ url: sdUrl, refresh_interval: '2s' }],
      },
    ],
  });
}

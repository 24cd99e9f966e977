import type { JsonObject } from '@backstage/types';
import { chartCapabilities } from '../capabilities';
import type { EngineInput, KubernetesObject, RenderTarget } from '../model';
import { engineNames } from '../names';
import { prometheusLabel } from './promql';

/** Port of a pool's pods that serves the series, with the chart's name and number. */
const METRICS_PORT = { name: 'http', number: 50053, path: '/metrics' };

/** Well below the window of `rate()`, which needs at least two samples. */
const SCRAPE_INTERVAL = '15s';

/** What tells the pods of an engine's pools from all others. */
function podLabels(input: EngineInput): Record<string, string> {
  return {
    'app.kubernetes.io/name': 'adaptive',
    'app.kubernetes.io/instance': input.name,
    'app.kubernetes.io/component': chartCapabilities(input.chartVersion).pools
      .component,
  };
}

/** Labels of the pods that the series keep; the pool's is what the queries of the ScaledObjects ask for. */
function keptLabels(input: EngineInput): string[] {
  return [
    ...Object.keys(podLabels(input)),
    chartCapabilities(input.chartVersion).pools.label,
  ];
}

/** Prometheus takes `$1` in a replacement as a group of the regular expression. */
function replacement(text: string): string {
  return text.replaceAll('$', '$$$$');
}

/**
 * Tells the Prometheus operator to scrape the pools of an engine, with the labels that the ScaledObjects' queries
 * select: `namespace` is the operator's own, `pool` is in the series, label of the pods and cluster are added.
 */
export function podMonitor(
  input: EngineInput,
  autoscaling: RenderTarget['autoscaling'],
): KubernetesObject {
  const { clusterLabel, podMonitorLabels } = autoscaling;
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: {
      name: `${engineNames(input.name, input.chartVersion).harmony}-pools`,
      namespace: input.namespace,
      labels: {
        ...podMonitorLabels,
        ...podLabels(input),
        'app.kubernetes.io/managed-by': 'adaptive-portal',
      },
    },
    spec: {
      selector: { matchLabels: podLabels(input) },
      podTargetLabels: keptLabels(input),
      podMetricsEndpoints: [
        {
          port: METRICS_PORT.name,
          path: METRICS_PORT.path,
          interval: SCRAPE_INTERVAL,
          ...(clusterLabel
            ? {
                relabelings: [
                  {
                    targetLabel: clusterLabel.name,
                    replacement: replacement(clusterLabel.value),
                  },
                ],
              }
            : {}),
        },
      ],
    },
  };
}

const META = '__meta_kubernetes_pod_';

function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function keep(source: string, value: string): JsonObject {
  return { action: 'keep', source_labels: [`${META}${source}`], regex: value };
}

/**
 * The job for `prometheus.yml` that collects the same series as {@link podMonitor}, for a Prometheus without the
 * operator.
 */
export function scrapeConfig(
  input: EngineInput,
  { clusterLabel }: RenderTarget['autoscaling'],
): JsonObject {
  return {
    job_name: `${input.namespace}/${input.name}`,
    scrape_interval: SCRAPE_INTERVAL,
    metrics_path: METRICS_PORT.path,
    kubernetes_sd_configs: [
      { role: 'pod', namespaces: { names: [input.namespace] } },
    ],
    relabel_configs: [
      ...Object.entries(podLabels(input)).map(([label, value]) =>
        keep(`label_${prometheusLabel(label)}`, escapeRegex(value)),
      ),
      keep('container_port_number', `${METRICS_PORT.number}`),
      keep('phase', 'Running'),
      ...keptLabels(input).map(label => ({
        source_labels: [`${META}label_${prometheusLabel(label)}`],
        target_label: prometheusLabel(label),
      })),
      {
        source_labels: ['__meta_kubernetes_namespace'],
        target_label: 'namespace',
      },
      { source_labels: [`${META}name`], target_label: 'pod' },
      ...(clusterLabel
        ? [
            {
              target_label: clusterLabel.name,
              replacement: replacement(clusterLabel.value),
            },
          ]
        : []),
    ],
  };
}

import type { Pod } from '../sim/core/objects';

/** A compute pool of an engine, wherever it runs. */
export interface PoolRef {
  cluster: string;
  namespace: string;
  release: string;
  /** Raw name. */
  pool: string;
}

export function poolId(ref: PoolRef): string {
  return [ref.cluster, ref.namespace, ref.release, ref.pool].join('/');
}

/** What a pod serves metrics as. */
export type MetricsRole =
  | { kind: 'worker'; ref: PoolRef }
  | { kind: 'controlPlane'; release: string };

/** Undefined for pods that the chart's scrape job does not keep. */
export function metricsRole(
  cluster: string,
  pod: Pod,
): MetricsRole | undefined {
  const { annotations = {}, labels = {}, namespace = '' } = pod.metadata;
  if (annotations['prometheus.io/scrape'] !== 'adaptive') return undefined;
  if (pod.status?.phase !== 'Running') return undefined;
  const release = labels['app.kubernetes.io/instance'] ?? '';
  if (labels['app.kubernetes.io/component'] === 'control-plane') {
    return { kind: 'controlPlane', release };
  }
  const pool = pod.spec.containers
    .flatMap(container => container.env ?? [])
    .find(variable => variable.name === 'GROUP')?.value;
  return pool === undefined
    ? undefined
    : { kind: 'worker', ref: { cluster, namespace, release, pool } };
}

/** One entry of Prometheus' HTTP service discovery, labelled as the chart's scrape job labels pods. */
export function discoveryTarget(
  cluster: string,
  pod: Pod,
  address: string,
): { targets: string[]; labels: Record<string, string> } {
  const { name, namespace = '', labels = {} } = pod.metadata;
  const mapped = Object.entries(labels).map(([key, value]) => [
    key.replace(/[^a-zA-Z0-9_]/g, '_'),
    value,
  ]);
  const port = pod.metadata.annotations?.['prometheus.io/port'] ?? '80';
  return {
    targets: [address],
    labels: {
      ...Object.fromEntries(mapped),
      __metrics_path__: `/pods/${cluster}/${namespace}/${name}/metrics`,
      cluster,
      namespace,
      pod: name,
      node: pod.spec.nodeName ?? '',
      instance: `${pod.status?.podIP ?? name}:${port}`,
    },
  };
}

/** The GPU exporter of a cluster; it labels its series by the pods that hold the GPUs. */
export function gpuExporterTarget(
  cluster: string,
  address: string,
): ReturnType<typeof discoveryTarget> {
  return {
    targets: [address],
    labels: {
      __metrics_path__: `/clusters/${cluster}/dcgm/metrics`,
      cluster,
      app_kubernetes_io_name: 'dcgm-exporter',
      instance: `dcgm-exporter.${cluster}:9400`,
    },
  };
}

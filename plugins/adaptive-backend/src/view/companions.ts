import type { ClusterObjects, WorkloadObject } from '../objects/types';
import { HELM_RELEASE, INSTANCE_LABEL, NAME_LABEL, releaseOf } from './labels';

/** A workload beside those that the chart itself makes. */
export interface Companion {
  id: string;
  workload: WorkloadObject;
}

/** Label that the monitoring chart of charts up to 0.37 puts on its workloads, instead of the recommended ones. */
const APP_LABEL = 'app';
const MANAGED_BY = 'app.kubernetes.io/managed-by';
const MONITORING = new Set(['grafana', 'loki']);

/** What a subchart of the release calls itself; undefined for what another release, or nobody, installed. */
function subchart(
  { metadata }: WorkloadObject,
  release: string,
): string | undefined {
  const { labels = {}, annotations = {}, name } = metadata;
  // Argo CD and Flux render without the annotation; an instance alone may be anybody's.
  const rendered =
    labels[INSTANCE_LABEL] === release && labels[MANAGED_BY] === 'Helm';
  return rendered || annotations[HELM_RELEASE] === release
    ? labels[NAME_LABEL] ?? labels[APP_LABEL] ?? name
    : undefined;
}

/** The monitoring chart names no engine: it serves the one of its namespace. */
function monitoring({ metadata }: WorkloadObject): string | undefined {
  const { labels = {} } = metadata;
  const app = labels[APP_LABEL];
  return MONITORING.has(app) && labels[INSTANCE_LABEL] === undefined
    ? app
    : undefined;
}

/**
 * What runs beside the chart's own workloads for an engine: its subcharts (Prometheus and KEDA up to 0.23, MinIO later),
 * by the release that installed them, and the monitoring chart, where the namespace holds no other engine.
 */
export function companionsOf(
  objects: ClusterObjects,
  engine: { namespace: string; release: string; alone: boolean },
): Companion[] {
  const found: Companion[] = [];
  for (const resource of ['apps/deployments', 'apps/statefulsets'] as const) {
    for (const workload of objects.inNamespace(resource, engine.namespace)) {
      if (releaseOf(workload.metadata) !== undefined) continue;
      const id =
        subchart(workload, engine.release) ??
        (engine.alone ? monitoring(workload) : undefined);
      if (id !== undefined) found.push({ id, workload });
    }
  }
  return found.sort((a, b) =>
    a.workload.metadata.name < b.workload.metadata.name ? -1 : 1,
  );
}

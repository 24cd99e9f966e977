import type { EngineComponent } from '@adaptive-portal/plugin-adaptive-common';
import type { WorkloadObject } from '../objects/types';
import type { Companion } from './companions';
import { COMPONENT_LABEL } from './labels';

const TITLES: Record<string, string> = {
  'control-plane': 'Control plane',
  harmony: 'Harmony default group',
  sandkasten: 'Sandkasten',
  mlflow: 'MLflow',
  redis: 'Redis',
  postgresql: 'PostgreSQL',
  'otel-collector': 'OpenTelemetry collector',
  lgtm: 'LGTM',
  clickhouse: 'ClickHouse',
  s3proxy: 'S3 proxy',
  minio: 'MinIO',
  prometheus: 'Prometheus',
  grafana: 'Grafana',
  loki: 'Loki',
  'keda-operator': 'KEDA operator',
  'keda-operator-metrics-apiserver': 'KEDA metrics server',
  'keda-admission-webhooks': 'KEDA webhooks',
};

/** The control plane first, then as in the table above, then what is not in it. */
const ORDER = Object.keys(TITLES);

function rank(id: string): number {
  const index = ORDER.indexOf(id);
  return index < 0 ? ORDER.length : index;
}

/** A component, and the workload that runs it. */
interface ComponentEntry {
  component: EngineComponent;
  workload: WorkloadObject;
}

function describe(workload: WorkloadObject, id: string): ComponentEntry {
  const image = workload.containers[0]?.image;
  return {
    component: {
      id,
      title: TITLES[id] ?? id,
      workload: workload.metadata.name,
      desired: workload.replicas,
      ready: workload.status.readyReplicas,
      ...(image !== undefined && { image }),
    },
    workload,
  };
}

const idOf = ({ metadata }: WorkloadObject) =>
  metadata.labels?.[COMPONENT_LABEL] ?? metadata.name;

function ordered(entries: readonly ComponentEntry[]): ComponentEntry[] {
  return [...entries].sort(
    (a, b) => rank(a.component.id) - rank(b.component.id),
  );
}

/**
 * Parts of an engine besides its pools, in the order in which people look for them: the chart's own and what it brings
 * along, then workloads that a pool has left behind, then those that the control plane made.
 */
export function assembleComponents(parts: {
  own: readonly WorkloadObject[];
  companions?: readonly Companion[];
  leftovers?: ReadonlyArray<{ pool: string; workload: WorkloadObject }>;
  made?: readonly WorkloadObject[];
}): ComponentEntry[] {
  const { own, companions = [], leftovers = [], made = [] } = parts;
  const installed = [
    ...own.map(workload => describe(workload, idOf(workload))),
    ...companions.map(({ id, workload }) => describe(workload, id)),
  ];
  const left = leftovers.map(({ pool, workload }) => {
    const { component } = describe(workload, idOf(workload));
    const title = `Pool ${pool}, earlier ${workload.kind}`;
    return { component: { ...component, title }, workload };
  });
  const byControlPlane = made.map(workload => {
    const { component } = describe(workload, idOf(workload));
    return {
      component: { ...component, madeBy: 'controlPlane' as const },
      workload,
    };
  });
  return [...ordered(installed), ...left, ...ordered(byControlPlane)];
}

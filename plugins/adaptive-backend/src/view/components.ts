import type { EngineComponent } from '@adaptive-portal/plugin-adaptive-common';
import type { WorkloadObject } from '../objects/types';
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
};

/** The control plane first, then as in the table above, then what is not in it. */
const ORDER = Object.keys(TITLES);

function rank(id: string): number {
  const index = ORDER.indexOf(id);
  return index < 0 ? ORDER.length : index;
}

/** Parts of an engine besides its pools, in the order in which people look for them; `made` ones last. */
export function assembleComponents(
  workloads: readonly WorkloadObject[],
  made: readonly WorkloadObject[] = [],
): Array<{ component: EngineComponent; workload: WorkloadObject }> {
  return [
    ...describe(workloads),
    ...describe(made).map(({ component, workload }) => ({
      component: { ...component, madeBy: 'controlPlane' as const },
      workload,
    })),
  ];
}

function describe(
  workloads: readonly WorkloadObject[],
): Array<{ component: EngineComponent; workload: WorkloadObject }> {
  return workloads
    .map(workload => {
      const id =
        workload.metadata.labels?.[COMPONENT_LABEL] ?? workload.metadata.name;
      const image = workload.containers[0]?.image;
      const component: EngineComponent = {
        id,
        title: TITLES[id] ?? id,
        workload: workload.metadata.name,
        desired: workload.replicas,
        ready: workload.status.readyReplicas,
        ...(image !== undefined && { image }),
      };
      return { component, workload };
    })
    .sort((a, b) => rank(a.component.id) - rank(b.component.id));
}

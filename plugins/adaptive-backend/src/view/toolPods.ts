import type {
  EngineRef,
  EngineService,
} from '@adaptive-portal/plugin-adaptive-common';
import type { ToolPods } from '../metrics/types';
import type { ClusterObjects, WorkloadObject } from '../objects/types';
import type { DeployedSettings } from './deployedSettings';
import { COMPONENT_LABEL } from './labels';

const COMPONENTS: Record<EngineService['id'], readonly string[]> = {
  mlflow: ['mlflow'],
  grafana: ['lgtm', 'grafana'],
};

/**
 * Labels of the pods that run a tool for an engine, by the labels of its workloads. An MLflow that the release runs but
 * does not use is none of its tools.
 */
export function toolPods(input: {
  tool: EngineService['id'];
  ref: EngineRef;
  objects: ClusterObjects;
  /** Of the release. */
  workloads: readonly WorkloadObject[];
  settings: Pick<DeployedSettings, 'mlflow'>;
}): ToolPods {
  const { tool, ref, objects, workloads, settings } = input;
  if (tool === 'mlflow' && settings.mlflow !== 'internal') {
    return { tool: [], others: [] };
  }
  const ids = COMPONENTS[tool];
  const own = workloads.filter(({ metadata }) =>
    ids.includes(metadata.labels?.[COMPONENT_LABEL] ?? ''),
  );
  const isOwn = ({ kind, metadata }: WorkloadObject) =>
    own.some(w => w.kind === kind && w.metadata.name === metadata.name);
  const others = [
    ...objects.inNamespace('apps/deployments', ref.namespace),
    ...objects.inNamespace('apps/statefulsets', ref.namespace),
  ].filter(workload => !isOwn(workload));
  return {
    tool: own.map(({ podLabels }) => podLabels),
    others: others.map(({ podLabels }) => podLabels),
  };
}

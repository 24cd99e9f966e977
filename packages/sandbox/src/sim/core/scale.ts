import type { SimContext } from './context';
import {
  isReadyPod,
  type LabelSelector,
  type Pod,
  type WorkloadStatus,
} from './objects';

/** The scale subresource of a workload, and what the HPA controller counts besides. */
export interface Scale {
  spec: number;
  status: number;
  ready: number;
}

/** Undefined when the workload does not exist. */
export function readScale(
  context: SimContext,
  resource: string,
  namespace: string | undefined,
  name: string,
): Scale | undefined {
  const workload = context.store.get(resource, namespace, name);
  if (!workload) return undefined;
  const spec = workload.spec as
    | { replicas?: number; selector?: LabelSelector }
    | undefined;
  const status = workload.status as WorkloadStatus | undefined;
  const labels = Object.entries(spec?.selector?.matchLabels ?? {});
  const pods = context.store.list('pods', { namespace }) as Pod[];
  return {
    spec: spec?.replicas ?? 1,
    status: status?.replicas ?? 0,
    ready: pods.filter(
      pod =>
        isReadyPod(pod) &&
        labels.every(([key, value]) => pod.metadata.labels?.[key] === value),
    ).length,
  };
}

export function writeScale(
  context: SimContext,
  resource: string,
  namespace: string | undefined,
  name: string,
  replicas: number,
): void {
  context.store.modify(resource, namespace, name, object => ({
    ...object,
    spec: { ...object.spec, replicas },
  }));
}

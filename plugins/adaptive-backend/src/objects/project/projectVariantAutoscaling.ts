import { VariantAutoscalingObject } from '../partTypes';
import { projectMeta } from './projectMeta';
import { projectStatus } from './projectParts';
import { compact, number, record, records, text } from './raw';
import { Projected, ProjectionContext } from './types';

const ACCELERATOR_LABEL = 'inference.optimization/acceleratorName';

function allocation(
  value: unknown,
): { replicas: number; accelerator?: string; at?: string } | undefined {
  const raw = record(value);
  const replicas = number(raw.numReplicas);
  return replicas === undefined
    ? undefined
    : compact({
        replicas,
        accelerator: text(raw.accelerator),
        at: text(raw.lastRunTime),
      });
}

/**
 * VariantAutoscaling of the Workload-Variant-Autoscaler. One API version has two shapes: up to v0.4 it scales the
 * Deployment of its own name and tells the current allocation; from v0.5 on it names its target and does not.
 */
export function projectVariantAutoscaling(
  raw: unknown,
  context: ProjectionContext,
): Projected<VariantAutoscalingObject> {
  const metadata = projectMeta(raw, context);
  if (!metadata) return 'invalid';
  const spec = record(record(raw).spec);
  const status = record(record(raw).status);
  const target = record(spec.scaleTargetRef);
  const applied = record(status.actuation).applied;
  const accelerators = records(record(spec.modelProfile).accelerators);
  return compact<VariantAutoscalingObject>({
    metadata,
    target: {
      kind: text(target.kind) ?? 'Deployment',
      name: text(target.name) ?? metadata.name,
    },
    modelId: text(spec.modelID),
    accelerator:
      metadata.labels?.[ACCELERATOR_LABEL] ??
      (accelerators.length === 1 ? text(accelerators[0].acc) : undefined),
    current: allocation(status.currentAlloc),
    desired: allocation(status.desiredOptimizedAlloc),
    applied: typeof applied === 'boolean' ? applied : undefined,
    status: projectStatus(status, context),
  });
}

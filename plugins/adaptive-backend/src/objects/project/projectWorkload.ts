import { WorkloadObject } from '../types';
import { projectMeta } from './projectMeta';
import {
  projectConditions,
  projectContainers,
  projectTolerations,
} from './projectParts';
import { compact, number, record, text, textMap } from './raw';
import { Projected, ProjectionContext } from './types';

function projectWorkload(
  kind: WorkloadObject['kind'],
  raw: unknown,
  context: ProjectionContext,
): Projected<WorkloadObject> {
  const metadata = projectMeta(raw, context);
  if (!metadata) return 'invalid';
  const spec = record(record(raw).spec);
  const status = record(record(raw).status);
  const template = record(spec.template);
  const podSpec = record(template.spec);
  return compact<WorkloadObject>({
    kind,
    metadata,
    // The API's own default where a template leaves it out.
    replicas: number(spec.replicas) ?? 1,
    selector: context.interner.object(
      textMap(record(spec.selector).matchLabels) ?? {},
    ),
    podLabels: context.interner.object(
      textMap(record(template.metadata).labels) ?? {},
    ),
    containers: projectContainers(podSpec, context),
    nodeSelector: context.interner.object(textMap(podSpec.nodeSelector)),
    tolerations: projectTolerations(podSpec.tolerations, context),
    status: compact<WorkloadObject['status']>({
      observedGeneration: number(status.observedGeneration),
      replicas: number(status.replicas) ?? 0,
      readyReplicas: number(status.readyReplicas) ?? 0,
      updatedReplicas: number(status.updatedReplicas) ?? 0,
      currentRevision: context.interner.text(text(status.currentRevision)),
      updateRevision: context.interner.text(text(status.updateRevision)),
      conditions: projectConditions(status.conditions, context),
    }),
  });
}

/** Deployment with the pod template's containers and placement. */
export function projectDeployment(
  raw: unknown,
  context: ProjectionContext,
): Projected<WorkloadObject> {
  return projectWorkload('Deployment', raw, context);
}

/** StatefulSet with the pod template's containers and placement. */
export function projectStatefulSet(
  raw: unknown,
  context: ProjectionContext,
): Projected<WorkloadObject> {
  return projectWorkload('StatefulSet', raw, context);
}

import { WorkloadObject } from '../types';
import { projectMeta } from './projectMeta';
import {
  projectConditions,
  projectContainers,
  projectTolerations,
} from './projectParts';
import { compact, number, record, records, text, textMap } from './raw';
import { Projected, ProjectionContext } from './types';

/** Of managedFields, which are longer than all the rest, only who owns `spec.replicas`. */
function projectReplicasBy(
  raw: unknown,
  context: ProjectionContext,
): WorkloadObject['replicasBy'] {
  const owners = records(record(record(raw).metadata).managedFields)
    .filter(
      ({ fieldsV1 }) => 'f:replicas' in record(record(fieldsV1)['f:spec']),
    )
    .map(({ manager, time }) =>
      compact({
        manager: context.interner.text(text(manager) ?? ''),
        at: text(time),
      }),
    );
  return owners.length > 0 ? owners : undefined;
}

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
    replicasBy: projectReplicasBy(raw, context),
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

import { NamespaceObject, NodeObject, ReplicaSetObject } from '../types';
import { hasEngineLabel } from './engineLabels';
import { projectMeta } from './projectMeta';
import { projectConditions } from './projectParts';
import { compact, number, record, records, text, textMap } from './raw';
import { Projected, ProjectionContext } from './types';

/** Namespace: labels tell the owner. */
export function projectNamespace(
  raw: unknown,
  context: ProjectionContext,
): Projected<NamespaceObject> {
  const metadata = projectMeta(raw, context);
  return metadata ? { metadata } : 'invalid';
}

/** Node with everything that decides whether a pod fits on it. */
export function projectNode(
  raw: unknown,
  context: ProjectionContext,
): Projected<NodeObject> {
  const metadata = projectMeta(raw, context);
  if (!metadata) return 'invalid';
  const spec = record(record(raw).spec);
  const status = record(record(raw).status);
  return compact<NodeObject>({
    metadata,
    unschedulable: spec.unschedulable === true,
    taints: context.interner.object(
      records(spec.taints).map(taint =>
        compact({
          key: text(taint.key) ?? '',
          value: text(taint.value),
          effect: text(taint.effect) ?? '',
        }),
      ),
    ),
    allocatable: context.interner.object(textMap(status.allocatable) ?? {}),
    conditions: projectConditions(status.conditions, context),
    kubeletVersion: context.interner.text(
      text(record(status.nodeInfo).kubeletVersion),
    ),
  });
}

/** ReplicaSet of an engine that has pods: the link between a pod and its Deployment. */
export function projectReplicaSet(
  raw: unknown,
  context: ProjectionContext,
): Projected<ReplicaSetObject> {
  const metadata = projectMeta(raw, context);
  if (!metadata) return 'invalid';
  const wanted = number(record(record(raw).spec).replicas) ?? 1;
  const existing = number(record(record(raw).status).replicas) ?? 0;
  const isNear =
    context.isEngineNamespace(metadata.namespace ?? '') ||
    hasEngineLabel(metadata.labels);
  // A Deployment keeps ten old revisions at zero.
  if (!isNear || (wanted === 0 && existing === 0)) return 'unwanted';
  return { metadata, replicas: wanted };
}

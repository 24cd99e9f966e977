import { Meta, OwnerReference } from '../types';
import {
  clip,
  compact,
  number,
  Raw,
  record,
  records,
  text,
  textMap,
} from './raw';
import { ProjectionContext } from './types';

const ANNOTATION_PREFIXES = [
  'adaptive-portal.io/',
  'autoscaling.keda.sh/',
  'meta.helm.sh/',
  'scaledobject.keda.sh/',
];
const ANNOTATIONS = new Set([
  'argocd.argoproj.io/tracking-id',
  'deployment.kubernetes.io/revision',
  'prometheus.io/scrape',
]);

// Equal to the pod's name, or to its ordinal: unique per pod, so they would defeat sharing of label sets.
const DROPPED_LABELS = new Set([
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
]);

function isAnnotationRead(key: string): boolean {
  return (
    ANNOTATIONS.has(key) ||
    ANNOTATION_PREFIXES.some(prefix => key.startsWith(prefix))
  );
}

function projectOwners(
  value: unknown,
  context: ProjectionContext,
): OwnerReference[] | undefined {
  const owners = records(value).map(owner =>
    compact<OwnerReference>({
      kind: text(owner.kind) ?? '',
      name: text(owner.name) ?? '',
      uid: text(owner.uid) ?? '',
      controller: owner.controller === true ? true : undefined,
    }),
  );
  return owners.length > 0 ? context.interner.object(owners) : undefined;
}

/** Metadata of an object; undefined when it has no name or no uid. */
export function projectMeta(
  raw: unknown,
  context: ProjectionContext,
): Meta | undefined {
  const meta = record(record(raw).metadata);
  const name = text(meta.name);
  const uid = text(meta.uid);
  if (name === undefined || uid === undefined) return undefined;
  return compact<Meta>({
    name,
    namespace: context.interner.text(text(meta.namespace)),
    uid,
    resourceVersion: text(meta.resourceVersion) ?? '',
    generation: number(meta.generation),
    labels: context.interner.object(
      textMap(meta.labels, key => !DROPPED_LABELS.has(key)),
    ),
    annotations: context.interner.object(
      textMap(meta.annotations, isAnnotationRead),
    ),
    ownerReferences: projectOwners(meta.ownerReferences, context),
    // Whole seconds: pods of one rollout share them.
    creationTimestamp: context.interner.text(text(meta.creationTimestamp)),
    deletionTimestamp: text(meta.deletionTimestamp),
  });
}

/** Metadata for objects that are only counted: no labels, no annotations, no owners. */
export function projectIdentity(
  raw: unknown,
  context: ProjectionContext,
): Meta | undefined {
  const meta = record(record(raw).metadata);
  const name = text(meta.name);
  const uid = text(meta.uid);
  if (name === undefined || uid === undefined) return undefined;
  return compact<Meta>({
    name,
    namespace: context.interner.text(text(meta.namespace)),
    uid,
    resourceVersion: text(meta.resourceVersion) ?? '',
    deletionTimestamp: text(meta.deletionTimestamp),
  });
}

/** A message, shortened: what is on a page needs no more. */
export function message(raw: Raw, key = 'message'): string | undefined {
  return clip(text(raw[key]));
}

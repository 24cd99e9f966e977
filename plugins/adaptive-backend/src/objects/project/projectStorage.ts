import {
  ResourceQuotaObject,
  StorageClassObject,
  VolumeClaimObject,
} from '../partTypes';
import { projectMeta } from './projectMeta';
import { isMarkedDefault, projectConditions } from './projectParts';
import { compact, oneOf, record, text, textMap } from './raw';
import { Projected, ProjectionContext } from './types';

/** PersistentVolumeClaim in an engine's namespace. */
export function projectVolumeClaim(
  raw: unknown,
  context: ProjectionContext,
): Projected<VolumeClaimObject> {
  const metadata = projectMeta(raw, context);
  if (!metadata) return 'invalid';
  if (!context.isEngineNamespace(metadata.namespace ?? '')) return 'unwanted';
  const spec = record(record(raw).spec);
  const status = record(record(raw).status);
  const requests = textMap(record(spec.resources).requests);
  return compact<VolumeClaimObject>({
    metadata,
    phase:
      oneOf(status.phase, ['Pending', 'Bound', 'Lost'] as const) ?? 'Unknown',
    storageClass: context.interner.text(text(spec.storageClassName)),
    volumeName: text(spec.volumeName),
    requested: requests?.storage,
    capacity: textMap(status.capacity)?.storage,
    conditions: projectConditions(status.conditions, context),
  });
}

/** StorageClass: what a claim without a class gets, and when it is bound. */
export function projectStorageClass(
  raw: unknown,
  context: ProjectionContext,
): Projected<StorageClassObject> {
  const metadata = projectMeta(raw, context);
  if (!metadata) return 'invalid';
  const object = record(raw);
  return compact<StorageClassObject>({
    metadata,
    provisioner: text(object.provisioner) ?? '',
    isDefault: isMarkedDefault(raw, 'storageclass.kubernetes.io'),
    bindingMode: text(object.volumeBindingMode),
  });
}

/** ResourceQuota, of any namespace. */
export function projectResourceQuota(
  raw: unknown,
  context: ProjectionContext,
): Projected<ResourceQuotaObject> {
  const metadata = projectMeta(raw, context);
  if (!metadata) return 'invalid';
  const status = record(record(raw).status);
  return {
    metadata,
    hard: textMap(status.hard) ?? textMap(record(record(raw).spec).hard) ?? {},
    used: textMap(status.used) ?? {},
  };
}

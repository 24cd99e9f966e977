import {
  ExternalSecretObject,
  SealedSecretObject,
  TriggerAuthenticationObject,
} from '../partTypes';
import { projectMeta } from './projectMeta';
import { projectStatus } from './projectParts';
import { compact, record, records, text } from './raw';
import { Projected, ProjectionContext } from './types';

/*
 * What is known of secrets without reading one: who makes them, and whether that worked. Status messages of these
 * controllers name keys and stores, not values.
 */

/** ExternalSecret in an engine's namespace. */
export function projectExternalSecret(
  raw: unknown,
  context: ProjectionContext,
): Projected<ExternalSecretObject> {
  const metadata = projectMeta(raw, context);
  if (!metadata) return 'invalid';
  if (!context.isEngineNamespace(metadata.namespace ?? '')) return 'unwanted';
  const spec = record(record(raw).spec);
  const status = record(record(raw).status);
  const store = record(spec.secretStoreRef);
  const storeName = text(store.name);
  return compact<ExternalSecretObject>({
    metadata,
    store:
      storeName === undefined
        ? undefined
        : { kind: text(store.kind) ?? 'SecretStore', name: storeName },
    target: text(record(spec.target).name) ?? metadata.name,
    refreshInterval: text(spec.refreshInterval),
    refreshedAt: text(status.refreshTime),
    status: projectStatus(status, context),
  });
}

/** SealedSecret in an engine's namespace: the keys it has, not even the encrypted values. */
export function projectSealedSecret(
  raw: unknown,
  context: ProjectionContext,
): Projected<SealedSecretObject> {
  const metadata = projectMeta(raw, context);
  if (!metadata) return 'invalid';
  if (!context.isEngineNamespace(metadata.namespace ?? '')) return 'unwanted';
  const spec = record(record(raw).spec);
  const template = record(record(spec.template).metadata);
  return {
    metadata,
    target: text(template.name) ?? metadata.name,
    keys: Object.keys(record(spec.encryptedData)),
    status: projectStatus(record(record(raw).status), context),
  };
}

/** TriggerAuthentication in an engine's namespace: which Secrets it points at. */
export function projectTriggerAuthentication(
  raw: unknown,
  context: ProjectionContext,
): Projected<TriggerAuthenticationObject> {
  const metadata = projectMeta(raw, context);
  if (!metadata) return 'invalid';
  if (!context.isEngineNamespace(metadata.namespace ?? '')) return 'unwanted';
  const spec = record(record(raw).spec);
  const names = records(spec.secretTargetRef).flatMap(
    ref => text(ref.name) ?? [],
  );
  return compact<TriggerAuthenticationObject>({
    metadata,
    secretNames: [...new Set(names)],
    podIdentity: text(record(spec.podIdentity).provider),
  });
}

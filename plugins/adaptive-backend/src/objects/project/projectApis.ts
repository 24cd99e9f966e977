import { ApiServiceObject, CustomResourceDefinitionObject } from '../partTypes';
import { projectIdentity, projectMeta } from './projectMeta';
import { projectConditions } from './projectParts';
import { record, text } from './raw';
import { Projected, ProjectionContext } from './types';

/**
 * APIService of an extension such as `v1beta1.external.metrics.k8s.io`: whether it is served, and by whom. Those that
 * the API server serves itself are not kept.
 */
export function projectApiService(
  raw: unknown,
  context: ProjectionContext,
): Projected<ApiServiceObject> {
  const metadata = projectMeta(raw, context);
  if (!metadata) return 'invalid';
  const service = record(record(record(raw).spec).service);
  const name = text(service.name);
  if (name === undefined) return 'unwanted';
  return {
    metadata,
    service: { namespace: text(service.namespace) ?? '', name },
    conditions: projectConditions(
      record(record(raw).status).conditions,
      context,
    ),
  };
}

/** CustomResourceDefinition: its name; the schemas are megabytes. */
export function projectCustomResourceDefinition(
  raw: unknown,
  context: ProjectionContext,
): Projected<CustomResourceDefinitionObject> {
  const metadata = projectIdentity(raw, context);
  return metadata ? { metadata } : 'invalid';
}

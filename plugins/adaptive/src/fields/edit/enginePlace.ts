import { NotFoundError } from '@backstage/errors';
import type { CatalogApi } from '@backstage/plugin-catalog-react';
import {
  ADAPTIVE_ENGINE_ANNOTATION,
  parseEngineRef,
  type EngineRef,
} from '@adaptive-portal/plugin-adaptive-common';

/**
 * The place of an engine in the catalog.
 *
 * @throws NotFoundError when the catalog does not have it, or it is no engine; InputError when its annotation is wrong
 * @internal
 */
export async function enginePlace(
  catalog: Pick<CatalogApi, 'getEntityByRef'>,
  entityRef: string,
): Promise<EngineRef> {
  const entity = await catalog.getEntityByRef(entityRef);
  const place = entity?.metadata.annotations?.[ADAPTIVE_ENGINE_ANNOTATION];
  if (place === undefined) {
    throw new NotFoundError(
      `The catalog has no engine ${entityRef}; accepted is one of those it offers`,
    );
  }
  return parseEngineRef(place);
}

import type { JsonObject } from '@backstage/types';
import type { CatalogApi } from '@backstage/plugin-catalog-react';
import { engineOfForm } from '../engine/engineOfForm';
import { changeOfForm } from '../edit/editChange';
import { enginePlace } from '../edit/enginePlace';
import type { FormIntent } from './loadPlan';

/**
 * What the form is about to do, from its values: a form with `entityRef` changes the engine that it names, any other
 * creates one.
 *
 * @returns `undefined` as long as the form does not say where to
 * @throws NotFoundError when the catalog has no such engine
 * @internal
 */
export async function formIntent(
  parameters: JsonObject,
  catalog: Pick<CatalogApi, 'getEntityByRef'>,
): Promise<FormIntent | undefined> {
  const { repositoryId, entityRef } = parameters;
  if (typeof repositoryId !== 'string' || repositoryId === '') {
    return undefined;
  }
  if (typeof entityRef !== 'string') {
    return {
      kind: 'create',
      repositoryId,
      engine: engineOfForm(parameters),
    };
  }
  return {
    kind: 'edit',
    repositoryId,
    place: await enginePlace(catalog, entityRef),
    change: changeOfForm(parameters),
  };
}

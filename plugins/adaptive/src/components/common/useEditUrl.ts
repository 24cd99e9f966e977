import { useCallback } from 'react';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import type {
  EngineRef,
  ProblemChange,
} from '@adaptive-portal/plugin-adaptive-common';
import { editTemplateUrl } from '../../fields/edit/editTemplateUrl';
import { templatesRouteRef } from '../../routes';
import type { EntityOf } from './useEngineEntities';

/**
 * Address of the form that changes an engine in git, with a change filled in. Nothing where the portal has no software
 * templates, or the catalog does not have the engine.
 *
 * @internal
 */
export function useEditUrl(
  entityOf: EntityOf,
): (ref: EngineRef, change: ProblemChange) => string | undefined {
  const templates = useRouteRef(templatesRouteRef);
  return useCallback(
    (ref, change) => {
      const entity = entityOf(ref);
      return (
        entity &&
        templates &&
        editTemplateUrl(ref, change, {
          entityRef: stringifyEntityRef(entity),
          base: templates(),
        })
      );
    },
    [entityOf, templates],
  );
}

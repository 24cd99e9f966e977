import { useCallback } from 'react';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import {
  entityRouteParams,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import type { EngineRef } from '@adaptive-portal/plugin-adaptive-common';
import { engineRouteRef } from '../../routes';
import type { EntityOf } from './useEngineEntities';

/**
 * Path of the page of an engine: the one in the catalog, or else the portal's own.
 *
 * @internal
 */
export function useEnginePath(
  entityOf: EntityOf,
): (ref: EngineRef) => string | undefined {
  const entityPage = useRouteRef(entityRouteRef);
  const enginePage = useRouteRef(engineRouteRef);
  return useCallback(
    ref => {
      const entity = entityOf(ref);
      if (entity && entityPage) {
        return `${entityPage(entityRouteParams(entity))}/engine`;
      }
      return enginePage?.({
        cluster: ref.cluster,
        namespace: ref.namespace,
        release: ref.release,
      });
    },
    [entityOf, entityPage, enginePage],
  );
}

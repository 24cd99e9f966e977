import { useCallback } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import {
  CATALOG_FILTER_EXISTS,
  catalogApiRef,
  entityRouteParams,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import {
  ADAPTIVE_ENGINE_ANNOTATION,
  ADAPTIVE_ENGINE_TYPE,
  stringifyEngineRef,
  type EngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import { useRequest } from '../../live/useRequest';

/**
 * Path of the catalog page of an engine, for engines that have one; nothing while the catalog cannot be asked.
 *
 * @internal
 */
export function useEngineEntityPaths(): (ref: EngineRef) => string | undefined {
  const catalogApi = useApi(catalogApiRef);
  const entityRoute = useRouteRef(entityRouteRef);
  const { state } = useRequest(
    useCallback(async () => {
      const { items } = await catalogApi.getEntities({
        filter: {
          kind: 'Component',
          'spec.type': ADAPTIVE_ENGINE_TYPE,
          [`metadata.annotations.${ADAPTIVE_ENGINE_ANNOTATION}`]:
            CATALOG_FILTER_EXISTS,
        },
        fields: ['kind', 'metadata'],
      });
      return new Map(
        items.map(entity => [
          entity.metadata.annotations?.[ADAPTIVE_ENGINE_ANNOTATION],
          entityRouteParams(entity),
        ]),
      );
    }, [catalogApi]),
  );
  return useCallback(
    ref => {
      const params =
        state.status === 'done'
          ? state.value.get(stringifyEngineRef(ref))
          : undefined;
      return params && entityRoute && `${entityRoute(params)}/engine`;
    },
    [state, entityRoute],
  );
}

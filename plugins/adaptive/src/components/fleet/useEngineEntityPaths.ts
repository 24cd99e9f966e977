import { useCallback, useEffect } from 'react';
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

/** The catalog learns of a new engine some time after the clusters show it. */
const ASK_AGAIN_MS = 15_000;

/**
 * Path of the catalog page of an engine, for engines that have one; nothing while the catalog cannot be asked.
 * The catalog is asked again as long as one of the engines has no page.
 *
 * @internal
 */
export function useEngineEntityPaths(
  refs: EngineRef[],
): (ref: EngineRef) => string | undefined {
  const catalogApi = useApi(catalogApiRef);
  const entityRoute = useRouteRef(entityRouteRef);
  const { state, retry } = useRequest(
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
  const incomplete =
    state.status === 'failed' ||
    (state.status === 'done' &&
      refs.some(ref => !state.value.has(stringifyEngineRef(ref))));
  useEffect(() => {
    if (!incomplete) {
      return undefined;
    }
    const timer = setInterval(retry, ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [incomplete, retry]);
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

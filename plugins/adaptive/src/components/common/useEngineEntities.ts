import { useCallback, useEffect } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import {
  CATALOG_FILTER_EXISTS,
  catalogApiRef,
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
 * Looks up the entity of an engine.
 *
 * @internal
 */
export type EntityOf = (ref: EngineRef) => Entity | undefined;

/**
 * Entity of an engine, for engines that have one; nothing while the catalog cannot be asked. The catalog is asked again
 * as long as one of the engines has none. Entities have `kind` and `metadata` only.
 *
 * @internal
 */
export function useEngineEntities(refs: EngineRef[]): EntityOf {
  const catalogApi = useApi(catalogApiRef);
  // The page of one engine does not ask for the entities of the whole fleet.
  const wanted =
    refs.length === 1 ? stringifyEngineRef(refs[0]) : CATALOG_FILTER_EXISTS;
  const { state, retry } = useRequest(
    useCallback(async () => {
      const { items } = await catalogApi.getEntities({
        filter: {
          kind: 'Component',
          'spec.type': ADAPTIVE_ENGINE_TYPE,
          [`metadata.annotations.${ADAPTIVE_ENGINE_ANNOTATION}`]: wanted,
        },
        fields: ['kind', 'metadata'],
      });
      return new Map(
        items.map(entity => [
          entity.metadata.annotations?.[ADAPTIVE_ENGINE_ANNOTATION],
          entity,
        ]),
      );
    }, [catalogApi, wanted]),
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
    ref =>
      state.status === 'done'
        ? state.value.get(stringifyEngineRef(ref))
        : undefined,
    [state],
  );
}

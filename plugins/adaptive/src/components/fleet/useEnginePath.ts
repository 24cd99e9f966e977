import { useCallback } from 'react';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import type { EngineRef } from '@adaptive-portal/plugin-adaptive-common';
import { engineRouteRef } from '../../routes';
import { useEngineEntityPaths } from './useEngineEntityPaths';

/**
 * Path of the page of an engine: the one in the catalog, or else the portal's own.
 *
 * @internal
 */
export function useEnginePath(
  refs: EngineRef[],
): (ref: EngineRef) => string | undefined {
  const entityPathOf = useEngineEntityPaths(refs);
  const enginePage = useRouteRef(engineRouteRef);
  return useCallback(
    ref =>
      entityPathOf(ref) ??
      enginePage?.({
        cluster: ref.cluster,
        namespace: ref.namespace,
        release: ref.release,
      }),
    [entityPathOf, enginePage],
  );
}

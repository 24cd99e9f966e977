import { useCallback } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import type { ClusterStatus } from '@adaptive-portal/plugin-adaptive-common';
import { adaptiveApiRef } from '../api';
import { useRequest } from '../live/useRequest';

/**
 * The clusters a form may offer, asked for once when the form opens.
 *
 * @internal
 */
export function useClusters() {
  const api = useApi(adaptiveApiRef);
  return useRequest<ClusterStatus[]>(
    useCallback(
      async signal => (await api.getClusters({ signal })).items,
      [api],
    ),
  );
}

import { createApiRef } from '@backstage/core-plugin-api';
import type { AdaptiveApi } from '@adaptive-portal/plugin-adaptive-common';

/**
 * Access to the HTTP API under `/api/adaptive`, for both frontend systems.
 *
 * @public
 */
export const adaptiveApiRef = createApiRef<AdaptiveApi>({
  id: 'plugin.adaptive.service',
});

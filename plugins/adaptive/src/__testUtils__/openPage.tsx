import { renderTestApp } from '@backstage/frontend-test-utils';
import { ApiBlueprint } from '@backstage/frontend-plugin-api';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import plugin, { adaptiveApiRef } from '..';
import { MockAdaptiveApi } from './mockApi';

/**
 * Opens the portal at a path, with the plugin's pages and a mock of its API.
 *
 * @internal
 */
export async function openPage(
  path: string,
  api = new MockAdaptiveApi(),
  catalog: typeof catalogApiRef.T = catalogApiMock(),
) {
  const features = [
    plugin.withOverrides({
      extensions: [
        plugin.getExtension('api:adaptive').override({
          params: defineParams =>
            defineParams({
              api: adaptiveApiRef,
              deps: {},
              factory: () => api,
            }),
        }),
      ],
    }),
  ];
  renderTestApp({
    features,
    extensions: [
      ApiBlueprint.make({
        name: 'catalog',
        params: defineParams =>
          defineParams({
            api: catalogApiRef,
            deps: {},
            factory: () => catalog,
          }),
      }),
    ],
    mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    initialRouteEntries: [path],
  });
  return api;
}

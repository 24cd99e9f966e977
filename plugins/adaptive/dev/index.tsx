/**
 * Every state of the plugin on mock data: `yarn start` in this folder's package.
 */
import ReactDOM from 'react-dom/client';
import { createApp } from '@backstage/frontend-defaults';
import {
  ApiBlueprint,
  createFrontendModule,
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import plugin, { adaptiveApiRef } from '../src';
import { FormPage } from './FormPage';
import { CardPage } from './CardPage';
import { createMockApi } from './mockData';

const mockApi = createFrontendModule({
  pluginId: 'adaptive',
  extensions: [
    ApiBlueprint.make({
      params: defineParams =>
        defineParams({
          api: adaptiveApiRef,
          deps: {},
          factory: createMockApi,
        }),
    }),
  ],
});

const devPlugin = createFrontendPlugin({
  pluginId: 'dev',
  extensions: [
    ApiBlueprint.make({
      name: 'catalog',
      params: defineParams =>
        defineParams({
          api: catalogApiRef,
          deps: {},
          factory: () => catalogApiMock(),
        }),
    }),
    PageBlueprint.make({
      name: 'form',
      params: {
        path: '/form',
        title: 'Form',
        loader: async () => <FormPage />,
      },
    }),
    PageBlueprint.make({
      name: 'card',
      params: {
        path: '/card',
        title: 'Card',
        loader: async () => <CardPage />,
      },
    }),
  ],
});

const root = document.getElementById('root');
if (root) {
  const app = createApp({ features: [plugin, mockApi, devPlugin] });
  ReactDOM.createRoot(root).render(app.createRoot());
}

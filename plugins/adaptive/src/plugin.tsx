import {
  ApiBlueprint,
  createFrontendPlugin,
} from '@backstage/frontend-plugin-api';
import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import { AdaptiveClient } from '@adaptive-portal/plugin-adaptive-common';
import MemoryIcon from '@material-ui/icons/Memory';
import { adaptiveApiRef } from './api';
import { entityExtensions } from './entityExtensions';
import { formFields } from './formFields';
import { pages } from './pages';
import { engineRouteRef, rootRouteRef, templatesRouteRef } from './routes';

const adaptiveApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: adaptiveApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new AdaptiveClient(deps),
    }),
});

/**
 * Everything of the Adaptive portal in the browser, for the new frontend system.
 *
 * @public
 */
export const adaptivePlugin = createFrontendPlugin({
  pluginId: 'adaptive',
  title: 'Engines',
  icon: <MemoryIcon fontSize="inherit" />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: rootRouteRef, engine: engineRouteRef },
  externalRoutes: { templates: templatesRouteRef },
  extensions: [adaptiveApi, ...pages, ...entityExtensions, ...formFields],
});

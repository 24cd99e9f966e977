import { AdaptiveClient } from '@adaptive-portal/plugin-adaptive-common';
import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  catalogProcessingExtensionPoint,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import { AdaptiveEntityProvider } from './AdaptiveEntityProvider';
import { readProviderConfig } from './readProviderConfig';

/**
 * Puts engines and compute pools into the catalog.
 *
 * @public
 */
export const catalogModuleAdaptive = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'adaptive',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        processing: catalogProcessingExtensionPoint,
      },
      async init({ config, discovery, lifecycle, processing, ...deps }) {
        const provider = new AdaptiveEntityProvider({
          ...deps,
          ...readProviderConfig(config),
          client: new AdaptiveClient({
            discoveryApi: discovery,
            fetchApi: { fetch },
          }),
        });
        processing.addEntityProvider(provider);
        lifecycle.addShutdownHook(() => provider.stop());
      },
    });
  },
});

import { AdaptiveClient } from '@adaptive-portal/plugin-adaptive-common';
import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { searchIndexRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import { AdaptiveCollatorFactory } from './AdaptiveCollatorFactory';
import { readCollatorConfig } from './readCollatorConfig';

/**
 * Lets people find engines and compute pools, those that they may see.
 *
 * @public
 */
export const searchModuleAdaptive = createBackendModule({
  pluginId: 'search',
  moduleId: 'adaptive-collator',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        indexRegistry: searchIndexRegistryExtensionPoint,
        scheduler: coreServices.scheduler,
      },
      async init({ auth, config, discovery, indexRegistry, scheduler }) {
        const { schedule, locationTemplate } = readCollatorConfig(config);
        indexRegistry.addCollator({
          schedule: scheduler.createScheduledTaskRunner(schedule),
          factory: new AdaptiveCollatorFactory({
            auth,
            locationTemplate,
            client: new AdaptiveClient({
              discoveryApi: discovery,
              fetchApi: { fetch },
            }),
          }),
        });
      },
    });
  },
});

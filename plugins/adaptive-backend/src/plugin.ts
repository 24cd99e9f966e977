import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { createMetricsService } from './metrics';
import { createOwnerOf, readOwnershipConfig } from './ownership';
import { createWatchService } from './reflector/createWatchService';
import { mountApi } from './service/mountApi';
import { createEnginesService } from './view/createEnginesService';

/**
 * Watches clusters and metric sources in the background and answers under `/api/adaptive`. Starts whatever the state of
 * clusters and Prometheus; refuses to start with a configuration that cannot work.
 *
 * @public
 */
export const adaptivePlugin = createBackendPlugin({
  pluginId: 'adaptive',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
      },
      async init({ lifecycle, logger, ...deps }) {
        const { config } = deps;
        const ownerOf = createOwnerOf(readOwnershipConfig(config));
        const watch = await createWatchService({ config, logger });
        const metrics = createMetricsService({ config, logger });
        const engines = createEnginesService({
          watch,
          metrics,
          config,
          logger,
          ownerOf,
        });
        const api = mountApi({ ...deps, engines });
        lifecycle.addShutdownHook(async () => {
          api.stop();
          engines.stop();
          await Promise.all([metrics.stop(), watch.stop()]);
        });
        engines.start();
        metrics.start();
        await watch.start();
      },
    });
  },
});

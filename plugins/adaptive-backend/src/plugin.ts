import {
  adaptiveClustersExtensionPoint,
  type AdaptiveClusterSupplier,
  adaptiveMetricsExtensionPoint,
  type AdaptiveMetricsSource,
  type AdaptiveProblemMapper,
  adaptiveProblemsExtensionPoint,
} from '@adaptive-portal/plugin-adaptive-node';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { registerActions } from './actions/registerActions';
import { DefaultClusterReader } from './clusters/ClusterReader';
import { createHistory } from './history';
import { createMetricsService } from './metrics';
import { createNotifier } from './notifications';
import { createOwnerOf, readOwnershipConfig } from './ownership';
import { AuthorizedEnginesService } from './permissions';
import { createPlanner } from './plan/createPlanner';
import { createWatchService } from './reflector/createWatchService';
import { withMappedProblems } from './service/MappedProblems';
import { mountApi } from './service/mountApi';
import { withSuppliedMetrics } from './service/SuppliedMetrics';
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
    const suppliers: AdaptiveClusterSupplier[] = [];
    env.registerExtensionPoint(adaptiveClustersExtensionPoint, {
      addClusterSupplier: supplier => void suppliers.push(supplier),
    });
    const metricsSources: AdaptiveMetricsSource[] = [];
    env.registerExtensionPoint(adaptiveMetricsExtensionPoint, {
      addMetricsSource: source => void metricsSources.push(source),
    });
    const problemMappers: AdaptiveProblemMapper[] = [];
    env.registerExtensionPoint(adaptiveProblemsExtensionPoint, {
      addProblemMapper: mapper => void problemMappers.push(mapper),
    });
    env.registerInit({
      deps: {
        actionsRegistry: actionsRegistryServiceRef,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        userInfo: coreServices.userInfo,
      },
      async init({
        actionsRegistry,
        auth,
        catalog,
        database,
        lifecycle,
        logger,
        ...deps
      }) {
        const { config } = deps;
        const ownerOf = createOwnerOf(readOwnershipConfig(config));
        const watch = await createWatchService({
          config,
          logger,
          auth,
          catalog,
          suppliers,
        });
        const clusters = new DefaultClusterReader(name =>
          watch.definition(name),
        );
        const metrics = withSuppliedMetrics({
          metrics: createMetricsService({ config, logger, clusters }),
          sources: metricsSources,
          logger,
        });
        const view = createEnginesService({
          watch,
          metrics,
          config,
          logger,
          ownerOf,
        });
        const mapped = withMappedProblems({
          engines: view,
          mappers: problemMappers,
          logger,
        });
        const notifier = createNotifier({ ...deps, logger, engines: mapped });
        const history = createHistory({
          engines: mapped,
          database,
          config,
          logger,
          onWritten: entries => notifier?.onWritten(entries),
        });
        const { engines } = history;
        const authorized = new AuthorizedEnginesService({ ...deps, engines });
        const { planner, close } = createPlanner({
          ...deps,
          auth,
          engines: authorized,
          sources: { watch, metrics, engines },
        });
        registerActions({
          registry: actionsRegistry,
          engines: authorized,
          planner,
        });
        const api = mountApi({ ...deps, engines, history, metrics, planner });
        lifecycle.addShutdownHook(async () => {
          api.stop();
          await history.stop();
          notifier?.stop();
          view.stop();
          await Promise.all([
            metrics.stop(),
            clusters.close(),
            watch.stop(),
            close(),
          ]);
        });
        view.start();
        history.start();
        metrics.start();
        await watch.start();
      },
    });
  },
});

import {
  EngineReader,
  PermissionEngineAccess,
  readClusterTargets,
  readGitOpsAuthor,
  readGitOpsConfig,
} from '@adaptive-portal/plugin-adaptive-node';
import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { createFetchAction } from './actions/fetchAction';
import { createHelmRenderAction } from './actions/helmRenderAction';
import { createPlanAction } from './actions/planAction';
import { createPublishAction } from './actions/publishAction';
import { createRenderAction } from './actions/renderAction';
import { createSealAction } from './actions/sealAction';
import { createValidateAction } from './actions/validateAction';
import { readHelmConfig } from './helm/helmConfig';
import { BackendPlanFacts } from './plan/planFacts';

/**
 * Adds the actions that read, check, plan, render and publish Adaptive engines to the scaffolder.
 *
 * @remarks
 *
 * Reads `adaptive.gitops`, `adaptive.clusters`, `adaptive.argocd` and `adaptive.helm`; the backend does not start with values there that
 * cannot work. No server is asked for anything at start. Actions that read an engine from git ask for
 * `adaptive.engine.read` first, with the credentials of whoever started the task.
 *
 * @public
 */
export const scaffolderModuleAdaptive = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'adaptive',
  register(env) {
    env.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        lifecycle: coreServices.lifecycle,
        permissions: coreServices.permissions,
        userInfo: coreServices.userInfo,
      },
      async init({
        actions,
        catalog,
        config,
        discovery,
        lifecycle,
        ...services
      }) {
        const repositories = readGitOpsConfig(config);
        const clusters = readClusterTargets(config);
        const integrations = ScmIntegrations.fromConfig(config);
        const reader = new EngineReader({
          integrations,
          parentFolder: config.getOptionalString('backend.workingDirectory'),
        });
        const access = new PermissionEngineAccess({
          ...services,
          engines: discovery,
        });
        const facts = new BackendPlanFacts({ auth: services.auth, discovery });
        lifecycle.addShutdownHook(() => reader.close());
        actions.addActions(
          createFetchAction({ repositories, reader, access }),
          createValidateAction({ repositories, clusters, facts }),
          createPlanAction({ repositories, clusters, reader, access, facts }),
          createRenderAction({ repositories, clusters, catalog, facts }),
          createHelmRenderAction({
            repositories,
            clusters,
            helm: readHelmConfig(config),
            env: process.env,
          }),
          createSealAction({ repositories, clusters }),
          createPublishAction({
            repositories,
            clusters,
            committer: readGitOpsAuthor(config),
            integrations,
            access,
          }),
        );
      },
    });
  },
});

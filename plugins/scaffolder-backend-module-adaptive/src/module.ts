import {
  readClusterTargets,
  readGitOpsAuthor,
  readGitOpsConfig,
} from '@adaptive-portal/plugin-adaptive-node';
import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { createPublishAction } from './actions/publishAction';
import { createRenderAction } from './actions/renderAction';

/**
 * Adds the actions `adaptive:engine:render` and `adaptive:engine:publish` to the scaffolder.
 *
 * @remarks
 *
 * Reads `adaptive.gitops`, `adaptive.clusters` and `adaptive.argocd`; the backend does not start with values there that
 * cannot work. No server is asked for anything at start.
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
        config: coreServices.rootConfig,
      },
      async init({ actions, config }) {
        const repositories = readGitOpsConfig(config);
        const clusters = readClusterTargets(config);
        actions.addActions(
          createRenderAction({ repositories, clusters }),
          createPublishAction({
            repositories,
            clusters,
            committer: readGitOpsAuthor(config),
            integrations: ScmIntegrations.fromConfig(config),
          }),
        );
      },
    });
  },
});

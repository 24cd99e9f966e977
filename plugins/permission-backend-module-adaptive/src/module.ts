import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { AdaptivePolicy } from './AdaptivePolicy';
import { readPlatformGroups } from './readPolicyConfig';

/**
 * Sample permission policy: teams see their own engines and tasks, platform groups everything; the Kubernetes plugin,
 * dry runs and the management of templates are for platform groups only. A portal with a policy of its own
 * leaves this module out, and decides `adaptive.engine.read` with the conditions of the node package.
 *
 * @public
 */
export const permissionModuleAdaptive = createBackendModule({
  pluginId: 'permission',
  moduleId: 'adaptive',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        policy: policyExtensionPoint,
        userInfo: coreServices.userInfo,
      },
      async init({ config, policy, userInfo }) {
        policy.setPolicy(
          new AdaptivePolicy({
            platformGroups: readPlatformGroups(config),
            userInfo,
          }),
        );
      },
    });
  },
});

import {
  EngineReader,
  PermissionEngineAccess,
  readClusterTargets,
  readGitOpsConfig,
} from '@adaptive-portal/plugin-adaptive-node';
import type {
  AuthService,
  PermissionsService,
  RootConfigService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import type { AuthorizedEnginesService } from '../permissions';
import type { FactSources } from './clusterFacts';
import { Planner } from './Planner';

/** What {@link createPlanner} needs. */
export interface CreatePlannerOptions {
  auth: AuthService;
  config: RootConfigService;
  permissions: PermissionsService;
  userInfo: UserInfoService;
  engines: Pick<AuthorizedEnginesService, 'engines' | 'requirePlan'>;
  sources: FactSources;
}

/** Makes the planner from the configuration; `close` removes its mirrors of GitOps repositories. */
export function createPlanner(options: CreatePlannerOptions): {
  planner: Planner;
  close(): Promise<void>;
} {
  const { config, engines, sources, ...services } = options;
  const reader = new EngineReader({
    integrations: ScmIntegrations.fromConfig(config),
    parentFolder: config.getOptionalString('backend.workingDirectory'),
    // A form asks at every change of its input.
    minIntervalMs: 2_000,
  });
  const access = new PermissionEngineAccess({
    ...services,
    engines: async (engine, { credentials }) =>
      (await engines.engines(credentials)).get(engine) !== undefined,
  });
  const planner = new Planner({
    engines,
    sources,
    access,
    reader,
    repositories: readGitOpsConfig(config),
    targets: readClusterTargets(config),
  });
  return { planner, close: () => reader.close() };
}

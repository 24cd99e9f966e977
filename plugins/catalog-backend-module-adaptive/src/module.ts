import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AdaptiveClient } from '@adaptive-portal/plugin-adaptive-common';
import {
  gitOpsCredentials,
  type GitOpsRepositoryConfig,
  MirrorGitOpsRepository,
  readGitOpsConfig,
} from '@adaptive-portal/plugin-adaptive-node';
import {
  coreServices,
  createBackendModule,
  type RootConfigService,
} from '@backstage/backend-plugin-api';
import {
  ScmIntegrations,
  type ScmIntegrationRegistry,
} from '@backstage/integration';
import {
  catalogProcessingExtensionPoint,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import { AdaptiveEntityProvider } from './AdaptiveEntityProvider';
import { GitOpsEntityProvider } from './gitops/GitOpsEntityProvider';
import { readProviderConfig } from './readProviderConfig';

/** A new folder of this process for each start; mirrors make it when they need it. */
function mirrorFolder(config: RootConfigService): string {
  const parent =
    config.getOptionalString('backend.workingDirectory') ?? tmpdir();
  return join(parent, `adaptive-catalog-mirror-${randomUUID()}`);
}

function mirrorOf(
  config: GitOpsRepositoryConfig,
  integrations: ScmIntegrationRegistry,
  workFolder: string,
) {
  // The provider keeps the pace itself, and a wake has to see the newest commit.
  return MirrorGitOpsRepository.create({
    config,
    credentials: () => gitOpsCredentials(config, integrations),
    workFolder,
    minIntervalMs: 0,
  });
}

/**
 * Puts engines and compute pools into the catalog: those that the Adaptive backend watches, and those that files in
 * GitOps repositories describe, which come first.
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
        const { gitops, ...live } = readProviderConfig(config);
        const workFolder = mirrorFolder(config);
        const integrations = ScmIntegrations.fromConfig(config);
        const repositories = gitops.enabled ? readGitOpsConfig(config) : [];
        const files: GitOpsEntityProvider[] = [];
        const provider = new AdaptiveEntityProvider({
          ...deps,
          ...live,
          client: new AdaptiveClient({
            discoveryApi: discovery,
            fetchApi: { fetch },
          }),
          pendingFiles: () => files.flatMap(file => file.pending()),
          onNewEngines: () => files.forEach(file => file.wake()),
        });
        for (const repository of repositories) {
          files.push(
            new GitOpsEntityProvider({
              repository: mirrorOf(repository, integrations, workFolder),
              logger: deps.logger,
              pollMs: gitops.pollMs,
              onChange: () => provider.wake(),
            }),
          );
        }
        processing.addEntityProvider(provider, ...files);
        lifecycle.addShutdownHook(async () => {
          await Promise.all([provider, ...files].map(each => each.stop()));
          await rm(workFolder, { recursive: true, force: true, maxRetries: 3 });
        });
      },
    });
  },
});

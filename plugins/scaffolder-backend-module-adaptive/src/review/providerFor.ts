import {
  gitOpsCredentials,
  type GitOpsRepositoryConfig,
} from '@adaptive-portal/plugin-adaptive-node';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import { azureDevOpsAdapter } from './azureDevOps';
import { bitbucketCloudAdapter } from './bitbucketCloud';
import { bitbucketServerAdapter } from './bitbucketServer';
import { giteaAdapter } from './gitea';
import { githubAdapter } from './github';
import { gitlabAdapter } from './gitlab';
import type { HostOptions } from './hostOptions';
import type { ReviewHost } from './types';

/** What publishing needs to know of a host beyond plain git. */
export interface PublishProvider {
  /** The repository with the credentials to use at its host. */
  repository: GitOpsRepositoryConfig;
  /** Absent where a pushed branch is all there is. */
  reviews?: ReviewHost;
}

const ADAPTERS: Record<
  Exclude<GitOpsRepositoryConfig['provider'], 'git'>,
  (options: HostOptions) => Promise<ReviewHost>
> = {
  'azure-devops': azureDevOpsAdapter,
  'bitbucket-cloud': bitbucketCloudAdapter,
  'bitbucket-server': bitbucketServerAdapter,
  gitea: giteaAdapter,
  github: githubAdapter,
  gitlab: gitlabAdapter,
};

/**
 * Picks the adapter of a repository's provider.
 *
 * @throws InputError when the configuration lacks what the provider needs
 */
export async function providerFor(
  config: GitOpsRepositoryConfig,
  integrations: ScmIntegrationRegistry,
): Promise<PublishProvider> {
  const credentials = await gitOpsCredentials(config, integrations);
  const repository = { ...config, credentials: () => credentials };
  if (config.provider === 'git' || !credentials) return { repository };
  const adapter = ADAPTERS[config.provider];
  const reviews = await adapter({ config, credentials, integrations });
  return { repository, reviews };
}

import type { GitOpsRepositoryConfig } from '@adaptive-portal/plugin-adaptive-node';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import { createGithubReviewRequester, githubCredentials } from './github';
import type { ReviewRequester } from './types';

/** What publishing needs to know of a host beyond plain git. */
export interface PublishProvider {
  /** The repository with the credentials to use at its host. */
  repository: GitOpsRepositoryConfig;
  /** Absent where a pushed branch is all there is. */
  reviews?: ReviewRequester;
}

/**
 * Picks the adapter of a repository's provider.
 *
 * @throws InputError when the configuration lacks what the provider needs
 */
export async function providerFor(
  repository: GitOpsRepositoryConfig,
  integrations: ScmIntegrationRegistry,
): Promise<PublishProvider> {
  switch (repository.provider) {
    case 'github': {
      const credentials = await githubCredentials(repository, integrations);
      const reviews = createGithubReviewRequester({
        config: repository,
        credentials,
        integrations,
      });
      return {
        repository: { ...repository, credentials: () => credentials },
        reviews,
      };
    }
    default:
      return { repository };
  }
}

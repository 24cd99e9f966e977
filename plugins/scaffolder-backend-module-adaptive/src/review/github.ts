import type {
  GitCredentials,
  GitOpsRepositoryConfig,
} from '@adaptive-portal/plugin-adaptive-node';
import { InputError } from '@backstage/errors';
import {
  DefaultGithubCredentialsProvider,
  type ScmIntegrationRegistry,
} from '@backstage/integration';
import { GithubReviewRequester } from './GithubReviewRequester';
import type { ReviewRequester } from './types';

function repositoryPath(config: GitOpsRepositoryConfig): string {
  const path = new URL(config.url).pathname
    .replace(/^\/+|\/+$/g, '')
    .replace(/\.git$/, '');
  if (!/^[\w.-]+\/[\w.-]+$/.test(path)) {
    throw new InputError(
      `adaptive.gitops.repositories '${config.id}': url '${config.url}' is not of the form https://<host>/<owner>/<name>.git, which provider github needs`,
    );
  }
  return path;
}

/**
 * Credentials for a repository on GitHub: its own, else those of `integrations.github`, so that a GitHub App declared
 * there serves here as well.
 *
 * @throws InputError when there are none
 */
export async function githubCredentials(
  config: GitOpsRepositoryConfig,
  integrations: ScmIntegrationRegistry,
): Promise<GitCredentials> {
  const own = config.credentials();
  if (own) return own;
  const url = config.url.replace(/\.git$/, '');
  const { token } = integrations.github.byUrl(url)
    ? await DefaultGithubCredentialsProvider.fromIntegrations(
        integrations,
      ).getCredentials({ url })
    : { token: undefined };
  if (!token) {
    throw new InputError(
      `No credential for GitOps repository '${
        config.id
      }': set 'token' at adaptive.gitops.repositories, or a token or app for host '${
        new URL(config.url).host
      }' at integrations.github`,
    );
  }
  return { username: 'x-access-token', password: token };
}

/**
 * Creates the requester for a repository on GitHub.
 *
 * @throws InputError when nothing says where the API of its host is
 */
export function createGithubReviewRequester(options: {
  config: GitOpsRepositoryConfig;
  credentials: GitCredentials;
  integrations: ScmIntegrationRegistry;
}): ReviewRequester {
  const { config, credentials, integrations } = options;
  const apiBaseUrl = integrations.github.byUrl(config.url)?.config.apiBaseUrl;
  if (apiBaseUrl === undefined) {
    throw new InputError(
      `GitOps repository '${config.id}': host '${
        new URL(config.url).host
      }' has no entry with apiBaseUrl at integrations.github, which provider github needs`,
    );
  }
  return new GithubReviewRequester({
    apiBaseUrl: apiBaseUrl.replace(/\/+$/, ''),
    repository: repositoryPath(config),
    token: credentials.password,
  });
}

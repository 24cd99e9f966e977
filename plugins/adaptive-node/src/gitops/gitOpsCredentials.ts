import { InputError } from '@backstage/errors';
import {
  DefaultAzureDevOpsCredentialsProvider,
  DefaultGithubCredentialsProvider,
  type ScmIntegrationRegistry,
} from '@backstage/integration';
import type { GitCredentials, GitOpsRepositoryConfig } from './types';

/**
 * Credentials of a repository, with what an API of its host needs to know of them.
 *
 * @public
 */
export interface GitOpsSignIn extends GitCredentials {
  /** The password is a short-lived token that an API takes as `Bearer` only. */
  bearer?: boolean;
}

type Lookup = (
  config: GitOpsRepositoryConfig,
  integrations: ScmIntegrationRegistry,
) => Promise<GitOpsSignIn | undefined>;

/** What `integrations` has for each provider, and where somebody would add it. */
const LOOKUPS: Record<
  Exclude<GitOpsRepositoryConfig['provider'], 'git'>,
  { find: Lookup; elsewhere: string }
> = {
  github: {
    elsewhere: 'a token or app at integrations.github',
    async find(config, integrations) {
      const url = config.url.replace(/\.git$/, '');
      if (!integrations.github.byUrl(url)) return undefined;
      const { token } = await DefaultGithubCredentialsProvider.fromIntegrations(
        integrations,
      ).getCredentials({ url });
      return token
        ? { username: 'x-access-token', password: token }
        : undefined;
    },
  },
  gitlab: {
    elsewhere: 'a token at integrations.gitlab',
    async find({ url }, integrations) {
      const token = integrations.gitlab.byUrl(url)?.config.token;
      return token ? { username: 'oauth2', password: token } : undefined;
    },
  },
  gitea: {
    elsewhere: 'a password at integrations.gitea',
    async find({ url }, integrations) {
      const known = integrations.gitea.byUrl(url)?.config;
      return known?.password
        ? { username: known.username ?? 'git', password: known.password }
        : undefined;
    },
  },
  'bitbucket-cloud': {
    elsewhere: 'choose provider git',
    find: async () => undefined,
  },
  'bitbucket-server': {
    elsewhere: 'a token at integrations.bitbucketServer',
    async find({ url }, integrations) {
      const token = integrations.bitbucketServer.byUrl(url)?.config.token;
      return token ? { username: 'x-token-auth', password: token } : undefined;
    },
  },
  'azure-devops': {
    elsewhere: 'credentials at integrations.azure',
    async find({ url }, integrations) {
      const found =
        await DefaultAzureDevOpsCredentialsProvider.fromIntegrations(
          integrations,
        ).getCredentials({ url });
      return (
        found && {
          username: 'git',
          password: found.token,
          ...(found.type === 'bearer' && { bearer: true }),
        }
      );
    },
  },
};

/**
 * What git signs in with at a repository's server: its own credentials, else those that `integrations` has for the
 * host, so that an app or a token declared there serves here as well. Asked anew before every use: tokens of apps expire.
 *
 * @returns `undefined` for provider `git` without credentials of its own, which signs in nowhere
 * @throws InputError when a provider that needs a credential has none
 * @public
 */
export async function gitOpsCredentials(
  config: GitOpsRepositoryConfig,
  integrations: ScmIntegrationRegistry,
): Promise<GitOpsSignIn | undefined> {
  const own = config.credentials();
  if (own || config.provider === 'git') return own;
  const { find, elsewhere } = LOOKUPS[config.provider];
  const message = `No credential for GitOps repository '${
    config.id
  }': set 'token' at adaptive.gitops.repositories, or ${elsewhere} for host '${
    new URL(config.url).host
  }'`;
  let found: GitOpsSignIn | undefined;
  try {
    found = await find(config, integrations);
  } catch (error) {
    // For example an app that is not installed there; the cause says so.
    throw new InputError(message, error instanceof Error ? error : undefined);
  }
  if (!found) throw new InputError(message);
  return found;
}

import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { defaultWebUrls } from './defaultWebUrls';
import { readGitOpsTool } from './readGitOpsTool';
import { readLayout } from './readLayout';
import type {
  GitCredentials,
  GitIdentity,
  GitOpsProvider,
  GitOpsRepositoryConfig,
  GitOpsWebUrls,
} from './types';

const REPOSITORIES = 'adaptive.gitops.repositories';
const ID = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const BRANCH = /^[A-Za-z0-9][A-Za-z0-9._/-]*$/;
const EMAIL = /^[^\s<>@]+@[^\s<>@]+$/;

/** User name that goes with a token at each provider. */
const TOKEN_USERS: Record<GitOpsProvider, string> = {
  git: 'git',
  github: 'x-access-token',
  gitlab: 'oauth2',
  gitea: 'git',
  'bitbucket-cloud': 'x-token-auth',
  'bitbucket-server': 'x-token-auth',
  'azure-devops': 'git',
};

/** Identity of commits whose author nobody configured: the portal itself, at an address that cannot exist. */
const PORTAL_IDENTITY: GitIdentity = {
  name: 'Adaptive portal',
  email: 'adaptive-portal@portal.invalid',
};

function readHttpUrl(text: string, key: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new InputError(`${key} is not a valid URL`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new InputError(
      `${key} has the scheme '${url.protocol}', expected http or https`,
    );
  }
  // The value itself stays out of the message: it holds the credential.
  if (url.username !== '' || url.password !== '') {
    throw new InputError(
      `${key} must not contain credentials; use 'username' and 'token' beside it`,
    );
  }
  return text;
}

function readWebUrls(
  repository: Config,
  key: string,
  defaults: GitOpsWebUrls,
): GitOpsWebUrls {
  const urls: GitOpsWebUrls = { ...defaults };
  for (const field of ['branch', 'commit', 'file'] as const) {
    const pattern = repository.getOptionalString(`webUrls.${field}`);
    if (pattern !== undefined) {
      urls[field] = readHttpUrl(pattern, `${key}.webUrls.${field}`);
    }
  }
  return urls;
}

function readCredentials(
  repository: Config,
  key: string,
  provider: GitOpsRepositoryConfig['provider'],
): GitCredentials | undefined {
  const username = repository.getOptionalString('username');
  const password = repository.getOptionalString('token');
  if (password === undefined) {
    if (username !== undefined) {
      throw new InputError(`${key}.username is set, but ${key}.token is not`);
    }
    return undefined;
  }
  return { username: username ?? TOKEN_USERS[provider], password };
}

function isProvider(text: string): text is GitOpsProvider {
  return Object.hasOwn(TOKEN_USERS, text);
}

function readProvider(repository: Config, key: string): GitOpsProvider {
  const provider = repository.getOptionalString('provider') ?? 'git';
  if (!isProvider(provider)) {
    const known = Object.keys(TOKEN_USERS).map(name => `'${name}'`);
    throw new InputError(
      `${key}.provider is '${provider}', expected one of ${known.join(', ')}`,
    );
  }
  return provider;
}

function readRepository(
  repository: Config,
  key: string,
): GitOpsRepositoryConfig {
  const id = repository.getString('id');
  if (!ID.test(id)) {
    throw new InputError(
      `${key}.id is '${id}', expected at most 63 lower-case letters, digits and '-'`,
    );
  }
  const branch = repository.getOptionalString('branch') ?? 'main';
  if (!BRANCH.test(branch) || branch.includes('..')) {
    throw new InputError(`${key}.branch '${branch}' is not a branch name`);
  }
  const provider = readProvider(repository, key);
  const url = readHttpUrl(repository.getString('url'), `${key}.url`);
  const credentials = readCredentials(repository, key, provider);
  const apiUrl = repository.getOptionalString('apiUrl');
  return {
    id,
    title: repository.getOptionalString('title') ?? id,
    url,
    branch,
    provider,
    argocdUrl: repository.getOptionalString('argocdUrl') ?? url,
    ...(apiUrl !== undefined && {
      apiUrl: readHttpUrl(apiUrl, `${key}.apiUrl`),
    }),
    webUrls: readWebUrls(repository, key, defaultWebUrls(provider, url)),
    layout: readLayout(repository, key),
    gitops: readGitOpsTool(repository, key),
    credentials: () => credentials,
  };
}

/**
 * Reads `adaptive.gitops.repositories[]`; an absent section means no repositories.
 *
 * @throws InputError at the first value that cannot work, with its key path and never with a credential
 * @public
 */
export function readGitOpsConfig(config: Config): GitOpsRepositoryConfig[] {
  const repositories = config.getOptionalConfigArray(REPOSITORIES) ?? [];
  const result = repositories.map((repository, index) =>
    readRepository(repository, `${REPOSITORIES}[${index}]`),
  );
  result.forEach(({ id }, index) => {
    const first = result.findIndex(other => other.id === id);
    if (first !== index) {
      throw new InputError(
        `${REPOSITORIES}[${index}].id '${id}' is already used by ${REPOSITORIES}[${first}]`,
      );
    }
  });
  return result;
}

/**
 * Reads `adaptive.gitops.author`: the committer of every commit of the portal, and its author where the person who
 * asked has no name and email in the catalog.
 *
 * @returns the configured identity, or the portal's own at a reserved, undeliverable address
 * @throws InputError when one of the two fields is missing or the address is not one
 * @public
 */
export function readGitOpsAuthor(config: Config): GitIdentity {
  const author = config.getOptionalConfig('adaptive.gitops.author');
  if (!author) {
    return PORTAL_IDENTITY;
  }
  const name = author.getString('name').trim();
  const email = author.getString('email').trim();
  if (name === '' || /[<>\n]/.test(name)) {
    throw new InputError(
      "adaptive.gitops.author.name must be a name without '<' and '>'",
    );
  }
  if (!EMAIL.test(email)) {
    throw new InputError(
      `adaptive.gitops.author.email '${email}' is not an email address`,
    );
  }
  return { name, email };
}

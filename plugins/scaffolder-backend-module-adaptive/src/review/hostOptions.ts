import type {
  GitCredentials,
  GitOpsRepositoryConfig,
  GitOpsSignIn,
} from '@adaptive-portal/plugin-adaptive-node';
import { InputError } from '@backstage/errors';
import type { ScmIntegrationRegistry } from '@backstage/integration';

/** What an adapter is made from. */
export interface HostOptions {
  config: GitOpsRepositoryConfig;
  /** What to sign in with, at git and at the API. */
  credentials: GitOpsSignIn;
  integrations: ScmIntegrationRegistry;
}

/** Segments of the clone URL's path, without `.git`. */
export function pathSegments(config: GitOpsRepositoryConfig): string[] {
  return new URL(config.url).pathname
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .split('/')
    .filter(segment => segment !== '')
    .map(decodeURIComponent);
}

/** Address of the host, with the path it is served under. */
export function hostUrl(
  config: GitOpsRepositoryConfig,
  prefix: string[] = [],
): string {
  return [new URL(config.url).origin, ...prefix.map(encodeURIComponent)].join(
    '/',
  );
}

/** @returns the error for a clone URL that is not one of the provider's */
export function wrongUrl(
  config: GitOpsRepositoryConfig,
  expected: string,
): InputError {
  return new InputError(
    `adaptive.gitops.repositories '${config.id}': url '${config.url}' is not of the form ${expected}, which provider ${config.provider} needs`,
  );
}

/** The API's address without trailing slashes: the configured one, else the provider's usual one. */
export function apiUrlOf(
  config: GitOpsRepositoryConfig,
  usual: string,
): string {
  return (config.apiUrl ?? usual).replace(/\/+$/, '');
}

/** Value of an `Authorization` header for a user and a password. */
export function basic({ username, password }: GitCredentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

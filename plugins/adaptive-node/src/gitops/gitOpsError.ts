import {
  ConflictError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import type { GitOpsRepositoryConfig } from './types';

const MAX_REASON_LENGTH = 500;

const OUR_ERRORS = new Set([
  'ConflictError',
  'InputError',
  'NotAllowedError',
  'NotFoundError',
  'ServiceUnavailableError',
]);

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Reflect.get(value, key)
    : undefined;
}

function textOf(value: unknown, key: string): string | undefined {
  const field = fieldOf(value, key);
  return typeof field === 'string' && field !== '' ? field : undefined;
}

function statusOf(error: unknown): number | undefined {
  const status = fieldOf(fieldOf(error, 'data'), 'statusCode');
  return typeof status === 'number' ? status : undefined;
}

function onOneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ').slice(0, MAX_REASON_LENGTH);
}

/** Innermost reason: `fetch` hides "connection refused" in a chain of causes. */
function reasonOf(error: unknown): string {
  if (textOf(error, 'name') === 'TimeoutError') {
    return 'it did not answer in time';
  }
  const cause = fieldOf(error, 'cause');
  if (cause !== undefined) return reasonOf(cause);
  const text = textOf(error, 'message') ?? textOf(error, 'code');
  return text === undefined ? 'for unknown reasons' : onOneLine(text);
}

/** `fetch` reports every failure of the network as a TypeError with a cause, and its limits by name. */
function isNetworkFailure(error: unknown): boolean {
  const name = textOf(error, 'name');
  return (
    name === 'TimeoutError' ||
    name === 'AbortError' ||
    (name === 'TypeError' && fieldOf(error, 'cause') !== undefined)
  );
}

/**
 * How messages name a repository: by id and by its URL, which holds no credentials.
 *
 * @public
 */
export function describeRepository(
  repository: Pick<GitOpsRepositoryConfig, 'id' | 'url'>,
): string {
  return `GitOps repository '${repository.id}' at ${repository.url}`;
}

function errorForStatus(where: string, status: number): Error {
  switch (status) {
    case 401:
    case 403:
      return new NotAllowedError(
        `${where} refuses the portal's credential (HTTP ${status}); check username and token of this repository in the configuration`,
      );
    case 404:
      return new NotFoundError(
        `${where} does not exist there, or the portal's credential may not see it (HTTP 404)`,
      );
    default:
      return new ServiceUnavailableError(
        `${where} cannot be reached: it answered HTTP ${status}`,
      );
  }
}

function translate(
  error: unknown,
  repository: GitOpsRepositoryConfig,
  remoteSays: string,
): Error {
  const where = describeRepository(repository);
  const said = remoteSays === '' ? '' : `; it says: ${remoteSays}`;
  switch (textOf(error, 'code')) {
    case 'HttpError': {
      const status = statusOf(error);
      return status === undefined
        ? new ServiceUnavailableError(`${where} cannot be reached`)
        : errorForStatus(where, status);
    }
    case 'SmartHttpError':
      return new ServiceUnavailableError(
        `${where} does not answer like a git server`,
      );
    case 'PushRejectedError':
      return new ConflictError(
        `${where} has a newer commit on the branch than the one this change was made for (not a fast-forward); nothing was pushed, run the task again`,
      );
    case 'GitPushError':
      return new ConflictError(
        `${where} rejected the push: ${reasonOf(
          error,
        )}${said}; nothing was pushed`,
      );
    default: {
      const verb = isNetworkFailure(error) ? 'cannot be reached' : 'failed';
      return new ServiceUnavailableError(
        `${where} ${verb}: ${reasonOf(error)}${said}`,
      );
    }
  }
}

/**
 * Options of {@link toGitOpsError}.
 *
 * @public
 */
export interface ToGitOpsErrorOptions {
  repository: GitOpsRepositoryConfig;
  /** What the server printed, for example a hook's reason. */
  remoteSays?: string;
}

/**
 * Turns what git over HTTP failed with into an error that says which repository, why, and what to do; errors that
 * already do pass unchanged. Credentials are struck out wherever a server may have repeated them.
 *
 * @public
 */
export function toGitOpsError(
  error: unknown,
  options: ToGitOpsErrorOptions,
): Error {
  const { repository, remoteSays = '' } = options;
  // isomorphic-git has an error of the name NotFoundError, too; only its own carry `caller`.
  if (
    error instanceof Error &&
    OUR_ERRORS.has(error.name) &&
    !('caller' in error)
  ) {
    return error;
  }
  const translated = translate(error, repository, onOneLine(remoteSays));
  const password = repository.credentials()?.password;
  if (password) {
    translated.message = translated.message.replaceAll(password, '***');
  }
  return translated;
}

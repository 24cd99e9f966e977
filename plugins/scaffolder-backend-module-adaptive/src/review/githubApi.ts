import type { JsonObject, JsonValue } from '@backstage/types';
import {
  ConflictError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';

const TIMEOUT_MS = 30_000;

/** How to reach one repository's REST API. */
export interface GithubApiOptions {
  /** Without trailing slash, for example `https://api.github.com`. */
  apiBaseUrl: string;
  /** `<owner>/<name>`. */
  repository: string;
  token: string;
  signal?: AbortSignal;
}

/** One call of the API. */
export interface GithubCall {
  method: 'GET' | 'POST' | 'PATCH';
  /** Below `/repos/<owner>/<name>`, with its query. */
  path: string;
  body?: JsonObject;
}

/** GitHub explains a 422 in `message` and in a list of `errors`, of which either may be missing. */
function explanationOf(body: JsonValue | undefined): string {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return '';
  }
  const { message, errors } = body;
  const details = Array.isArray(errors)
    ? errors.map(error =>
        typeof error === 'object' && error !== null && !Array.isArray(error)
          ? error.message
          : error,
      )
    : [];
  return [message, ...details]
    .filter(text => typeof text === 'string')
    .join(': ')
    .slice(0, 300);
}

async function readJson(response: Response): Promise<JsonValue | undefined> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

function errorFor(where: string, status: number, explanation: string): Error {
  const said = explanation === '' ? '' : `: ${explanation}`;
  switch (status) {
    case 401:
    case 403:
      return new NotAllowedError(
        `${where} refuses the portal's credential (HTTP ${status})${said}`,
      );
    case 404:
      return new NotFoundError(
        `${where} does not exist, or the portal's credential may not see it (HTTP 404)`,
      );
    case 409:
    case 422:
      return new ConflictError(`${where} refuses the request${said}`);
    default:
      return new ServiceUnavailableError(
        `${where} answered HTTP ${status}${said}`,
      );
  }
}

/**
 * Calls GitHub's REST API.
 *
 * @throws an error that names the API and the repository and says what GitHub said; never the token
 */
export async function callGithub(
  options: GithubApiOptions,
  call: GithubCall,
): Promise<JsonValue | undefined> {
  const { apiBaseUrl, repository, token, signal } = options;
  const where = `GitHub repository '${repository}' at ${apiBaseUrl}`;
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  let response: Response;
  try {
    response = await fetch(`${apiBaseUrl}/repos/${repository}${call.path}`, {
      method: call.method,
      headers: {
        Accept: 'application/vnd.github+json',
        Authorization: `Bearer ${token}`,
        'X-GitHub-Api-Version': '2022-11-28',
        ...(call.body && { 'Content-Type': 'application/json' }),
      },
      body: call.body && JSON.stringify(call.body),
      signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
    });
  } catch (error) {
    throw new ServiceUnavailableError(`${where} cannot be reached`, error);
  }
  const body = await readJson(response);
  if (!response.ok) {
    throw errorFor(where, response.status, explanationOf(body));
  }
  return body;
}

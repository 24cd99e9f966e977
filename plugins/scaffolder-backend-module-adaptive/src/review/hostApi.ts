import type { JsonObject, JsonValue } from '@backstage/types';
import {
  ConflictError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import type { z } from 'zod';

const TIMEOUT_MS = 30_000;
const MAX_EXPLANATION = 300;

/** How to reach the REST API of one repository. */
export interface HostApi {
  /** Name of the product, for messages. */
  title: string;
  /** The repository, for messages. */
  repository: string;
  /** Address of the host's API, for messages; without a credential. */
  apiUrl: string;
  /** Where the repository is in the API, without trailing slash. */
  repositoryUrl: string;
  /** Value of the header `Authorization`. */
  authorization: string;
  headers?: Record<string, string>;
}

/** One call of an API. */
export interface HostCall<T> {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT';
  /** Below the repository, with its query. */
  path: string;
  body?: JsonObject;
  /** What the answer must be. */
  answer: z.ZodType<T>;
  /** Names the answer in messages. */
  what: string;
  signal?: AbortSignal;
}

/** Every host explains itself in another place: `message`, `error`, `error.message`, `errors[].message`. */
function explanationsOf(value: JsonValue | undefined): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(explanationsOf);
  if (typeof value !== 'object' || value === null) return [];
  return [value.message, value.error, value.errors].flatMap(explanationsOf);
}

async function readJson(response: Response): Promise<JsonValue | undefined> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

function errorFor(
  where: string,
  status: number,
  body: JsonValue | undefined,
): Error {
  const explanation = explanationsOf(body).join(': ').slice(0, MAX_EXPLANATION);
  const said = explanation === '' ? '' : `: ${explanation}`;
  switch (status) {
    // Azure DevOps shows its sign-in page with status 203.
    case 203:
    case 401:
    case 403:
      return new NotAllowedError(
        `${where} refuses the portal's credential (HTTP ${status})${said}`,
      );
    case 404:
      return new NotFoundError(
        `${where} does not exist, or the portal's credential may not see it (HTTP 404)`,
      );
    case 400:
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
 * Calls a git host's REST API.
 *
 * @throws an error that names the host and the repository and says what the host said; never the credential
 */
export async function callHost<T>(api: HostApi, call: HostCall<T>): Promise<T> {
  const { title, repository, apiUrl, repositoryUrl, authorization } = api;
  const where = `${title} repository '${repository}' at ${apiUrl}`;
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  let response: Response;
  try {
    response = await fetch(`${repositoryUrl}${call.path}`, {
      method: call.method,
      headers: {
        Accept: 'application/json',
        ...api.headers,
        Authorization: authorization,
        ...(call.body && { 'Content-Type': 'application/json' }),
      },
      body: call.body && JSON.stringify(call.body),
      signal: call.signal ? AbortSignal.any([timeout, call.signal]) : timeout,
    });
  } catch (error) {
    throw new ServiceUnavailableError(`${where} cannot be reached`, error);
  }
  const body = await readJson(response);
  if (!response.ok || response.status === 203) {
    throw errorFor(where, response.status, body);
  }
  const answer = call.answer.safeParse(body);
  if (!answer.success) {
    throw new ServiceUnavailableError(
      `${where} did not answer with ${call.what}`,
    );
  }
  return answer.data;
}

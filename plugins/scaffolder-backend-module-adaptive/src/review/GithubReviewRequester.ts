import { isError, ServiceUnavailableError } from '@backstage/errors';
import type { JsonObject, JsonValue } from '@backstage/types';
import { callGithub, type GithubApiOptions } from './githubApi';
import type { ReviewRequest, ReviewRequester } from './types';

/** GitHub refuses longer bodies. */
const MAX_BODY = 65_000;

interface PullRequest {
  number: number;
  url: string;
  body: string;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readPullRequest(value: JsonValue | undefined): PullRequest {
  if (
    isObject(value) &&
    typeof value.number === 'number' &&
    typeof value.html_url === 'string'
  ) {
    const body = typeof value.body === 'string' ? value.body : '';
    return { number: value.number, url: value.html_url, body };
  }
  throw new ServiceUnavailableError(
    "GitHub's answer is not a pull request with number and html_url",
  );
}

function shorten(body: string, marker: string): string {
  const end = `\n\n${marker}\n`;
  return body.length + end.length <= MAX_BODY
    ? `${body}${end}`
    : `${body.slice(0, MAX_BODY - end.length - 2)}…${end}`;
}

/** Asks for reviews by pull request on github.com or a GitHub Enterprise server. */
export class GithubReviewRequester implements ReviewRequester {
  readonly #api: GithubApiOptions;

  constructor(api: GithubApiOptions) {
    this.#api = api;
  }

  async ensureReview(request: ReviewRequest): Promise<{ url: string }> {
    const api = { ...this.#api, signal: request.signal };
    const body = shorten(request.body, request.marker);
    const open = await this.#findOpen(api, request);
    if (!open) {
      return this.#create(api, request, body);
    }
    // Without our marker somebody else opened it: it shows the same branch, and its words are theirs.
    if (open.body !== body && open.body.includes(request.marker)) {
      await callGithub(api, {
        method: 'PATCH',
        path: `/pulls/${open.number}`,
        body: { body },
      });
    }
    return { url: open.url };
  }

  async #findOpen(
    api: GithubApiOptions,
    request: ReviewRequest,
  ): Promise<PullRequest | undefined> {
    const [owner] = api.repository.split('/');
    const query = new URLSearchParams({
      state: 'open',
      head: `${owner}:${request.branch}`,
      base: request.targetBranch,
    });
    const found = await callGithub(api, {
      method: 'GET',
      path: `/pulls?${query}`,
    });
    if (!Array.isArray(found)) {
      throw new ServiceUnavailableError(
        "GitHub's answer is not a list of pull requests",
      );
    }
    return found.length === 0 ? undefined : readPullRequest(found[0]);
  }

  async #create(
    api: GithubApiOptions,
    request: ReviewRequest,
    body: string,
  ): Promise<{ url: string }> {
    const { title, branch, targetBranch } = request;
    try {
      const created = await callGithub(api, {
        method: 'POST',
        path: '/pulls',
        body: { title, body, head: branch, base: targetBranch },
      });
      return { url: readPullRequest(created).url };
    } catch (error) {
      // Another task may have opened it since we looked.
      const raced =
        isError(error) && error.name === 'ConflictError'
          ? await this.#findOpen(api, request)
          : undefined;
      if (raced) return { url: raced.url };
      throw error;
    }
  }
}

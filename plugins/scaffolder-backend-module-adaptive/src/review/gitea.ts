import { ServiceUnavailableError } from '@backstage/errors';
import { z } from 'zod';
import { callHost, type HostApi } from './hostApi';
import {
  apiUrlOf,
  basic,
  hostUrl,
  pathSegments,
  wrongUrl,
  type HostOptions,
} from './hostOptions';
import type { OpenRequest, ReviewHost } from './types';

const MAX_PAGES = 100;

const side = z.object({ ref: z.string(), repo_id: z.number() });
const pull = z.object({
  number: z.number(),
  html_url: z.string(),
  body: z.string().nullish(),
  head: side,
  base: side,
});

function openRequest(
  api: HostApi,
  found: z.infer<typeof pull>,
  signal?: AbortSignal,
): OpenRequest {
  return {
    url: found.html_url,
    body: found.body ?? '',
    async setBody(body) {
      await callHost(api, {
        method: 'PATCH',
        path: `/pulls/${found.number}`,
        body: { body },
        answer: pull,
        what: 'the changed pull request',
        signal,
      });
    },
  };
}

function createHost(api: HostApi): ReviewHost {
  return {
    maxBody: 1_000_000,
    // Gitea cannot list by branch: all open ones are read, in pages as large as the server allows.
    async findOpen({ branch, targetBranch, signal }) {
      for (let page = 1; page <= MAX_PAGES; page++) {
        const query = new URLSearchParams({
          state: 'open',
          sort: 'recentupdate',
          limit: '50',
          page: String(page),
        });
        const list = await callHost(api, {
          method: 'GET',
          path: `/pulls?${query}`,
          answer: z.array(pull),
          what: 'a list of pull requests',
          signal,
        });
        const found = list.find(
          ({ head, base }) =>
            head.ref === branch &&
            base.ref === targetBranch &&
            head.repo_id === base.repo_id,
        );
        if (found) return openRequest(api, found, signal);
        if (list.length === 0) return undefined;
      }
      throw new ServiceUnavailableError(
        `Gitea repository '${api.repository}' at ${api.apiUrl} has more open pull requests than the portal reads (${MAX_PAGES} pages)`,
      );
    },
    async create({ branch, targetBranch, title, body, signal }) {
      const created = await callHost(api, {
        method: 'POST',
        path: '/pulls',
        body: { head: branch, base: targetBranch, title, body },
        answer: pull,
        what: 'a pull request',
        signal,
      });
      return openRequest(api, created, signal);
    },
  };
}

/**
 * Reviews by pull request on a Gitea or Forgejo server.
 *
 * @throws InputError when the clone URL names no repository
 */
export async function giteaAdapter(options: HostOptions): Promise<ReviewHost> {
  const { config, credentials } = options;
  const segments = pathSegments(config);
  const [owner, name] = segments.slice(-2);
  if (owner === undefined || name === undefined) {
    throw wrongUrl(config, 'https://<host>/<owner>/<name>.git');
  }
  const apiUrl = apiUrlOf(
    config,
    `${hostUrl(config, segments.slice(0, -2))}/api/v1`,
  );
  const api: HostApi = {
    title: 'Gitea',
    repository: `${owner}/${name}`,
    apiUrl,
    repositoryUrl: `${apiUrl}/repos/${encodeURIComponent(
      owner,
    )}/${encodeURIComponent(name)}`,
    // A user's password, as integrations.gitea may have it, goes with its name only.
    authorization: config.credentials()
      ? `token ${credentials.password}`
      : basic(credentials),
  };
  return createHost(api);
}

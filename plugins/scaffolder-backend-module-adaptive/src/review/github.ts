import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { callHost, type HostApi } from './hostApi';
import {
  apiUrlOf,
  pathSegments,
  wrongUrl,
  type HostOptions,
} from './hostOptions';
import type { OpenRequest, ReviewHost } from './types';

const pullRequest = z.object({
  number: z.number(),
  html_url: z.string(),
  body: z.string().nullish(),
});

function openRequest(
  api: HostApi,
  found: z.infer<typeof pullRequest>,
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
        answer: pullRequest,
        what: 'the changed pull request',
        signal,
      });
    },
  };
}

function createHost(api: HostApi, owner: string): ReviewHost {
  return {
    maxBody: 65_000,
    async findOpen({ branch, targetBranch, signal }) {
      const query = new URLSearchParams({
        state: 'open',
        head: `${owner}:${branch}`,
        base: targetBranch,
      });
      const [found] = await callHost(api, {
        method: 'GET',
        path: `/pulls?${query}`,
        answer: z.array(pullRequest),
        what: 'a list of pull requests',
        signal,
      });
      return found && openRequest(api, found, signal);
    },
    async create({ branch, targetBranch, title, body, signal }) {
      const created = await callHost(api, {
        method: 'POST',
        path: '/pulls',
        body: { title, body, head: branch, base: targetBranch },
        answer: pullRequest,
        what: 'a pull request',
        signal,
      });
      return openRequest(api, created, signal);
    },
  };
}

/**
 * Reviews by pull request on github.com or a GitHub Enterprise server.
 *
 * @throws InputError when nothing says where the API of the host is
 */
export async function githubAdapter(options: HostOptions): Promise<ReviewHost> {
  const { config, credentials, integrations } = options;
  const known = integrations.github.byUrl(config.url)?.config.apiBaseUrl;
  if (known === undefined && config.apiUrl === undefined) {
    throw new InputError(
      `GitOps repository '${config.id}': host '${
        new URL(config.url).host
      }' has no entry with apiBaseUrl at integrations.github, which provider github needs; or set 'apiUrl'`,
    );
  }
  const [owner, name, ...more] = pathSegments(config);
  if (owner === undefined || name === undefined || more.length > 0) {
    throw wrongUrl(config, 'https://<host>/<owner>/<name>.git');
  }
  const apiUrl = apiUrlOf(config, known ?? '');
  const api: HostApi = {
    title: 'GitHub',
    repository: `${owner}/${name}`,
    apiUrl,
    repositoryUrl: `${apiUrl}/repos/${encodeURIComponent(
      owner,
    )}/${encodeURIComponent(name)}`,
    authorization: `Bearer ${credentials.password}`,
    headers: {
      Accept: 'application/vnd.github+json',
      'X-GitHub-Api-Version': '2022-11-28',
    },
  };
  return createHost(api, owner);
}

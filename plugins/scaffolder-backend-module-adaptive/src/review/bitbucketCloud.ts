import { z } from 'zod';
import { callHost, type HostApi } from './hostApi';
import {
  apiUrlOf,
  basic,
  pathSegments,
  wrongUrl,
  type HostOptions,
} from './hostOptions';
import type { OpenRequest, ReviewHost } from './types';

/** User name by which Bitbucket knows the access tokens of repositories, projects and workspaces. */
const TOKEN_USER = 'x-token-auth';

const pullRequest = z.object({
  id: z.number(),
  title: z.string(),
  description: z.string().nullish(),
  links: z.object({ html: z.object({ href: z.string() }) }),
  source: z.object({
    repository: z.object({ full_name: z.string() }).nullish(),
  }),
});

function openRequest(
  api: HostApi,
  found: z.infer<typeof pullRequest>,
  signal?: AbortSignal,
): OpenRequest {
  return {
    url: found.links.html.href,
    body: found.description ?? '',
    async setBody(description) {
      await callHost(api, {
        method: 'PUT',
        path: `/pullrequests/${found.id}`,
        // The title is required; people may have changed it.
        body: { title: found.title, description },
        answer: pullRequest,
        what: 'the changed pull request',
        signal,
      });
    },
  };
}

function createHost(api: HostApi): ReviewHost {
  return {
    maxBody: 32_000,
    async findOpen({ branch, targetBranch, signal }) {
      const query = new URLSearchParams({
        state: 'OPEN',
        q: `source.branch.name = ${JSON.stringify(
          branch,
        )} AND destination.branch.name = ${JSON.stringify(targetBranch)}`,
        pagelen: '50',
      });
      const { values } = await callHost(api, {
        method: 'GET',
        path: `/pullrequests?${query}`,
        answer: z.object({ values: z.array(pullRequest) }),
        what: 'a list of pull requests',
        signal,
      });
      const found = values.find(
        ({ source }) =>
          source.repository?.full_name.toLowerCase() ===
          api.repository.toLowerCase(),
      );
      return found && openRequest(api, found, signal);
    },
    async create({ branch, targetBranch, title, body, signal }) {
      const created = await callHost(api, {
        method: 'POST',
        path: '/pullrequests',
        body: {
          title,
          description: body,
          source: { branch: { name: branch } },
          destination: { branch: { name: targetBranch } },
        },
        answer: pullRequest,
        what: 'a pull request',
        signal,
      });
      return openRequest(api, created, signal);
    },
  };
}

/**
 * Reviews by pull request on bitbucket.org.
 *
 * @throws InputError when the clone URL names no repository
 */
export async function bitbucketCloudAdapter(
  options: HostOptions,
): Promise<ReviewHost> {
  const { config, credentials } = options;
  const [workspace, name, ...more] = pathSegments(config);
  if (workspace === undefined || name === undefined || more.length > 0) {
    throw wrongUrl(config, 'https://bitbucket.org/<workspace>/<name>.git');
  }
  const apiUrl = apiUrlOf(config, 'https://api.bitbucket.org/2.0');
  const api: HostApi = {
    title: 'Bitbucket',
    repository: `${workspace}/${name}`,
    apiUrl,
    repositoryUrl: `${apiUrl}/repositories/${encodeURIComponent(
      workspace,
    )}/${encodeURIComponent(name)}`,
    authorization:
      credentials.username === TOKEN_USER
        ? `Bearer ${credentials.password}`
        : basic(credentials),
  };
  return createHost(api);
}

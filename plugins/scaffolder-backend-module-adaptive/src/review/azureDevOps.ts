import type { GitOpsRepositoryConfig } from '@adaptive-portal/plugin-adaptive-node';
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

/** Spoken by Azure DevOps Server 2020 and later, and by the service. */
const VERSION = 'api-version=6.0';

const pullRequest = z.object({
  pullRequestId: z.number(),
  description: z.string().nullish(),
});

/** Where a repository is: `<base>/<project>/_git/<name>`. */
interface Coordinates {
  /** Organisation or collection, with what is above it. */
  base: string[];
  project: string;
  name: string;
}

function openRequest(
  api: HostApi,
  webUrl: string,
  found: z.infer<typeof pullRequest>,
  signal?: AbortSignal,
): OpenRequest {
  const id = found.pullRequestId;
  return {
    url: `${webUrl}/pullrequest/${id}`,
    body: found.description ?? '',
    async setBody(description) {
      await callHost(api, {
        method: 'PATCH',
        path: `/pullrequests/${id}?${VERSION}`,
        body: { description },
        answer: pullRequest,
        what: 'the changed pull request',
        signal,
      });
    },
  };
}

function createHost(api: HostApi, webUrl: string): ReviewHost {
  return {
    maxBody: 4_000,
    async findOpen({ branch, targetBranch, signal }) {
      const query = new URLSearchParams({
        'searchCriteria.status': 'active',
        'searchCriteria.sourceRefName': `refs/heads/${branch}`,
        'searchCriteria.targetRefName': `refs/heads/${targetBranch}`,
      });
      const { value } = await callHost(api, {
        method: 'GET',
        path: `/pullrequests?${query}&${VERSION}`,
        answer: z.object({
          value: z.array(
            pullRequest.extend({ forkSource: z.unknown().optional() }),
          ),
        }),
        what: 'a list of pull requests',
        signal,
      });
      const listed = value.find(({ forkSource }) => !forkSource);
      if (!listed) return undefined;
      // Lists have the first 400 characters of a description only.
      const found = await callHost(api, {
        method: 'GET',
        path: `/pullrequests/${listed.pullRequestId}?${VERSION}`,
        answer: pullRequest,
        what: 'a pull request',
        signal,
      });
      return openRequest(api, webUrl, found, signal);
    },
    async create({ branch, targetBranch, title, body, signal }) {
      const created = await callHost(api, {
        method: 'POST',
        path: `/pullrequests?${VERSION}`,
        body: {
          sourceRefName: `refs/heads/${branch}`,
          targetRefName: `refs/heads/${targetBranch}`,
          title: title.slice(0, 400),
          description: body,
        },
        answer: pullRequest,
        what: 'a pull request',
        signal,
      });
      return openRequest(api, webUrl, created, signal);
    },
  };
}

/** The service's short URLs leave out a project that has the repository's name. */
function coordinatesOf(config: GitOpsRepositoryConfig): Coordinates {
  const segments = pathSegments(config);
  const git = segments.lastIndexOf('_git');
  const before = segments.slice(0, git);
  const [name, ...more] = segments.slice(git + 1);
  if (git < 0 || name === undefined || more.length > 0) {
    throw wrongUrl(
      config,
      'https://<host>/<organization>/<project>/_git/<name>',
    );
  }
  const { hostname } = new URL(config.url);
  const organisations = hostname === 'dev.azure.com' ? 1 : 0;
  return before.length <= organisations
    ? { base: before, project: name, name }
    : { base: before.slice(0, -1), project: before[before.length - 1], name };
}

/**
 * Reviews by pull request on Azure DevOps, the service or a server.
 *
 * @throws InputError when the clone URL is not one of `/_git/`
 */
export async function azureDevOpsAdapter(
  options: HostOptions,
): Promise<ReviewHost> {
  const { config, credentials } = options;
  const { base, project, name } = coordinatesOf(config);
  const apiUrl = apiUrlOf(config, hostUrl(config, base));
  const [projectPart, namePart] = [project, name].map(encodeURIComponent);
  const api: HostApi = {
    title: 'Azure DevOps',
    repository: `${project}/${name}`,
    apiUrl,
    repositoryUrl: `${apiUrl}/${projectPart}/_apis/git/repositories/${namePart}`,
    // The service asks for the token only, whatever the user's name.
    authorization: credentials.bearer
      ? `Bearer ${credentials.password}`
      : basic(credentials),
  };
  const webUrl = config.url.replace(/\/+$/, '');
  return createHost(api, webUrl);
}

import { z } from 'zod';
import { callHost, type HostApi } from './hostApi';
import {
  apiUrlOf,
  hostUrl,
  pathSegments,
  wrongUrl,
  type HostOptions,
} from './hostOptions';
import type { OpenRequest, ReviewHost } from './types';

const mergeRequest = z.object({
  iid: z.number(),
  web_url: z.string(),
  description: z.string().nullish(),
  source_project_id: z.number().nullish(),
  target_project_id: z.number().nullish(),
});

function openRequest(
  api: HostApi,
  found: z.infer<typeof mergeRequest>,
  signal?: AbortSignal,
): OpenRequest {
  return {
    url: found.web_url,
    body: found.description ?? '',
    async setBody(description) {
      await callHost(api, {
        method: 'PUT',
        path: `/merge_requests/${found.iid}`,
        body: { description },
        answer: mergeRequest,
        what: 'the changed merge request',
        signal,
      });
    },
  };
}

function createHost(api: HostApi): ReviewHost {
  return {
    maxBody: 1_000_000,
    async findOpen({ branch, targetBranch, signal }) {
      const query = new URLSearchParams({
        state: 'opened',
        source_branch: branch,
        target_branch: targetBranch,
        per_page: '100',
      });
      const list = await callHost(api, {
        method: 'GET',
        path: `/merge_requests?${query}`,
        answer: z.array(mergeRequest),
        what: 'a list of merge requests',
        signal,
      });
      // The list has requests of forks whose branch happens to have this name, too.
      const found = list.find(
        request => request.source_project_id === request.target_project_id,
      );
      return found && openRequest(api, found, signal);
    },
    async create({ branch, targetBranch, title, body, signal }) {
      const created = await callHost(api, {
        method: 'POST',
        path: '/merge_requests',
        body: {
          source_branch: branch,
          target_branch: targetBranch,
          title,
          description: body,
        },
        answer: mergeRequest,
        what: 'a merge request',
        signal,
      });
      return openRequest(api, created, signal);
    },
  };
}

/**
 * Reviews by merge request on gitlab.com or a GitLab server.
 *
 * @throws InputError when the clone URL names no project
 */
export async function gitlabAdapter(options: HostOptions): Promise<ReviewHost> {
  const { config, credentials, integrations } = options;
  const known = integrations.gitlab.byUrl(config.url)?.config;
  // A server below a path, such as https://example.com/gitlab, says so at integrations.gitlab.
  const prefix = known
    ? new URL(known.baseUrl).pathname.split('/').filter(part => part !== '')
    : [];
  const segments = pathSegments(config).slice(prefix.length);
  if (segments.length < 2) {
    throw wrongUrl(config, 'https://<host>/<group>/<project>.git');
  }
  const project = segments.join('/');
  const apiUrl = apiUrlOf(
    config,
    known?.apiBaseUrl ?? `${hostUrl(config)}/api/v4`,
  );
  const api: HostApi = {
    title: 'GitLab',
    repository: project,
    apiUrl,
    repositoryUrl: `${apiUrl}/projects/${encodeURIComponent(project)}`,
    authorization: `Bearer ${credentials.password}`,
  };
  return createHost(api);
}

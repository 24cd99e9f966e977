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

const side = z.object({
  id: z.string(),
  repository: z.object({
    slug: z.string(),
    project: z.object({ key: z.string() }),
  }),
});
const pullRequest = z.object({
  id: z.number(),
  version: z.number(),
  title: z.string(),
  description: z.string().nullish(),
  reviewers: z
    .array(z.object({ user: z.object({ name: z.string() }) }))
    .nullish(),
  fromRef: side,
  toRef: side,
  links: z.object({ self: z.array(z.object({ href: z.string() })).min(1) }),
});

const pages = z.object({
  values: z.array(pullRequest),
  isLastPage: z.boolean(),
  nextPageStart: z.number().nullish(),
});

/** A repository as the API names it. */
interface Coordinates {
  project: string;
  slug: string;
}

function openRequest(
  api: HostApi,
  found: z.infer<typeof pullRequest>,
  signal?: AbortSignal,
): OpenRequest {
  return {
    url: found.links.self[0].href,
    body: found.description ?? '',
    async setBody(description) {
      const { title, version } = found;
      // What is left out here is removed; the version refuses a change that somebody else made meanwhile.
      const reviewers = (found.reviewers ?? []).map(({ user }) => ({
        user: { name: user.name },
      }));
      await callHost(api, {
        method: 'PUT',
        path: `/pull-requests/${found.id}`,
        body: { version, title, description, reviewers },
        answer: pullRequest,
        what: 'the changed pull request',
        signal,
      });
    },
  };
}

function createHost(api: HostApi, at: Coordinates): ReviewHost {
  const isHere = ({ repository }: z.infer<typeof side>) =>
    repository.slug.toLowerCase() === at.slug.toLowerCase() &&
    repository.project.key.toLowerCase() === at.project.toLowerCase();
  const ref = (branch: string) => ({
    id: `refs/heads/${branch}`,
    repository: { slug: at.slug, project: { key: at.project } },
  });
  return {
    maxBody: 32_000,
    async findOpen({ branch, targetBranch, signal }) {
      for (let start: number | undefined = 0; start !== undefined; ) {
        const query = new URLSearchParams({
          state: 'OPEN',
          direction: 'OUTGOING',
          at: `refs/heads/${branch}`,
          limit: '100',
          start: String(start),
        });
        const page: z.infer<typeof pages> = await callHost(api, {
          method: 'GET',
          path: `/pull-requests?${query}`,
          answer: pages,
          what: 'a list of pull requests',
          signal,
        });
        const found = page.values.find(
          ({ toRef }) =>
            toRef.id === `refs/heads/${targetBranch}` && isHere(toRef),
        );
        if (found) return openRequest(api, found, signal);
        const next: number | null | undefined = page.nextPageStart;
        // A page that points back would be read for ever.
        start =
          !page.isLastPage && typeof next === 'number' && next > start
            ? next
            : undefined;
      }
      return undefined;
    },
    async create({ branch, targetBranch, title, body, signal }) {
      const created = await callHost(api, {
        method: 'POST',
        path: '/pull-requests',
        body: {
          title,
          description: body,
          fromRef: ref(branch),
          toRef: ref(targetBranch),
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
 * Reviews by pull request on Bitbucket Server or Data Center.
 *
 * @throws InputError when the clone URL is not one of `/scm/`
 */
export async function bitbucketServerAdapter(
  options: HostOptions,
): Promise<ReviewHost> {
  const { config, credentials, integrations } = options;
  const known = integrations.bitbucketServer.byUrl(config.url)?.config;
  const segments = pathSegments(config);
  const scm = segments.lastIndexOf('scm');
  const [project, slug, ...more] = segments.slice(scm + 1);
  if (scm < 0 || project === undefined || !slug || more.length > 0) {
    throw wrongUrl(config, 'https://<host>/scm/<project>/<name>.git');
  }
  const apiUrl = apiUrlOf(
    config,
    known?.apiBaseUrl ??
      `${hostUrl(config, segments.slice(0, scm))}/rest/api/1.0`,
  );
  const api: HostApi = {
    title: 'Bitbucket Server',
    repository: `${project}/${slug}`,
    apiUrl,
    repositoryUrl: `${apiUrl}/projects/${encodeURIComponent(
      project,
    )}/repos/${encodeURIComponent(slug)}`,
    authorization: `Bearer ${credentials.password}`,
  };
  return createHost(api, { project, slug });
}

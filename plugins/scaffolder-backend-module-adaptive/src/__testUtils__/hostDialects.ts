import type { JsonObject } from '@backstage/types';
import {
  existsBetween,
  openBetween,
  openFakeRequest,
  type FakeAnswer,
  type FakeCall,
  type FakeRequest,
  type HostDialect,
} from './fakeHost';

/** The token that every fake accepts. */
export const TOKEN = 'hush-hush';

const WEB = 'https://host.example.com';
const NOT_FOUND: FakeAnswer = { status: 404, body: { message: 'Not Found' } };

const basic = (username: string) =>
  `Basic ${Buffer.from(`${username}:${TOKEN}`).toString('base64')}`;

const shortName = (ref: unknown) => String(ref).replace(/^refs\/heads\//, '');

/** Looks up `<folder>/<id>`. */
function byPath(
  { path }: FakeCall,
  folder: string,
  requests: FakeRequest[],
): FakeRequest | undefined {
  return requests.find(({ id }) => path === `${folder}/${id}`);
}

const gitlabView = (request: FakeRequest): JsonObject => ({
  iid: request.id,
  web_url: `${WEB}/${request.id}`,
  // GitLab trims what it stores.
  description: request.body.trim(),
  source_project_id: request.fork ? 8 : 7,
  target_project_id: 7,
});

const gitlab: HostDialect = {
  clonePath: '/acme/infra/platform.git',
  apiPath: '/api/v4/projects/acme%2Finfra%2Fplatform',
  authorization: [`Bearer ${TOKEN}`],
  refuse: { status: 401, body: { message: '401 Unauthorized' } },
  answer(call, requests) {
    const { method, path, query, fields } = call;
    if (method === 'GET' && path === '/merge_requests') {
      if (query.get('state') !== 'opened') return NOT_FOUND;
      const found = openBetween(
        requests,
        query.get('source_branch'),
        query.get('target_branch'),
      );
      return { status: 200, body: found.map(gitlabView) };
    }
    if (method === 'POST' && path === '/merge_requests') {
      const source = String(fields.source_branch);
      const target = String(fields.target_branch);
      if (existsBetween(requests, source, target)) {
        const message = [
          'Another open merge request already exists for this source branch: !1',
        ];
        return { status: 409, body: { message } };
      }
      const title = String(fields.title);
      const body = String(fields.description);
      return {
        status: 201,
        body: gitlabView(
          openFakeRequest(requests, { title, body, source, target }),
        ),
      };
    }
    const request = byPath(call, '/merge_requests', requests);
    if (method !== 'PUT' || !request) return NOT_FOUND;
    request.body = String(fields.description);
    return { status: 200, body: gitlabView(request) };
  },
};

const giteaView = (request: FakeRequest): JsonObject => ({
  number: request.id,
  html_url: `${WEB}/${request.id}`,
  body: request.body,
  head: { ref: request.source, repo_id: request.fork ? 8 : 7 },
  base: { ref: request.target, repo_id: 7 },
});

const gitea: HostDialect = {
  clonePath: '/acme/platform.git',
  apiPath: '/api/v1/repos/acme/platform',
  authorization: [`token ${TOKEN}`, basic('bot')],
  refuse: { status: 401, body: { message: 'token is required' } },
  answer(call, requests) {
    const { method, path, query, fields } = call;
    if (method === 'GET' && path === '/pulls') {
      // The server allows fewer on a page than the portal asks for.
      const page = Number(query.get('page'));
      const open = requests.filter(request => request.open);
      const body = open.slice((page - 1) * 2, page * 2).map(giteaView);
      return { status: 200, body };
    }
    if (method === 'POST' && path === '/pulls') {
      const source = String(fields.head);
      const target = String(fields.base);
      if (existsBetween(requests, source, target)) {
        const message = 'pull request already exists for these targets';
        return { status: 409, body: { message } };
      }
      const title = String(fields.title);
      const body = String(fields.body);
      return {
        status: 201,
        body: giteaView(
          openFakeRequest(requests, { title, body, source, target }),
        ),
      };
    }
    const request = byPath(call, '/pulls', requests);
    if (method !== 'PATCH' || !request) return NOT_FOUND;
    request.body = String(fields.body);
    return { status: 201, body: giteaView(request) };
  },
};

const bitbucketCloudView = (request: FakeRequest): JsonObject => ({
  id: request.id,
  title: request.title,
  description: request.body,
  links: { html: { href: `${WEB}/${request.id}` } },
  source: {
    repository: { full_name: request.fork ? 'erin/platform' : 'acme/platform' },
  },
});

/** `{branch: {name}}`, as the body of a request has it. */
const branchOf = (value: unknown) => String(Object(value).branch?.name);

const bitbucketCloud: HostDialect = {
  clonePath: '/acme/platform.git',
  apiPath: '/2.0/repositories/acme/platform',
  authorization: [`Bearer ${TOKEN}`, basic('bot')],
  refuse: { status: 401, body: { error: { message: 'Token is invalid' } } },
  answer(call, requests) {
    const { method, path, query, fields } = call;
    if (method === 'GET' && path === '/pullrequests') {
      const match =
        /^source\.branch\.name = "([^"]+)" AND destination\.branch\.name = "([^"]+)"$/.exec(
          query.get('q') ?? '',
        );
      if (!match || query.get('state') !== 'OPEN') {
        return { status: 400, body: { error: { message: 'Bad query' } } };
      }
      const values = openBetween(requests, match[1], match[2]);
      return { status: 200, body: { values: values.map(bitbucketCloudView) } };
    }
    if (method === 'POST' && path === '/pullrequests') {
      const source = branchOf(fields.source);
      const target = branchOf(fields.destination);
      const title = String(fields.title);
      const body = String(fields.description);
      return {
        status: 201,
        body: bitbucketCloudView(
          openFakeRequest(requests, { title, body, source, target }),
        ),
      };
    }
    const request = byPath(call, '/pullrequests', requests);
    if (method !== 'PUT' || !request) return NOT_FOUND;
    if (typeof fields.title !== 'string') {
      return { status: 400, body: { error: { message: 'title: required' } } };
    }
    request.title = fields.title;
    request.body = String(fields.description);
    return { status: 200, body: bitbucketCloudView(request) };
  },
};

/** The repository of either side, as Bitbucket Server names it: keys in capitals. */
const serverSide = (branch: string, fork = false): JsonObject => ({
  id: `refs/heads/${branch}`,
  repository: { slug: 'platform', project: { key: fork ? '~ERIN' : 'ACME' } },
});

const bitbucketServerView = (request: FakeRequest): JsonObject => ({
  id: request.id,
  version: 3,
  title: request.title,
  description: request.body,
  reviewers: [{ user: { name: 'sam' }, approved: false }],
  // What leaves this repository may go to the one it was forked from.
  fromRef: serverSide(request.source),
  toRef: serverSide(request.target, request.fork),
  links: { self: [{ href: `${WEB}/${request.id}` }] },
});

const serverError = (message: string) => ({ errors: [{ message }] });

const bitbucketServer: HostDialect = {
  clonePath: '/scm/acme/platform.git',
  apiPath: '/rest/api/1.0/projects/acme/repos/platform',
  authorization: [`Bearer ${TOKEN}`],
  refuse: { status: 401, body: serverError('Authentication failed') },
  answer(call, requests) {
    const { method, path, query, fields } = call;
    if (method === 'GET' && path === '/pull-requests') {
      if (query.get('direction') !== 'OUTGOING') return NOT_FOUND;
      const start = Number(query.get('start'));
      const found = requests.filter(
        ({ open, source }) =>
          open && `refs/heads/${source}` === query.get('at'),
      );
      const body = {
        values: found.slice(start, start + 1).map(bitbucketServerView),
        isLastPage: start + 1 >= found.length,
        nextPageStart: start + 1 >= found.length ? null : start + 1,
      };
      return { status: 200, body };
    }
    if (method === 'POST' && path === '/pull-requests') {
      const source = shortName(Object(fields.fromRef).id);
      const target = shortName(Object(fields.toRef).id);
      if (existsBetween(requests, source, target)) {
        return {
          status: 409,
          body: serverError('Only one pull request may be open'),
        };
      }
      const title = String(fields.title);
      const body = String(fields.description);
      return {
        status: 201,
        body: bitbucketServerView(
          openFakeRequest(requests, { title, body, source, target }),
        ),
      };
    }
    const request = byPath(call, '/pull-requests', requests);
    if (method !== 'PUT' || !request) return NOT_FOUND;
    const reviewers = JSON.stringify(fields.reviewers);
    if (fields.version !== 3 || reviewers !== '[{"user":{"name":"sam"}}]') {
      return { status: 409, body: serverError('You are out of date') };
    }
    request.title = String(fields.title);
    request.body = String(fields.description);
    return { status: 200, body: bitbucketServerView(request) };
  },
};

const azureView = (request: FakeRequest): JsonObject => ({
  pullRequestId: request.id,
  title: request.title,
  description: request.body,
  ...(request.fork && { forkSource: { repository: { name: 'fork' } } }),
});

const azureDevOps: HostDialect = {
  clonePath: '/acme/infra/_git/platform',
  apiPath: '/acme/infra/_apis/git/repositories/platform',
  authorization: [basic('git')],
  // The sign-in page.
  refuse: { status: 203, body: '<html></html>' },
  answer(call, requests) {
    const { method, path, query, fields } = call;
    if (query.get('api-version') !== '6.0') {
      return { status: 400, body: { message: 'No api-version' } };
    }
    if (method === 'GET' && path === '/pullrequests') {
      const found = openBetween(
        requests,
        shortName(query.get('searchCriteria.sourceRefName')),
        shortName(query.get('searchCriteria.targetRefName')),
      );
      const value = found.map(request =>
        azureView({ ...request, body: request.body.slice(0, 400) }),
      );
      return { status: 200, body: { value, count: value.length } };
    }
    if (method === 'POST' && path === '/pullrequests') {
      const source = shortName(fields.sourceRefName);
      const target = shortName(fields.targetRefName);
      const title = String(fields.title);
      const body = String(fields.description);
      if (existsBetween(requests, source, target)) {
        const message = 'TF401179: An active pull request already exists';
        return { status: 409, body: { message } };
      }
      if (body.length > 4000) {
        return { status: 400, body: { message: 'Description too long' } };
      }
      return {
        status: 201,
        body: azureView(
          openFakeRequest(requests, { title, body, source, target }),
        ),
      };
    }
    const request = byPath(call, '/pullrequests', requests);
    if (!request) return NOT_FOUND;
    if (method === 'PATCH') request.body = String(fields.description);
    return { status: 200, body: azureView(request) };
  },
};

/** The parts of the products' REST APIs that the portal speaks, by provider. */
export const hostDialects = {
  gitlab,
  gitea,
  'bitbucket-cloud': bitbucketCloud,
  'bitbucket-server': bitbucketServer,
  'azure-devops': azureDevOps,
};

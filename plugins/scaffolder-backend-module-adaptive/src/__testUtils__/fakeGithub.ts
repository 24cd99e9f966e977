import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { JsonObject } from '@backstage/types';

/** A pull request as the API shows it, as far as the portal reads it. */
export interface FakePullRequest {
  number: number;
  html_url: string;
  state: 'open' | 'closed';
  title: string;
  body: string;
  head: string;
  base: string;
}

/** The part of GitHub's REST API that handles pull requests, below `/api/v3`. */
export interface FakeGithub {
  pulls: FakePullRequest[];
  /** `<method> <path>` of every call. */
  calls: string[];
  /** Answers every call with this instead. */
  failWith?: { status: number; body: string };
  /** To be given to the git server, so that both are one host. */
  intercept(request: IncomingMessage, response: ServerResponse): boolean;
}

const PULLS = '/api/v3/repos/acme/platform/pulls';

function validationFailed(message: string) {
  return {
    status: 422,
    body: { message: 'Validation Failed', errors: [{ message }] },
  };
}

/** Creates the API of an empty host that accepts one token. */
export function createFakeGithub(token: string): FakeGithub {
  const github: FakeGithub = { pulls: [], calls: [], intercept };

  function create(fields: JsonObject) {
    const { title, body, head, base } = fields;
    if (
      github.pulls.some(pull => pull.state === 'open' && pull.head === head)
    ) {
      return validationFailed(`A pull request already exists for ${head}.`);
    }
    const number = github.pulls.length + 1;
    const pull: FakePullRequest = {
      number,
      html_url: `https://github.example.com/acme/platform/pull/${number}`,
      state: 'open',
      title: String(title),
      body: String(body),
      head: String(head),
      base: String(base),
    };
    github.pulls.push(pull);
    return { status: 201, body: pull };
  }

  async function answer(request: IncomingMessage, url: URL) {
    const raw = await text(request);
    const fields: JsonObject = raw === '' ? {} : JSON.parse(raw);
    if (github.failWith) return github.failWith;
    if (request.headers.authorization !== `Bearer ${token}`) {
      return { status: 401, body: { message: 'Bad credentials' } };
    }
    if (request.method === 'GET' && url.pathname === PULLS) {
      const head = url.searchParams.get('head');
      const body = github.pulls.filter(
        pull =>
          pull.state === url.searchParams.get('state') &&
          `acme:${pull.head}` === head &&
          pull.base === url.searchParams.get('base'),
      );
      return { status: 200, body };
    }
    if (request.method === 'POST' && url.pathname === PULLS) {
      return create(fields);
    }
    const pull = github.pulls.find(
      ({ number }) => url.pathname === `${PULLS}/${number}`,
    );
    if (request.method === 'PATCH' && pull) {
      return { status: 200, body: Object.assign(pull, fields) };
    }
    return { status: 404, body: { message: 'Not Found' } };
  }

  function intercept(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', 'http://github');
    if (!url.pathname.startsWith('/api/v3/')) return false;
    github.calls.push(`${request.method} ${url.pathname}`);
    answer(request, url).then(({ status, body }) => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
    return true;
  }

  return github;
}

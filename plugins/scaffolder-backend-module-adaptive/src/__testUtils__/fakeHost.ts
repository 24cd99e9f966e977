import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { JsonObject, JsonValue } from '@backstage/types';

/** A pull or merge request, whatever the host calls it. */
export interface FakeRequest {
  id: number;
  open: boolean;
  title: string;
  body: string;
  source: string;
  target: string;
  /** From another repository, whose branch has the same name. */
  fork: boolean;
}

/** One call as a dialect sees it. */
export interface FakeCall {
  method: string;
  /** Below the repository. */
  path: string;
  query: URLSearchParams;
  fields: JsonObject;
}

/** What a dialect answers. */
export interface FakeAnswer {
  status: number;
  body: JsonValue;
}

/** How one product speaks: the part of its REST API that the portal uses. */
export interface HostDialect {
  /** Path of the clone URL. */
  clonePath: string;
  /** Path of the repository in the API. */
  apiPath: string;
  /** Values of the header `Authorization` that it accepts. */
  authorization: string[];
  answer(call: FakeCall, requests: FakeRequest[]): FakeAnswer;
  /** How it refuses a credential. */
  refuse: FakeAnswer;
}

/** A running fake. */
export interface FakeHost {
  requests: FakeRequest[];
  /** `<method> <path below the repository>` of every call. */
  calls: string[];
  /** Answers every call with this instead. */
  failWith?: { status: number; body: string };
  /** To be given to the git server, so that both are one host. */
  intercept(request: IncomingMessage, response: ServerResponse): boolean;
}

/** The fields of a new request, open. */
export function openFakeRequest(
  requests: FakeRequest[],
  fields: Pick<FakeRequest, 'title' | 'body' | 'source' | 'target'>,
): FakeRequest {
  const request = {
    ...fields,
    id: requests.length + 1,
    open: true,
    fork: false,
  };
  requests.push(request);
  return request;
}

/** The open requests between two branches, forks included. */
export function openBetween(
  requests: FakeRequest[],
  source: string | null,
  target: string | null,
): FakeRequest[] {
  return requests.filter(
    request =>
      request.open && request.source === source && request.target === target,
  );
}

/** Whether the host would refuse one more request between two branches. */
export function existsBetween(
  requests: FakeRequest[],
  source: string,
  target: string,
): boolean {
  return openBetween(requests, source, target).some(({ fork }) => !fork);
}

/** Creates the API of a host without requests. */
export function createFakeHost(dialect: HostDialect): FakeHost {
  const host: FakeHost = { requests: [], calls: [], intercept };

  async function answer(request: IncomingMessage, url: URL, path: string) {
    const raw = await text(request);
    if (host.failWith) return host.failWith;
    if (!dialect.authorization.includes(request.headers.authorization ?? '')) {
      return dialect.refuse;
    }
    return dialect.answer(
      {
        method: request.method ?? '',
        path,
        query: url.searchParams,
        fields: raw === '' ? {} : JSON.parse(raw),
      },
      host.requests,
    );
  }

  function intercept(request: IncomingMessage, response: ServerResponse) {
    const raw = request.url ?? '/';
    const url = new URL(raw, 'http://host');
    if (url.pathname.startsWith(`${dialect.apiPath}/`)) {
      const path = url.pathname.slice(dialect.apiPath.length);
      host.calls.push(`${request.method} ${path}`);
      answer(request, url, path).then(({ status, body }) => {
        response.writeHead(status, { 'Content-Type': 'application/json' });
        response.end(typeof body === 'string' ? body : JSON.stringify(body));
      });
      return true;
    }
    // The git server has one repository; each product has its own paths to it.
    if (raw.startsWith(`${dialect.clonePath}/`)) {
      request.url = raw.replace(dialect.clonePath, '/acme/platform.git');
    }
    return false;
  }

  return host;
}

import type { GitHttpRequest, HttpClient } from 'isomorphic-git';
import type { GitCredentials } from './types';

const DEFAULT_TIMEOUT_MS = 60_000;

/**
 * Options of {@link createGitTransport}.
 *
 * @public
 */
export interface GitTransportOptions {
  url: string;
  credentials?: GitCredentials;
  /** Longest time one HTTP exchange may take, its body included. Default 60 000. */
  timeoutMs?: number;
  /** Ends what is under way. */
  signal?: AbortSignal;
}

/**
 * Where and how isomorphic-git talks to one server; to be spread into its `fetch`, `push` and `listServerRefs`.
 *
 * @public
 */
export interface GitTransport {
  http: HttpClient;
  url: string;
  headers: Record<string, string>;
}

async function collectBody(
  body: GitHttpRequest['body'],
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (body === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) {
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

async function* streamBody(
  body: Response['body'],
): AsyncIterableIterator<Uint8Array> {
  if (body !== null) {
    yield* body;
  }
}

/**
 * Creates a transport on the platform's own `fetch`, with a time limit that isomorphic-git's client lacks. The
 * credential is sent with the first request, and by `fetch`'s own rules not to another origin after a redirect.
 *
 * @public
 */
export function createGitTransport(options: GitTransportOptions): GitTransport {
  const { url, credentials, timeoutMs = DEFAULT_TIMEOUT_MS, signal } = options;
  const basic =
    credentials &&
    Buffer.from(`${credentials.username}:${credentials.password}`).toString(
      'base64',
    );
  return {
    url,
    headers: basic === undefined ? {} : { Authorization: `Basic ${basic}` },
    http: {
      async request({ url: target, method, headers, body }) {
        const timeout = AbortSignal.timeout(timeoutMs);
        const response = await fetch(target, {
          method,
          headers,
          body: await collectBody(body),
          signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
        });
        return {
          url: response.url,
          method,
          statusCode: response.status,
          statusMessage: response.statusText,
          headers: Object.fromEntries(response.headers),
          body: streamBody(response.body),
        };
      },
    },
  };
}

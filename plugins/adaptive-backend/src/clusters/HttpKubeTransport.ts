import { Agent, Dispatcher, request } from 'undici';
import { KubeResponse, KubeTransport } from './KubeTransport';
import { KubeTransportError, toTransportError } from './KubeTransportError';
import { WatchableCluster } from './types';

/** Options of {@link HttpKubeTransport}. */
export interface HttpKubeTransportOptions {
  cluster: Pick<WatchableCluster, 'url' | 'tls' | 'credentials'>;
  /** Upper bound of connections; every open watch holds one. */
  maxConnections: number;
  connectTimeoutMs: number;
  /** Milliseconds since the epoch, to read a `Retry-After` that is a date. */
  now: () => number;
}

/** Reads `Retry-After`, which is a number of seconds or a date. */
export function parseRetryAfter(
  header: unknown,
  now: number,
): number | undefined {
  if (typeof header !== 'string') return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Keep-alive HTTP/1.1 connections to one API server. */
export class HttpKubeTransport implements KubeTransport {
  readonly #options: HttpKubeTransportOptions;
  readonly #base: string;
  readonly #agent: Agent;

  constructor(options: HttpKubeTransportOptions) {
    const { url, tls } = options.cluster;
    this.#options = options;
    this.#base = url.replace(/\/+$/, '');
    this.#agent = new Agent({
      connections: options.maxConnections,
      // Deadlines are the callers': a quiet watch is healthy for longer than any fixed limit.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: {
        timeout: options.connectTimeoutMs,
        keepAlive: true,
        rejectUnauthorized: !tls.skipVerify,
        ...(tls.ca !== undefined && { ca: tls.ca }),
      },
    });
  }

  async get(
    path: string,
    signal: AbortSignal,
    accept = 'application/json',
  ): Promise<KubeResponse> {
    const token = await this.#token();
    try {
      const response = await request(`${this.#base}${path}`, {
        dispatcher: this.#agent,
        signal,
        headers: {
          accept,
          'user-agent': 'adaptive-portal',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
      });
      return {
        status: response.statusCode,
        retryAfterMs: parseRetryAfter(
          response.headers['retry-after'],
          this.#options.now(),
        ),
        body: readBody(response.body, signal),
      };
    } catch (error) {
      signal.throwIfAborted();
      throw toTransportError(error);
    }
  }

  async refreshCredentials(): Promise<boolean> {
    try {
      return await this.#options.cluster.credentials.refresh();
    } catch {
      // The next request reads the credentials again and reports what is wrong with them.
      return false;
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #token(): Promise<string | undefined> {
    try {
      return await this.#options.cluster.credentials.token();
    } catch {
      throw new KubeTransportError(
        'was not asked: its credentials cannot be read',
      );
    }
  }
}

async function* readBody(
  body: Dispatcher.ResponseData['body'],
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) yield chunk;
  } catch (error) {
    signal.throwIfAborted();
    throw toTransportError(error);
  }
}

import { Agent, Dispatcher, ProxyAgent, request } from 'undici';
import { CredentialsError } from './CredentialsError';
import { KubeResponse, KubeTransport } from './KubeTransport';
import { KubeTransportError, toTransportError } from './KubeTransportError';
import { ClientCertificate, WatchableCluster } from './types';

/** Options of {@link HttpKubeTransport}. */
export interface HttpKubeTransportOptions {
  cluster: Pick<
    WatchableCluster,
    'url' | 'tls' | 'proxyUrl' | 'credentials' | 'requests'
  >;
  /** Upper bound of connections; over HTTP/1.1 every open watch holds one. */
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

/** Connections to one API server: HTTP/2, where all watches share one, or HTTP/1.1, where each has its own. */
export class HttpKubeTransport implements KubeTransport {
  readonly #options: HttpKubeTransportOptions;
  readonly #base: string;
  #agent: Dispatcher;
  #certificate?: ClientCertificate;
  /** Agents of certificates that were replaced; their watches go on until they end. */
  readonly #retired = new Set<Dispatcher>();

  constructor(options: HttpKubeTransportOptions) {
    this.#options = options;
    this.#base = options.cluster.url.replace(/\/+$/, '');
    this.#agent = this.#createAgent();
  }

  #createAgent(): Dispatcher {
    const { cluster, maxConnections, connectTimeoutMs } = this.#options;
    const { tls, proxyUrl } = cluster;
    const connect = {
      timeout: connectTimeoutMs,
      keepAlive: true,
      preferH2: true,
      rejectUnauthorized: !tls.skipVerify,
      ...(tls.ca !== undefined && { ca: tls.ca }),
      ...(tls.serverName !== undefined && { servername: tls.serverName }),
      ...this.#certificate,
    };
    const options = {
      connections: maxConnections,
      allowH2: true,
      // Deadlines are the callers': a quiet watch is healthy for longer than any fixed limit.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    return proxyUrl === undefined
      ? new Agent({ ...options, connect })
      : new ProxyAgent({
          ...options,
          uri: proxyUrl,
          proxyTls: { timeout: connectTimeoutMs },
          requestTls: { ...connect, allowH2: true },
        });
  }

  async turn(signal: AbortSignal, isUrgent = false): Promise<void> {
    await this.#options.cluster.requests?.take(signal, isUrgent);
  }

  get(
    path: string,
    signal: AbortSignal,
    accept = 'application/json',
  ): Promise<KubeResponse> {
    return this.#send({ path, accept }, signal);
  }

  post(path: string, json: string, signal: AbortSignal): Promise<KubeResponse> {
    return this.#send({ path, accept: 'application/json', json }, signal);
  }

  async #send(
    { path, accept, json }: { path: string; accept: string; json?: string },
    signal: AbortSignal,
  ): Promise<KubeResponse> {
    const token = await unlessAborted(() => this.#logIn(), signal);
    try {
      const response = await request(`${this.#base}${path}`, {
        dispatcher: this.#agent,
        signal,
        headers: {
          accept,
          'user-agent': 'adaptive-portal',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(json !== undefined && { 'content-type': 'application/json' }),
        },
        ...(json !== undefined && { method: 'POST', body: json }),
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

  reconnect(): void {
    const old = this.#agent;
    this.#agent = this.#createAgent();
    void old.destroy();
  }

  async close(): Promise<void> {
    const agents = [this.#agent, ...this.#retired];
    await Promise.all(agents.map(agent => agent.destroy()));
  }

  /** Brings the client certificate up to date and gives the token. */
  async #logIn(): Promise<string | undefined> {
    const { credentials } = this.#options.cluster;
    try {
      this.#use(await credentials.certificate?.());
      return await credentials.token();
    } catch (error) {
      // Other errors may say anything: a cloud's client repeats what it sent.
      const reason = error instanceof CredentialsError ? error.message : '';
      throw new KubeTransportError(
        `was not asked: ${reason || 'its credentials cannot be read'}`,
      );
    }
  }

  #use(certificate: ClientCertificate | undefined): void {
    if (
      certificate?.cert === this.#certificate?.cert &&
      certificate?.key === this.#certificate?.key
    )
      return;
    const old = this.#agent;
    this.#certificate = certificate;
    this.#agent = this.#createAgent();
    this.#retired.add(old);
    void old.close().then(() => this.#retired.delete(old));
  }
}

/** A login that takes for ever must not make the request take for ever. */
async function unlessAborted<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted();
  let abort: () => void = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort);
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
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

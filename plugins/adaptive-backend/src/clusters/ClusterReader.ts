import { HttpKubeTransport } from './HttpKubeTransport';
import { KubeTransport } from './KubeTransport';
import { KubeTransportError } from './KubeTransportError';
import { ClusterDefinition, WatchableCluster } from './types';

/** An answer of an API server, read to its end. Redirects are answers like others: none is followed. */
export interface ClusterAnswer {
  status: number;
  text: string;
}

/** Bounds of one question. */
export interface ClusterQuestion {
  signal: AbortSignal;
  /** For the answer, from the moment in which the limits of the API server allow the question. */
  timeoutMs: number;
  /** Of the body; a longer one is an error. */
  maxBytes: number;
  /** Body of the question, which makes it a POST; a GET without. */
  json?: string;
}

/** Asks API servers single questions, with the credentials and the trust of their watches. */
export interface ClusterReader {
  /**
   * @param path - absolute path with query
   * @throws KubeTransportError when there is no usable answer; the signal's reason when that was aborted, and a
   * TimeoutError when the answer is late
   */
  ask(
    cluster: string,
    path: string,
    question: ClusterQuestion,
  ): Promise<ClusterAnswer>;
  /** Ends all questions and closes all connections. */
  close(): Promise<void>;
}

/** Connections per cluster, so that slow answers hold up no watch. */
const MAX_CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 5_000;

async function readText(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes)
      throw new KubeTransportError(`answered more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Connections of their own to the clusters that are asked, each opened with its first question. */
export class DefaultClusterReader implements ClusterReader {
  readonly #definitionOf: (cluster: string) => ClusterDefinition | undefined;
  readonly #open = new Map<
    string,
    { definition: WatchableCluster; transport: KubeTransport }
  >();

  /** @param definitionOf - the cluster as it is configured at the moment */
  constructor(
    definitionOf: (cluster: string) => ClusterDefinition | undefined,
  ) {
    this.#definitionOf = definitionOf;
  }

  async ask(
    cluster: string,
    path: string,
    question: ClusterQuestion,
  ): Promise<ClusterAnswer> {
    const transport = this.#transportOf(cluster);
    const first = await this.#ask(transport, path, question);
    const isWorthAsking =
      first.status === 401 && (await transport.refreshCredentials());
    return isWorthAsking ? this.#ask(transport, path, question) : first;
  }

  async close(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(open.map(({ transport }) => transport.close()));
  }

  async #ask(
    transport: KubeTransport,
    path: string,
    { signal, timeoutMs, maxBytes, json }: ClusterQuestion,
  ): Promise<ClusterAnswer> {
    await transport.turn(signal);
    const done = new AbortController();
    const late = AbortSignal.timeout(timeoutMs);
    const ended = AbortSignal.any([signal, late, done.signal]);
    try {
      const { status, body } = await (json === undefined
        ? transport.get(path, ended)
        : transport.post(path, json, ended));
      return { status, text: await readText(body, maxBytes) };
    } finally {
      // Of an answer that is too long, the rest is not wanted.
      done.abort();
    }
  }

  #transportOf(cluster: string): KubeTransport {
    const definition = this.#definitionOf(cluster);
    const known = this.#open.get(cluster);
    if (known && known.definition === definition) return known.transport;
    if (known) {
      this.#open.delete(cluster);
      void known.transport.close();
    }
    if (!definition?.watchable)
      throw new KubeTransportError(
        `is not asked. ${
          definition?.message ?? 'No source names this cluster'
        }`,
      );
    if (definition.join)
      throw new KubeTransportError(
        'is not asked: its objects come from a cache of many clusters, which does not lead into them',
      );
    const transport = new HttpKubeTransport({
      cluster: definition,
      maxConnections: MAX_CONNECTIONS,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      now: Date.now,
    });
    this.#open.set(cluster, { definition, transport });
    return transport;
  }
}

import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import { createSecureServer, Http2SecureServer } from 'node:http2';
import { AddressInfo, Socket } from 'node:net';
import type { createTestCertificates } from '../../clusters/__testUtils__/createTestCertificates';

/** A raw object as the fake server holds it. */
export interface RawObject {
  metadata: {
    name: string;
    namespace?: string;
    uid: string;
    resourceVersion: string;
  } & Record<string, unknown>;
  [field: string]: unknown;
}

/** What to do with the next request instead of answering it; `true` when it has been dealt with. */
export type Fault = (
  request: IncomingMessage,
  response: ServerResponse,
) => boolean;

interface Change {
  version: number;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: RawObject;
  before?: RawObject;
}

interface OpenWatch {
  response: ServerResponse;
  path: string;
  selects: Selects;
}

type Selects = (object: RawObject) => boolean;

/** Field selectors with `=` and `!=`, of any field. */
function selectsOf(url: URL): Selects {
  const terms = (url.searchParams.get('fieldSelector') ?? '')
    .split(',')
    .filter(term => term !== '')
    .map(term => /^(.*?)(!?)=(.*)$/.exec(term) ?? []);
  return object =>
    terms.every(([, field = '', not, value]) => {
      const found = field
        .split('.')
        .reduce<unknown>(
          (at, key) => (at as Record<string, unknown> | undefined)?.[key],
          object,
        );
      return (String(found ?? '') === value) === (not === '');
    });
}

/**
 * A small API server over real HTTP, with a truth to compare with: collections with one version counter,
 * paged lists, watches that replay, compaction, and faults on demand.
 */
export class FakeApiServer {
  readonly requests: URL[] = [];
  readonly tokens: Array<string | undefined> = [];
  /** Versions of HTTP that were spoken: `1.1`, `2.0`. */
  readonly httpVersions = new Set<string>();
  /** Whether `sendInitialEvents` is supported; refused otherwise, as by a server that has it switched off. */
  streamsLists = false;
  /** Whether `continue` is a number of objects, given only to those who ask `withContinue`, as Clusterpedia does. */
  countsPages = false;
  /** The clusters that lists are of, as Karmada's: versions name them, and objects of other clusters are left out. */
  cachedClusters?: { annotation: string; names: readonly string[] };
  readonly #collections = new Map<string, Map<string, RawObject>>();
  readonly #history = new Map<string, Change[]>();
  readonly #watches = new Set<OpenWatch>();
  readonly #sockets = new Set<Socket>();
  readonly #server: Server | Http2SecureServer;
  readonly #isSecure: boolean;
  /** CA of its certificate; undefined where it speaks plain HTTP/1.1. */
  readonly ca?: string;
  #faults: Fault[] = [];
  #standingFault?: Fault;
  #version = 100;
  #compactedTo = 0;
  #port = 0;

  /** @param certificates - to speak TLS, and HTTP/2 with clients that can, as real API servers do */
  constructor(certificates?: ReturnType<typeof createTestCertificates>) {
    this.#isSecure = certificates !== undefined;
    this.ca = certificates?.ca;
    this.#server = certificates
      ? createSecureServer({ ...certificates.server, allowHTTP1: true })
      : createServer();
    this.#server.on(
      'request',
      (request: IncomingMessage, response: ServerResponse) =>
        this.#serve(request, response),
    );
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  get url(): string {
    return `http${this.#isSecure ? 's' : ''}://127.0.0.1:${this.#port}`;
  }

  get openWatches(): number {
    return this.#watches.size;
  }

  /** Open connections, whatever is asked on them. */
  get connections(): number {
    return this.#sockets.size;
  }

  get version(): string {
    return String(this.#version);
  }

  async start(): Promise<void> {
    await new Promise<void>(resolve => {
      this.#server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Stops listening and cuts all connections; `start` brings it back on the same port. */
  async stop(): Promise<void> {
    const closed = new Promise<void>(resolve => {
      this.#server.close(() => resolve());
    });
    this.#watches.clear();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** Begins to serve a collection, `/api/v1/pods` for example. */
  install(path: string): void {
    this.#collections.set(path, new Map());
    this.#history.set(path, []);
  }

  /** The API of the collection is not served any more. */
  uninstall(path: string): void {
    this.#collections.delete(path);
    this.#history.delete(path);
  }

  truth(path: string): RawObject[] {
    return [...this.#collection(path).values()];
  }

  put(
    path: string,
    name: string,
    fields: Record<string, unknown> = {},
    namespace = 'ns',
  ): void {
    const objects = this.#collection(path);
    const key = `${namespace}/${name}`;
    const known = objects.get(key);
    this.#version += 1;
    const { metadata, ...rest } = fields;
    const object: RawObject = {
      ...rest,
      metadata: {
        ...(typeof metadata === 'object' ? metadata : {}),
        name,
        namespace,
        uid: known?.metadata.uid ?? `uid-${this.#version}`,
        resourceVersion: this.version,
      },
    };
    objects.set(key, object);
    this.#changed(path, {
      type: known ? 'MODIFIED' : 'ADDED',
      object,
      before: known,
    });
  }

  remove(path: string, name: string, namespace = 'ns'): void {
    const objects = this.#collection(path);
    const object = objects.get(`${namespace}/${name}`);
    if (!object) return;
    objects.delete(`${namespace}/${name}`);
    this.#version += 1;
    this.#changed(path, { type: 'DELETED', object: this.#renewed(object) });
  }

  /** Forgets the history: watches from an older version get 410. */
  compact(): void {
    this.#compactedTo = this.#version;
    for (const changes of this.#history.values()) changes.length = 0;
  }

  /** A backup from before: the counter goes back, what is there stays. */
  restoreVersion(version: number): void {
    this.#version = version;
    this.#compactedTo = 0;
    for (const changes of this.#history.values()) changes.length = 0;
    for (const objects of this.#collections.values()) {
      for (const object of objects.values())
        object.metadata.resourceVersion = String(version);
    }
  }

  /** Advances the version of all watches without a change. */
  bookmark(): void {
    for (const { response } of this.#watches) {
      response.write(
        `${JSON.stringify({
          type: 'BOOKMARK',
          object: { metadata: { resourceVersion: this.#told(this.version) } },
        })}\n`,
      );
    }
  }

  /** Writes text, broken or not, into all watches. */
  inject(text: string): void {
    for (const { response } of this.#watches) response.write(text);
  }

  /** Ends all watches: properly, or by cutting their connections. */
  endWatches(how: 'end' | 'cut'): void {
    for (const { response } of this.#watches) {
      if (how === 'end') response.end();
      else response.destroy();
    }
    this.#watches.clear();
  }

  /** Lets all watches hang: they stay open and hear of nothing any more. */
  muteWatches(): void {
    this.#watches.clear();
  }

  /** Faults of the next requests, one each. */
  failNext(...faults: Fault[]): void {
    this.#faults.push(...faults);
  }

  /** A fault of all requests until it is taken away. */
  failAlways(fault: Fault | undefined): void {
    this.#standingFault = fault;
    if (fault === undefined) this.#faults = [];
  }

  #collection(path: string): Map<string, RawObject> {
    const objects = this.#collections.get(path);
    if (!objects) throw new Error(`${path} is not installed`);
    return objects;
  }

  /** A version as clients get it. */
  #told(version: string): string {
    if (!this.cachedClusters) return version;
    const versions = this.cachedClusters.names.map(name => [name, version]);
    return Buffer.from(JSON.stringify(Object.fromEntries(versions))).toString(
      'base64url',
    );
  }

  /** A version as clients give it back. */
  #meant(version: string): number {
    if (!this.cachedClusters) return Number(version);
    const versions = JSON.parse(Buffer.from(version, 'base64url').toString());
    return Number(Object.values(versions)[0]);
  }

  #isCached({ metadata }: RawObject): boolean {
    if (!this.cachedClusters) return true;
    const { annotation, names } = this.cachedClusters;
    const annotations = metadata.annotations as Record<string, string>;
    const cluster = annotations?.[annotation];
    return cluster === undefined || names.includes(cluster);
  }

  #renewed(object: RawObject): RawObject {
    const { metadata } = object;
    return {
      ...object,
      metadata: { ...metadata, resourceVersion: this.version },
    };
  }

  /** What a watch of some objects hears: one that is none of them any more is gone. */
  #lineOf({ type, object, before }: Change, selects: Selects) {
    if (!this.#isCached(object)) return undefined;
    const was = before !== undefined && selects(before);
    const is = selects(object);
    const line = (told: Change['type'], { metadata, ...rest }: RawObject) => {
      const resourceVersion = this.#told(metadata.resourceVersion);
      const what = { ...rest, metadata: { ...metadata, resourceVersion } };
      return `${JSON.stringify({ type: told, object: what })}\n`;
    };
    if (type === 'DELETED') return is ? line(type, object) : undefined;
    if (was && !is) return line('DELETED', this.#renewed(before));
    if (!is) return undefined;
    return line(was ? 'MODIFIED' : 'ADDED', object);
  }

  #changed(path: string, what: Omit<Change, 'version'>): void {
    const change = { ...what, version: this.#version };
    this.#history.get(path)?.push(change);
    for (const watch of this.#watches) {
      if (watch.path !== path) continue;
      const line = this.#lineOf(change, watch.selects);
      if (line === undefined) continue;
      // In two pieces, because chunk borders are nowhere near line ends in real life.
      watch.response.write(line.slice(0, 7));
      watch.response.write(line.slice(7));
    }
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.url);
    this.requests.push(url);
    this.httpVersions.add(request.httpVersion);
    this.tokens.push(request.headers.authorization);
    const fault = this.#faults.shift() ?? this.#standingFault;
    if (fault?.(request, response)) return;
    if (url.pathname === '/version') {
      response.end(JSON.stringify({ gitVersion: 'v1.33.2' }));
    } else if (url.pathname === '/readyz') {
      response.end('ok');
    } else if (!this.#collections.has(url.pathname)) {
      answerStatus(404, 'NotFound')(request, response);
    } else if (url.searchParams.has('watch')) {
      this.#watch(url, request, response);
    } else {
      this.#list(url, request, response);
    }
  }

  #countedPage({ pathname, searchParams }: URL): object {
    const offset = Number(searchParams.get('continue') ?? 0);
    const limit = Number(searchParams.get('limit') ?? Infinity);
    const items = this.truth(pathname)
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
      .slice(offset, offset + limit);
    const isAsked = searchParams.get('withContinue') === 'true';
    return {
      // Without a version, and more may follow a page that is full.
      metadata: {
        ...(isAsked &&
          items.length === limit && { continue: String(offset + limit) }),
      },
      items,
    };
  }

  #list(url: URL, request: IncomingMessage, response: ServerResponse): void {
    if (this.countsPages) {
      response.end(JSON.stringify(this.#countedPage(url)));
      return;
    }
    const objects = this.#selected(url);
    const limit = Number(url.searchParams.get('limit') ?? Infinity);
    const [offset, version] = (
      url.searchParams.get('continue') ?? `0:${this.#version}`
    )
      .split(':')
      .map(Number);
    // Pages are of one moment; this server remembers only the present one.
    if (version !== this.#version) {
      answerStatus(410, 'Expired')(request, response);
      return;
    }
    const end = offset + limit;
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        metadata: {
          resourceVersion: this.#told(String(version)),
          ...(end < objects.length && { continue: `${end}:${version}` }),
        },
        items: objects.slice(offset, end),
      }),
    );
  }

  #streamList(
    url: URL,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    if (!this.streamsLists) {
      answerStatus(422, 'Invalid')(request, response);
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    const send = (event: object) =>
      response.write(`${JSON.stringify(event)}\n`);
    for (const object of this.#selected(url)) send({ type: 'ADDED', object });
    send({
      type: 'BOOKMARK',
      object: {
        metadata: {
          resourceVersion: this.version,
          annotations: { 'k8s.io/initial-events-end': 'true' },
        },
      },
    });
    this.#follow(url, response);
  }

  #follow(url: URL, response: ServerResponse): void {
    const watch = { response, path: url.pathname, selects: selectsOf(url) };
    this.#watches.add(watch);
    response.on('close', () => this.#watches.delete(watch));
  }

  #selected(url: URL): RawObject[] {
    const selects = selectsOf(url);
    return this.truth(url.pathname).filter(
      object => selects(object) && this.#isCached(object),
    );
  }

  #watch(url: URL, request: IncomingMessage, response: ServerResponse): void {
    if (url.searchParams.has('sendInitialEvents')) {
      this.#streamList(url, request, response);
      return;
    }
    const from = this.#meant(url.searchParams.get('resourceVersion') ?? '');
    if (from > this.#version) {
      answerStatus(504, 'Timeout')(request, response);
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    if (from < this.#compactedTo) {
      response.end(
        `${JSON.stringify({
          type: 'ERROR',
          object: { kind: 'Status', code: 410, reason: 'Expired' },
        })}\n`,
      );
      return;
    }
    for (const change of this.#history.get(url.pathname) ?? []) {
      const line = this.#lineOf(change, selectsOf(url));
      if (change.version > from && line !== undefined) response.write(line);
    }
    this.#follow(url, response);
  }
}

/** Answers with a Kubernetes `Status`. */
export function answerStatus(
  status: number,
  reason: string,
  headers: Record<string, string> = {},
): Fault {
  return (_request, response) => {
    response.writeHead(status, {
      'content-type': 'application/json',
      ...headers,
    });
    response.end(
      JSON.stringify({
        kind: 'Status',
        status: 'Failure',
        code: status,
        reason,
      }),
    );
    return true;
  };
}

/** Answers 200 with this text. */
export function answerText(text: string): Fault {
  return (_request, response) => {
    response.end(text);
    return true;
  };
}

/** Accepts the request and never answers. */
export const hang: Fault = () => true;

/** Cuts the connection without an answer. */
export const cut: Fault = request => {
  request.socket.destroy();
  return true;
};

/** Begins to answer and cuts the connection. */
export const cutHalfway: Fault = (_request, response) => {
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': '5000',
  });
  response.write('{"metadata":{"resourceVersion":"1"},"items":[');
  response.socket?.destroy();
  return true;
};

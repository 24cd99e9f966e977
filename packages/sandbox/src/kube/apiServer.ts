import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { readBody } from '../net/body';
import { type LoopbackListener, listenOnLoopback } from '../net/loopback';
import { answerError, sendJson } from './answers';
import { authorize, hasToken, showsToken } from './authorization';
import { type ServerCertificate, issueServerCertificate } from './certificates';
import { badRequest, PathNotFound, unauthorized } from './errors';
import { answerFixedPath, isOpenPath } from './fixedPaths';
import { getObject, listObjects, namedObject } from './reads';
import { formOf, renderObject } from './representation';
import type { RequestBody } from './requestBody';
import { type RequestInfo, parseRequest } from './requestInfo';
import { scaleOf } from './scale';
import {
  type PodServer,
  answerProxied,
  parseProxyRequest,
} from './serviceProxy';
import { Snapshots } from './snapshots';
import type {
  ApiServerFault,
  ClusterStore,
  ForbiddenRule,
  KubeApiServer,
} from './types';
import { Watches } from './watches';
import {
  type WriteAnswer,
  createObject,
  deleteCollection,
  deleteObject,
  patchObject,
  replaceObject,
} from './writes';

const MAX_BODY_BYTES = 3 * 1024 * 1024;
const DEFAULT_HISTORY = 1000;
const DEFAULT_BOOKMARK_SECONDS = 10;

export interface KubeApiServerOptions {
  /** Name of the cluster. */
  name: string;
  store: ClusterStore;
  /** What the service proxy finds in the pods; default: nothing listens. */
  pods?: PodServer;
  /** Bearer token that every request must carry. */
  token: string;
  /** Default: a free port. */
  port?: number;
  /** Default: a new one, signed by a new CA. Making one takes a while. */
  certificate?: ServerCertificate;
  /** Events kept per resource for watches from the past; default 1,000. */
  watchHistoryLimit?: number;
  /** Seconds between bookmarks; default 10. */
  bookmarkSeconds?: number;
}

class ApiServer implements KubeApiServer {
  readonly name: string;
  readonly token: string;
  readonly store: ClusterStore;
  private readonly watches: Watches;
  private readonly pods: PodServer;
  private readonly snapshots = new Snapshots();
  private readonly counts = new Map<string, number>();
  private rules: ForbiddenRule[] = [];
  private current: ApiServerFault = { type: 'none' };
  private latency = 0;
  private listener: LoopbackListener | undefined;

  constructor(options: KubeApiServerOptions, readonly caPem: string) {
    this.name = options.name;
    this.token = options.token;
    this.store = options.store;
    this.pods = options.pods ?? (() => undefined);
    this.watches = new Watches(options.store, {
      historyLimit: options.watchHistoryLimit ?? DEFAULT_HISTORY,
      bookmarkSeconds: options.bookmarkSeconds ?? DEFAULT_BOOKMARK_SECONDS,
    });
  }

  get url(): string {
    return `https://127.0.0.1:${this.listener?.port}`;
  }

  listensWith(listener: LoopbackListener): void {
    this.listener = listener;
  }

  requestCounts(): Record<string, number> {
    return Object.fromEntries(this.counts);
  }

  fault(): ApiServerFault {
    return this.current;
  }

  setFault(fault: ApiServerFault): void {
    const before = this.current.type;
    this.current = fault;
    if (fault.type === 'hang') {
      this.watches.mute();
    } else if (before === 'hang' || fault.type === 'down') {
      // What hung gets no late answer: the connection breaks, and the client asks again.
      this.listener?.disconnectAll();
    } else if (fault.type === 'refuseToken') {
      this.watches.drop(false);
    }
  }

  setForbidden(rules: ForbiddenRule[]): void {
    this.rules = [...rules];
  }

  compact(): void {
    this.watches.compact();
    this.snapshots.clear();
  }

  dropWatches(options: { midLine?: boolean } = {}): void {
    this.watches.drop(options.midLine ?? false);
  }

  setLatency(milliseconds: number): void {
    this.latency = milliseconds;
  }

  async stop(): Promise<void> {
    this.watches.stop();
    await this.listener?.stop();
  }

  refusesConnections(): boolean {
    return this.current.type === 'down';
  }

  async handle(request: IncomingMessage, response: ServerResponse) {
    try {
      if (this.latency > 0) {
        await delay(this.latency, undefined, { ref: false });
      }
      if (this.current.type === 'hang') {
        return;
      }
      await this.answer(request, response);
    } catch (error) {
      answerError(response, error);
    }
  }

  private async answer(request: IncomingMessage, response: ServerResponse) {
    const accept = request.headers.accept ?? '';
    const url = urlOf(request);
    this.authenticate(request, url);
    const body: RequestBody = {
      contentType: (request.headers['content-type'] ?? '')
        .split(';')[0]
        .trim()
        .toLowerCase(),
      userAgent: request.headers['user-agent'] ?? '',
      text: await readBody(request, MAX_BODY_BYTES),
    };
    const method = request.method ?? 'GET';
    const fixed = answerFixedPath(
      { method, path: url.pathname, accept, body, rules: this.rules },
      this.store.types(),
      response,
    );
    if (fixed) {
      this.count(fixed);
      return;
    }
    const proxied = parseProxyRequest(method, url);
    if (proxied) {
      this.count(`${proxied.verb} services/proxy`);
      const { store, rules, pods } = this;
      const context = { store, rules, pods, body: body.text };
      answerProxied(proxied, context, response);
      return;
    }
    const target = parseRequest(this.store, method, url);
    if (!target) {
      throw new PathNotFound();
    }
    const subresource = target.subresource ? `/${target.subresource}` : '';
    this.count(`${target.verb} ${target.resource}${subresource}`);
    authorize(this.rules, target);
    this.answerResource(target, accept, body, response);
  }

  private authenticate(request: IncomingMessage, url: URL): void {
    const { headers } = request;
    // Who shows a token must show the right one, also where none is needed.
    const admitted =
      hasToken(headers, this.token) ||
      (isOpenPath(url.pathname) && !showsToken(headers));
    if (this.current.type === 'refuseToken' || !admitted) {
      throw unauthorized();
    }
  }

  private count(key: string): void {
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  private answerResource(
    request: RequestInfo,
    accept: string,
    body: RequestBody,
    response: ServerResponse,
  ): void {
    const form = formOf(accept, request.query);
    switch (request.verb) {
      case 'watch':
        this.watches.start(request, form, response);
        return;
      case 'list':
        sendJson(
          response,
          200,
          listObjects(this.store, this.snapshots, request, form),
        );
        return;
      case 'get':
        sendJson(
          response,
          200,
          request.subresource === 'scale'
            ? scaleOf(namedObject(this.store, request))
            : getObject(this.store, request, form),
        );
        return;
      default: {
        const answer = this.write(request, body);
        const shown = answer.object
          ? renderObject(
              request.type,
              form,
              answer.object,
              this.store.clock.now(),
            )
          : answer.body;
        sendJson(response, answer.code, shown);
      }
    }
  }

  private write(request: RequestInfo, body: RequestBody): WriteAnswer {
    switch (request.verb) {
      case 'create':
        return createObject(this.store, request, body);
      case 'update':
        return replaceObject(this.store, request, body);
      case 'patch':
        return patchObject(this.store, request, body);
      case 'delete':
        return deleteObject(this.store, request, body);
      default:
        return deleteCollection(this.store, request, body);
    }
  }
}

function urlOf(request: IncomingMessage): URL {
  try {
    const url = new URL(request.url ?? '/', 'https://127.0.0.1');
    decodeURIComponent(url.pathname);
    return url;
  } catch {
    throw badRequest('the request path is no valid URL path');
  }
}

/**
 * Serves a store as a Kubernetes API server over HTTPS on 127.0.0.1, with a CA of its own. It says in its version that it
 * is simulated.
 */
export async function startKubeApiServer(
  options: KubeApiServerOptions,
): Promise<KubeApiServer> {
  const { caPem, certPem, keyPem } =
    options.certificate ?? issueServerCertificate(options.name);
  const api = new ApiServer(options, caPem);
  const server = createServer(
    { key: keyPem, cert: certPem, keepAliveTimeout: 60_000 },
    (request, response) => api.handle(request, response),
  );
  server.requestTimeout = 0;
  server.on('connection', socket => {
    if (api.refusesConnections()) {
      socket.destroy();
    }
  });
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  try {
    api.listensWith(await listenOnLoopback(server, options.port));
  } catch (error) {
    await api.stop();
    throw error;
  }
  return api;
}

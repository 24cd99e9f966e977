/*
 * API servers of the benchmark, all in this one process, so that their work is not measured. As real ones they speak
 * HTTP/2 with clients that can. Started by `fork`; told
 * what to do by messages.
 */
import { createSecureServer, Http2SecureServer } from 'node:http2';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createTestCertificates } from '../src/clusters/__testUtils__/createTestCertificates';
import { answerCommands } from './children';
import { ClusterFleet, Collection, FleetSize, unready } from './fleet';

/** What the process is told. */
export type Command =
  | { do: 'start'; size: FleetSize }
  | { do: 'count' }
  | { do: 'change'; perSecond: number; seconds: number }
  | { do: 'scale'; perSecond: number; seconds: number; since: number }
  | { do: 'hang'; cluster: number };

/** What it answers to each. */
export interface Answers {
  start: { urls: string[]; ca: string };
  count: { requests: number; bytes: number };
  change: { changes: number };
  scale: { changes: number };
  hang: { cluster: number };
}

const PODS = '/api/v1/pods';
const HPAS = '/apis/autoscaling/v2/horizontalpodautoscalers';
const FIRST_VERSION = '1';

let requests = 0;
let bytes = 0;

/** Microseconds since the epoch: a version that tells when the change was made, to any process of this machine. */
function versionOfNow(): string {
  return String(
    Math.round((performance.timeOrigin + performance.now()) * 1000),
  );
}

class BenchCluster {
  readonly server: Http2SecureServer;
  isHanging = false;
  readonly #fleet: ClusterFleet;
  readonly #watches = new Map<string, Set<Http2ServerResponse>>();

  constructor(
    size: FleetSize,
    index: number,
    tls: { key: string; cert: string },
  ) {
    this.#fleet = new ClusterFleet(size, index);
    this.server = createSecureServer(
      { ...tls, allowHTTP1: true },
      (request, response) => this.#serve(request, response),
    );
  }

  /** Tells all watches of pods that a pod became ready, or ceased to be, now. */
  change(pod: number, isReady: boolean): void {
    const ready = this.#fleet.pod(pod, versionOfNow()).json;
    const json = isReady ? ready : unready(ready);
    this.#tell(PODS, json);
  }

  /** Tells all watches of HPAs that the one of a pool wants so many replicas now. */
  scale(pool: number, desired: number): void {
    const hpas = this.#fleet.collections.get(HPAS);
    if (!hpas) throw new Error('There are no HPAs');
    const { json } = hpas.object(pool, versionOfNow());
    this.#tell(
      HPAS,
      json.replace(/"desiredReplicas":\d+/, `"desiredReplicas":${desired}`),
    );
  }

  #tell(path: string, json: string): void {
    const line = `{"type":"MODIFIED","object":${json}}\n`;
    for (const response of this.#watches.get(path) ?? []) response.write(line);
  }

  #serve(request: Http2ServerRequest, response: Http2ServerResponse): void {
    if (this.isHanging) return;
    const url = new URL(request.url ?? '/', 'https://x');
    if (url.pathname === '/readyz' || url.pathname === '/version') {
      response.end('{"gitVersion":"v1.31.0"}');
      return;
    }
    requests += 1;
    response.setHeader('content-type', 'application/json');
    const collection = this.#fleet.collections.get(url.pathname);
    if (url.searchParams.has('watch')) {
      this.#watch(url.pathname, response);
    } else if (collection || !/\.(sh|io|com|ai)\//.test(url.pathname)) {
      this.#list(url, collection, response);
    } else {
      response.statusCode = 404;
      response.end('{"kind":"Status","code":404,"reason":"NotFound"}');
    }
  }

  #watch(path: string, response: Http2ServerResponse): void {
    const watches = this.#watches.get(path) ?? new Set();
    this.#watches.set(path, watches.add(response));
    response.on('close', () => watches.delete(response));

    response.write('\n');
  }

  #list(
    url: URL,
    collection: Collection | undefined,
    response: Http2ServerResponse,
  ): void {
    const release = url.searchParams
      .get('labelSelector')
      ?.match(/app\.kubernetes\.io\/instance=(.*)/)?.[1];
    const count = collection?.count ?? 0;
    const begin = Number(url.searchParams.get('continue') ?? 0);
    const limit = Number(url.searchParams.get('limit') ?? count);
    const end = Math.min(begin + limit, count);
    const items: string[] = [];
    for (let i = begin; i < end && collection; i += 1) {
      // As a real API server, which selects among objects that it has: only what was asked for costs anything.
      if (release === undefined || collection.releaseOf(i) === release)
        items.push(collection.object(i, FIRST_VERSION).json);
    }
    const next = end < count ? `,"continue":"${end}"` : '';
    const body = `{"metadata":{"resourceVersion":"${FIRST_VERSION}"${next}},"items":[${items.join()}]}`;
    bytes += body.length;
    response.end(body);
  }
}

let clusters: BenchCluster[] = [];
/** The first pod of each engine of a cluster. */
let firstPods: number[] = [];
let poolsPerEngine = 0;

async function start(size: FleetSize): Promise<Answers['start']> {
  const { ca, server: tls } = createTestCertificates();
  clusters = Array.from(
    { length: size.clusters },
    (_, index) => new BenchCluster(size, index, tls),
  );
  await Promise.all(
    clusters.map(
      ({ server }) =>
        new Promise<void>(resolve => {
          server.listen(0, '127.0.0.1', resolve);
        }),
    ),
  );
  const urls = clusters.map(
    ({ server }) =>
      `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
  );
  return { urls, ca };
}

/** Does something so many times a second, at an even pace, with one cluster after the other. */
async function repeat(
  perSecond: number,
  seconds: number,
  work: (cluster: BenchCluster, round: number) => void,
) {
  const beganAt = performance.now();
  let changes = 0;
  while (performance.now() - beganAt < seconds * 1000) {
    const due = ((performance.now() - beganAt) / 1000) * perSecond;
    for (; changes < due; changes += 1)
      work(
        clusters[changes % clusters.length],
        Math.floor(changes / clusters.length),
      );
    await new Promise(resolve => {
      setTimeout(resolve, 1);
    });
  }
  return { changes };
}

/** Changes the first pod of one engine after the other. */
function change(perSecond: number, seconds: number) {
  return repeat(perSecond, seconds, (cluster, round) =>
    cluster.change(
      firstPods[round % firstPods.length],
      Math.floor(round / firstPods.length) % 2 === 1,
    ),
  );
}

/** Lets the HPA of one engine after the other want as many replicas as microseconds have passed: that tells its age. */
function scale(perSecond: number, seconds: number, since: number) {
  return repeat(perSecond, seconds, (cluster, round) =>
    cluster.scale(
      (round % firstPods.length) * poolsPerEngine,
      Math.round((performance.timeOrigin + performance.now() - since) * 1000),
    ),
  );
}

async function obey(command: Command): Promise<Answers[Command['do']]> {
  switch (command.do) {
    case 'start': {
      const { enginesPerCluster, podsPerPool } = command.size;
      poolsPerEngine = command.size.poolsPerEngine;
      firstPods = Array.from(
        { length: enginesPerCluster },
        (_, engine) => engine * poolsPerEngine * podsPerPool,
      );
      return start(command.size);
    }
    case 'change':
      return change(command.perSecond, command.seconds);
    case 'scale':
      return scale(command.perSecond, command.seconds, command.since);
    case 'hang':
      clusters[command.cluster].isHanging = true;
      return { cluster: command.cluster };
    default:
      return { requests, bytes };
  }
}

answerCommands(obey);

import { mockServices } from '@backstage/backend-test-utils';
import { systemClock } from '../clusters/Clock';
import { staticCredentials } from '../clusters/credentials';
import { HttpKubeTransport } from '../clusters/HttpKubeTransport';
import { ClusterDefinition, WatchScope } from '../clusters/types';
import { DefaultWatchService } from './DefaultWatchService';
import {
  answerStatus,
  FakeApiServer,
  hang,
} from './__testUtils__/FakeApiServer';
import { eventually } from './__testUtils__/testClock';

jest.setTimeout(30_000);

const PODS = '/api/v1/pods';
const NAMESPACES = '/api/v1/namespaces';
const PODS_OF_ONE = '/api/v1/namespaces/one/pods';

const pause = (ms: number) =>
  new Promise(resolve => {
    setTimeout(resolve, ms);
  });

describe('clusters and their scope while the watch service runs', () => {
  let server: FakeApiServer;
  let service: DefaultWatchService;
  let connections: number;
  /** When the connection that was opened first is closed. */
  let firstEnds: Promise<void>;

  beforeEach(async () => {
    server = new FakeApiServer();
    await server.start();
    connections = 0;
    firstEnds = Promise.resolve();
  });

  afterEach(async () => {
    await service.stop();
    await server.stop();
  });

  const define = (
    name: string,
    scope?: WatchScope,
    identity?: string,
  ): ClusterDefinition => ({
    name,
    title: name,
    watchable: true,
    url: server.url,
    tls: { skipVerify: false },
    credentials: staticCredentials(identity ?? 't'),
    scope,
    identity,
  });

  function start(...clusters: ClusterDefinition[]) {
    service = new DefaultWatchService({
      clusters,
      logger: mockServices.logger.mock(),
      clock: {
        ...systemClock,
        sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 20), signal),
      },
      settings: { batchMs: 1 },
      connect: cluster => {
        connections += 1;
        const transport = new HttpKubeTransport({
          cluster,
          maxConnections: 80,
          connectTimeoutMs: 2_000,
          now: Date.now,
        });
        const close = transport.close.bind(transport);
        const isFirst = connections === 1;
        transport.close = async () => {
          if (isFirst) await firstEnds;
          await close();
        };
        return transport;
      },
    });
    service.start();
  }

  const pods = (cluster: string) =>
    [...(service.store.cluster(cluster)?.list('pods') ?? [])]
      .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
      .sort((a, b) => a.localeCompare(b))
      .join();
  const freshness = (cluster: string, resource: string) =>
    service
      .clusters()
      .find(({ name }) => name === cluster)
      ?.resources.find(item => item.resource === resource)?.freshness;

  it('begins to watch a cluster that appears, and leaves the others alone', async () => {
    server.install(PODS);
    server.put(PODS, 'p');
    start(define('a'));
    await eventually('a is read', () => pods('a') === 'ns/p');
    const told: string[] = [];
    service.subscribeStatus(cluster => told.push(cluster));
    service.apply([define('a'), define('b')]);
    await eventually('b is read', () => pods('b') === 'ns/p');
    expect(connections).toBe(2);
    expect(told).toContain('b');
    expect(service.clusters().map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('lets go of a cluster that nobody names any more, says so, and takes it back', async () => {
    server.install(PODS);
    server.put(PODS, 'p');
    start(define('a'));
    await eventually('it watches', () => server.openWatches === 1);
    const told: string[] = [];
    service.store.subscribe(({ namespaces }) => told.push(...namespaces));
    service.apply([]);
    await eventually('its objects are gone', () => told.includes('ns'));
    expect(pods('a')).toBe('');
    await eventually('nothing is watched', () => server.openWatches === 0);
    expect(freshness('a', 'pods')).toMatchObject({
      status: 'notWatchable',
      message: expect.stringContaining('Not watched any more'),
    });
    service.apply([define('a')]);
    await eventually('it is read again', () => pods('a') === 'ns/p');
  });

  it('begins anew with other credentials, holding what it holds meanwhile', async () => {
    server.install(PODS);
    server.put(PODS, 'p');
    start(define('a', undefined, 'one'));
    await eventually('it watches', () => server.openWatches === 1);
    service.apply([define('a', undefined, 'two')]);
    expect(pods('a')).toBe('ns/p');
    await eventually('it connects again', () => connections === 2);
    server.put(PODS, 'q');
    await eventually('it follows', () => pods('a') === 'ns/p,ns/q');
    await eventually('it watches once', () => server.openWatches === 1);
    expect(server.tokens.at(-1)).toBe('Bearer two');
  });

  it('lets go of a cluster that has not answered yet', async () => {
    server.failAlways(hang);
    start(define('a'));
    await eventually('it is asked', () => server.requests.length > 0);
    service.apply([]);
    await eventually('all requests ended', () => server.connections === 0);
    const asked = server.requests.length;
    server.failAlways(undefined);
    server.install(PODS);
    server.put(PODS, 'p');
    service.apply([define('a')]);
    await eventually('it is taken back', () => pods('a') === 'ns/p');
    expect(server.requests.length).toBeGreaterThan(asked);
  });

  it('ends up with the last of many changes, whatever ends first', async () => {
    server.install(PODS);
    server.put(PODS, 'p', {}, 'one');
    server.install(PODS_OF_ONE);
    server.put(PODS_OF_ONE, 'p', {}, 'one');
    start(define('a'));
    await eventually('it watches', () => server.openWatches === 1);
    const one = { namespaces: ['one'] };
    let endFirst: () => void = () => {};
    // The watches of the first end late: what begins after it must not be cleared by what was to begin before.
    firstEnds = new Promise(resolve => {
      endFirst = resolve;
    });
    service.apply([define('a', one, 'x')]);
    service.apply([define('a', one, 'y')]);
    service.apply([]);
    service.apply([define('a', one, 'z')]);
    await pause(100);
    endFirst();
    await pause(50);
    await eventually('it is read', () => pods('a') === 'one/p');
    await eventually('it watches once', () => server.openWatches === 1);
    expect(server.tokens.at(-1)).toBe('Bearer z');
  });

  it('asks each namespace of a scope, and says where it may not', async () => {
    for (const namespace of ['one', 'two']) {
      const path = `/api/v1/namespaces/${namespace}/pods`;
      server.install(path);
      server.put(path, 'p', {}, namespace);
    }
    server.install(NAMESPACES);
    for (const name of ['one', 'two', 'three'])
      server.put(NAMESPACES, name, {}, '');
    let isRefused = false;
    server.failAlways((request, response) =>
      isRefused && request.url?.includes('namespaces/two/')
        ? answerStatus(403, 'Forbidden')(request, response)
        : false,
    );
    start(define('a', { namespaces: ['one', 'two'] }));
    await eventually('both are read', () => pods('a') === 'one/p,two/p');
    expect(freshness('a', 'pods')?.status).toBe('live');
    const partial = service
      .clusters()[0]
      .resources.filter(item => item.partial)
      .map(({ resource }) => resource);
    expect(partial).toEqual(
      expect.arrayContaining(['namespaces', 'pods', 'apps/deployments']),
    );
    expect(partial).not.toContain('nodes');
    await eventually(
      'their names are read, and no other',
      () => service.store.cluster('a')?.size('namespaces') === 2,
    );
    isRefused = true;
    server.endWatches('cut');
    await eventually(
      'it tells what is missing',
      () => freshness('a', 'pods')?.status === 'notPermitted',
    );
    expect(freshness('a', 'pods')?.message).toMatch(
      /^Needs (list|watch) on pods in namespace 'two'/,
    );
    server.remove('/api/v1/namespaces/one/pods', 'p', 'one');
    await eventually('the other follows', () => pods('a') === 'two/p');
  });

  it('forgets what a narrower scope does not see', async () => {
    server.install(PODS);
    server.put(PODS, 'p', {}, 'one');
    server.put(PODS, 'p', {}, 'two');
    server.install('/api/v1/namespaces/one/pods');
    server.put('/api/v1/namespaces/one/pods', 'p', {}, 'one');
    start(define('a'));
    await eventually('all is read', () => pods('a') === 'one/p,two/p');
    service.apply([define('a', { namespaces: ['one'] })]);
    await eventually('one is left', () => pods('a') === 'one/p');
    expect(freshness('a', 'pods')?.status).toBe('live');
  });
});

import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { CACHE_KINDS } from '../clusters/cacheKinds';
import { Clock, systemClock } from '../clusters/Clock';
import { WatchedResource } from '../objects/types';
import { createWatchService } from './createWatchService';
import { DefaultWatchService } from './DefaultWatchService';
import { DEFAULT_REFLECTOR_SETTINGS } from './options';
import { answerStatus, FakeApiServer } from './__testUtils__/FakeApiServer';
import { eventually } from './__testUtils__/testClock';

jest.setTimeout(60_000);

/** The real clock with short waits, so that a minute passes in a moment. */
const hastyClock: Clock = {
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 30), signal),
};

const READY = { conditions: [{ type: 'Ready', status: 'True' }] };
const KINDS = [['karmada'], ['clusterpedia']] as const;

describe.each(KINDS)('clusters behind %s', type => {
  const { prefix, annotation, clustersPath } = CACHE_KINDS[type];
  const PODS = `${prefix}/api/v1/pods`;
  const DEPLOYMENTS = `${prefix}/apis/apps/v1/deployments`;
  let server: FakeApiServer;
  let service: DefaultWatchService;

  beforeEach(async () => {
    server = new FakeApiServer();
    server.countsPages = type === 'clusterpedia';
    if (type === 'karmada') isOf('eu-1', 'us-1', 'ap-1', 'elsewhere');
    await server.start();
    [clustersPath, PODS, DEPLOYMENTS].forEach(path => server.install(path));
    join('eu-1');
    join('us-1');
  });

  afterEach(async () => {
    await service.stop();
    await server.stop();
  });

  /** Lists are of these clusters from now on. */
  function isOf(...names: string[]) {
    server.cachedClusters = { annotation, names };
  }

  function join(name: string, status: object = READY) {
    server.put(clustersPath, name, { status });
  }

  function put(path: string, cluster: string | undefined, name: string) {
    const annotations = cluster ? { [annotation]: cluster } : {};
    const labels = { 'app.kubernetes.io/name': 'adaptive' };
    server.put(path, name, { metadata: { annotations, labels } });
  }

  async function start() {
    service = await createWatchService({
      config: new ConfigReader({
        adaptive: {
          clusterCaches: [
            {
              id: 'fleet',
              type,
              url: server.url,
              credentials: { serviceAccountToken: 'cache-token' },
              limits: { requestsPerSecond: 1000, burst: 1000 },
            },
          ],
        },
      }),
      logger: mockServices.logger.mock(),
      clock: hastyClock,
      settings: {
        reflector: {
          ...DEFAULT_REFLECTOR_SETTINGS,
          timeouts: { answerMs: 5_000, silenceMs: 60_000 },
          pageSize: 2,
        },
        probe: { intervalMs: 20, timeoutMs: 1_000 },
        batchMs: 1,
      },
    });
    service.start();
  }

  const names = (cluster: string, resource: WatchedResource = 'pods') =>
    [...(service.store.cluster(cluster)?.list(resource) ?? [])]
      .map(({ metadata }) => metadata.name)
      .sort();
  const freshness = (cluster: string, resource: WatchedResource = 'pods') =>
    service
      .clusters()
      .find(({ name }) => name === cluster)
      ?.resources.find(entry => entry.resource === resource)?.freshness;
  const holds = (cluster: string, ...expected: string[]) =>
    eventually(
      `${cluster} holds ${expected}`,
      () =>
        freshness(cluster)?.status === 'live' &&
        names(cluster).join() === expected.join(),
    );

  it('gives each cluster its own objects, and follows them', async () => {
    put(PODS, 'eu-1', 'a');
    put(PODS, 'us-1', 'b');
    put(PODS, 'eu-1', 'c');
    await start();
    await holds('eu-1', 'a', 'c');
    await holds('us-1', 'b');
    put(PODS, 'us-1', 'd');
    server.remove(PODS, 'a');
    await holds('eu-1', 'c');
    await holds('us-1', 'b', 'd');
    expect(names('eu-1')).toEqual(['c']);
  });

  it('is asked once for all clusters', async () => {
    await start();
    await holds('eu-1');
    await holds('us-1');
    const asked = (isWatch: boolean) =>
      server.requests.filter(
        ({ pathname, searchParams }) =>
          pathname === PODS && searchParams.has('watch') === isWatch,
      ).length;
    await eventually('it goes on', () =>
      type === 'karmada' ? asked(true) > 0 : asked(false) > 3,
    );
    expect(asked(true)).toBe(type === 'karmada' ? 1 : 0);
    expect(new Set(server.tokens)).toEqual(new Set(['Bearer cache-token']));
  });

  it("leaves out the cache's own objects, and those of clusters that it does not name", async () => {
    put(PODS, undefined, 'own');
    put(PODS, 'elsewhere', 'stray');
    put(PODS, 'eu-1', 'a');
    await start();
    await holds('eu-1', 'a');
    await holds('us-1');
    expect(service.clusters().map(({ name }) => name)).toEqual([
      'eu-1',
      'us-1',
    ]);
  });

  it('takes in a cluster that joins later, which is no empty one meanwhile', async () => {
    put(PODS, 'ap-1', 'x');
    await start();
    await holds('eu-1');
    join('ap-1');
    const said: unknown[] = [];
    await eventually('it is there', () => {
      const status = freshness('ap-1')?.status;
      if (status === 'live') said.push(names('ap-1').join());
      return said.length > 0;
    });
    expect(said).toEqual(['x']);
  });

  it('says so when the cache lost touch with a cluster, of that one alone', async () => {
    put(PODS, 'us-1', 'b');
    await start();
    await holds('us-1', 'b');
    join('us-1', {
      conditions: [{ type: 'Ready', status: 'False', reason: 'Unreachable' }],
    });
    await eventually(
      'it is stale',
      () => freshness('us-1')?.status === 'stale',
    );
    expect(freshness('us-1')?.message).toMatch(
      /'fleet' says: it is not ready \(Unreachable\)/,
    );
    expect(names('us-1')).toEqual(['b']);
    expect(freshness('eu-1')?.status).toBe('live');
    join('us-1');
    await holds('us-1', 'b');
  });

  it('keeps what it holds while the cache fails, says so, and catches up', async () => {
    put(PODS, 'eu-1', 'a');
    await start();
    await holds('eu-1', 'a');
    server.failAlways(answerStatus(503, 'ServiceUnavailable'));
    server.endWatches('cut');
    await eventually(
      'it is unreachable',
      () => freshness('eu-1')?.status === 'unreachable',
    );
    expect(freshness('eu-1')?.message).toMatch(/'fleet': The API server/);
    expect(names('eu-1')).toEqual(['a']);
    put(PODS, 'eu-1', 'b');
    server.failAlways(undefined);
    await holds('eu-1', 'a', 'b');
  });

  if (type === 'karmada') {
    const listAnew = () => {
      // The watches of pods do not hear of it, so that their version is forgotten.
      put(DEPLOYMENTS, 'eu-1', 'later');
      server.compact();
      server.endWatches('end');
    };

    it('keeps what it holds of a cluster that a list is without, and says so', async () => {
      ['a', 'b', 'c'].forEach(name => put(PODS, 'us-1', name));
      await start();
      await holds('us-1', 'a', 'b', 'c');
      isOf('eu-1');
      listAnew();
      // Before, it is stale for a moment because the watch ended.
      await eventually(
        'it was listed',
        () => freshness('us-1')?.message?.includes('says') ?? false,
      );
      expect(freshness('us-1')).toMatchObject({
        status: 'stale',
        message:
          "Karmada 'fleet' says: its last list of pods was without this cluster",
      });
      expect(freshness('eu-1')?.status).toBe('live');
      expect(names('us-1')).toEqual(['a', 'b', 'c']);
      await eventually('it is watched', () => {
        const asked = server.requests.filter(
          ({ pathname }) => pathname === PODS,
        );
        return asked[asked.length - 1].searchParams.has('watch');
      });
      server.remove(PODS, 'b');
      isOf('eu-1', 'us-1');
      server.endWatches('end');
      await holds('us-1', 'a', 'c');
    });

    it('tells a cluster of which it never held this kind', async () => {
      put(PODS, 'eu-1', 'a');
      isOf('eu-1');
      await start();
      await holds('eu-1', 'a');
      expect(freshness('us-1')).toMatchObject({
        status: 'notInstalled',
        message: "Karmada 'fleet' does not hold pods of this cluster",
      });
    });

    it('does not take its own objects for those of its clusters', async () => {
      put(PODS, 'eu-1', 'a');
      await start();
      await holds('eu-1', 'a');
      server.failAlways((request, response) => {
        if (!request.url?.startsWith(PODS)) return false;
        response.end('{"metadata":{"resourceVersion":"3211"},"items":[]}');
        return true;
      });
      listAnew();
      await eventually(
        'it is told',
        () => freshness('eu-1')?.message?.includes('its own objects') ?? false,
      );
      expect(freshness('eu-1')?.status).toBe('stale');
      expect(names('eu-1')).toEqual(['a']);
      server.failAlways(undefined);
      await holds('eu-1', 'a');
    });
  }

  if (type === 'clusterpedia') {
    it('needs no version of a list, from which nothing is watched', async () => {
      put(PODS, 'eu-1', 'a');
      await start();
      await holds('eu-1', 'a');
      server.remove(PODS, 'a');
      await holds('eu-1');
      expect(names('eu-1')).toEqual([]);
    });

    it('tells what the cache does not hold of a cluster, or not up to date', async () => {
      const syncing = { version: 'v1', status: 'Syncing' };
      const resource = (name: string, ...syncConditions: object[]) => ({
        name,
        syncConditions,
      });
      join('us-1', {
        ...READY,
        syncResources: [
          {
            group: '',
            resources: [
              resource('pods', syncing),
              resource('nodes', { ...syncing, initialListPhase: true }),
            ],
          },
          {
            group: 'apps',
            resources: [
              resource('deployments', {
                version: 'v1',
                status: 'Stop',
                reason: 'Pause',
              }),
            ],
          },
        ],
      });
      ['/api/v1/nodes', '/api/v1/namespaces'].forEach(path =>
        server.install(`${prefix}${path}`),
      );
      put(PODS, 'us-1', 'b');
      await start();
      await holds('us-1', 'b');
      const listed = ['apps/deployments', 'nodes', 'namespaces'] as const;
      await eventually('all were listed', () =>
        listed.every(kind => freshness('eu-1', kind)?.status === 'live'),
      );
      expect(freshness('us-1', 'apps/deployments')).toMatchObject({
        status: 'stale',
        message: "Clusterpedia 'fleet' says: changes do not arrive (Pause)",
      });
      expect(freshness('us-1', 'nodes')?.status).toBe('connecting');
      expect(freshness('us-1', 'namespaces')).toMatchObject({
        status: 'notInstalled',
        message:
          "Clusterpedia 'fleet' does not hold namespaces of this cluster",
      });
    });

    it('loses nothing when objects go between two pages', async () => {
      const all = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
      all.forEach(name => put(PODS, 'eu-1', name));
      await start();
      await holds('eu-1', ...all);
      const truth = () =>
        server.truth(PODS).map(({ metadata }) => metadata.name);
      const lost: string[] = [];
      const subscription = service.store.subscribe(() => {
        const held = names('eu-1');
        lost.push(...truth().filter(name => !held.includes(name)));
      });
      server.failAlways(({ url = '' }) => {
        if (url.startsWith(`${PODS}?`) && url.includes('continue='))
          server.remove(PODS, truth()[0]);
        return false;
      });
      await eventually('one is left', () => names('eu-1').length === 1);
      subscription.unsubscribe();
      expect(lost).toEqual([]);
    });
  }

  it('tells of a kind that the cache does not hold', async () => {
    await start();
    await holds('eu-1');
    await eventually(
      'it is told',
      () =>
        freshness('eu-1', 'keda.sh/scaledobjects')?.status === 'notInstalled',
    );
    expect(freshness('eu-1')?.status).toBe('live');
  });
});

describe('adaptive.clusterCaches', () => {
  const valid = {
    id: 'fleet',
    type: 'karmada',
    url: 'https://karmada.example',
    credentials: { serviceAccountToken: 't' },
  };
  it.each([
    [[{ ...valid, type: 'thanos' }], "[0].type 'thanos' is not known"],
    [[{ ...valid, url: 'karmada' }], '[0].url is not valid'],
    [[{ ...valid, pollSeconds: 1 }], "[0].pollSeconds '1', expected 5 to 3600"],
    [[{ ...valid, credentials: { a: 1 } }], '[0].credentials has none'],
    [[valid, valid], "two entries with id 'fleet'"],
  ])('refuses %j', async (clusterCaches, message) => {
    await expect(
      createWatchService({
        config: new ConfigReader({ adaptive: { clusterCaches } }),
        logger: mockServices.logger.mock(),
      }),
    ).rejects.toThrow(message);
  });
});

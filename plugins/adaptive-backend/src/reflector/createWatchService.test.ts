import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { Clock, systemClock } from '../clusters/Clock';
import { createWatchService } from './createWatchService';
import { DefaultWatchService } from './DefaultWatchService';
import { FakeApiServer } from './__testUtils__/FakeApiServer';
import { eventually } from './__testUtils__/testClock';

jest.setTimeout(30_000);

const PODS = '/api/v1/pods';

const pause = (ms: number) =>
  new Promise(resolve => {
    setTimeout(resolve, ms);
  });

const hastyClock: Clock = {
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 20), signal),
};

describe('clusters that follow the configuration', () => {
  const logger = mockServices.logger.mock();
  let server: FakeApiServer;
  let service: DefaultWatchService;
  let config: ReturnType<typeof mockServices.rootConfig>;

  beforeEach(async () => {
    logger.warn.mockClear();
    server = new FakeApiServer();
    await server.start();
    server.install(PODS);
    server.put(PODS, 'p');
  });

  afterEach(async () => {
    await service.stop();
    await server.stop();
  });

  const data = (
    clusters: Array<{ name: string; token?: string }>,
    adaptive: JsonObject = {},
  ) => ({
    // A clock that hurries makes of one look a minute fifty a second.
    adaptive: { watch: { limits: { requestsPerSecond: 1000 } }, ...adaptive },
    kubernetes: {
      clusterLocatorMethods: [
        {
          type: 'config',
          clusters: clusters.map(({ name, token = 'one' }) => ({
            name,
            url: server.url,
            authProvider: 'serviceAccount',
            serviceAccountToken: token,
          })),
        },
      ],
    },
  });

  async function start(...args: Parameters<typeof data>) {
    config = mockServices.rootConfig({ data: data(...args) });
    service = await createWatchService({ config, logger, clock: hastyClock });
    service.start();
  }

  const pods = (cluster: string) =>
    service.store.cluster(cluster)?.size('pods');

  it('are watched from the moment when they are named, and no longer', async () => {
    await start([{ name: 'a' }]);
    await eventually('a is watched', () => server.openWatches === 1);
    config.update({ data: data([{ name: 'a' }, { name: 'b' }]) });
    await eventually('b is watched too', () => server.openWatches === 2);
    config.update({ data: data([{ name: 'b' }]) });
    await eventually('a is not any more', () => server.openWatches === 1);
    expect([pods('a'), pods('b')]).toEqual([0, 1]);
    config.update({ data: data([{ name: 'a' }, { name: 'b' }]) });
    await eventually('it is again', () => pods('a') === 1);
    await eventually('each is watched once', () => server.openWatches === 2);
  });

  it('are left alone by a change that is not about them', async () => {
    await start([{ name: 'a' }]);
    await eventually('it is watched', () => server.openWatches === 1);
    const before = server.requests.length;
    config.update({ data: data([{ name: 'a' }], { links: {} }) });
    config.update({ data: data([{ name: 'a' }, { name: 'b' }]) });
    await eventually('b is watched', () => pods('b') === 1);
    const lists = server.requests
      .slice(before)
      .filter(({ pathname, searchParams }) => {
        return pathname === PODS && !searchParams.has('watch');
      });
    expect(lists).toHaveLength(1);
  });

  it('sign in anew, and are asked within other limits, when told to', async () => {
    await start([{ name: 'a' }]);
    await eventually('it is watched', () => server.openWatches === 1);
    config.update({ data: data([{ name: 'a', token: 'two' }]) });
    await eventually(
      'the new token is sent',
      () => server.tokens.at(-1) === 'Bearer two' && server.openWatches === 1,
    );
    const limits = { requestsPerSecond: 1, burst: 1, concurrentLists: 1 };
    config.update({
      data: data([{ name: 'a', token: 'two' }], { watch: { limits } }),
    });
    await eventually('it begins anew', () => server.openWatches === 0);
    expect(service.definition('a')).toMatchObject({ limits });
    expect(pods('a')).toBe(1);
  });

  it('stay as they are while the configuration makes no sense', async () => {
    await start([{ name: 'a' }]);
    await eventually('it is watched', () => server.openWatches === 1);
    const limits = { burst: -1 };
    config.update({ data: data([], { watch: { limits } }) });
    config.update({ data: data([{ name: 'a' }], { watch: { limits } }) });
    await eventually('that is told', () =>
      logger.warn.mock.calls.some(([text]) =>
        String(text).includes('adaptive.watch.limits.burst is -1'),
      ),
    );
    server.put(PODS, 'q');
    await eventually('it follows', () => pods('a') === 2);
    expect(server.openWatches).toBe(1);
  });

  it('are not looked at any more after the end', async () => {
    await start([{ name: 'a' }]);
    await eventually('it is watched', () => server.openWatches === 1);
    await service.stop();
    // Long enough for what is on its way to arrive, and too short for what is idle to be given up.
    await pause(100);
    const before = server.requests.length;
    config.update({ data: data([{ name: 'a' }, { name: 'b' }]) });
    await pause(100);
    expect(server.requests).toHaveLength(before);
    expect(server.connections).toBe(0);
  });
});

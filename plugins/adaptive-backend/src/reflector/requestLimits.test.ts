import { mockServices } from '@backstage/backend-test-utils';
import { DefaultClusterReader } from '../clusters/ClusterReader';
import { systemClock } from '../clusters/Clock';
import { staticCredentials } from '../clusters/credentials';
import { HttpKubeTransport } from '../clusters/HttpKubeTransport';
import { requestsWithin } from '../clusters/readLimits';
import { WatchableCluster } from '../clusters/types';
import { DefaultWatchService } from './DefaultWatchService';
import { DEFAULT_REFLECTOR_SETTINGS } from './options';
import { FakeApiServer } from './__testUtils__/FakeApiServer';
import { eventually } from './__testUtils__/testClock';

jest.setTimeout(30_000);

const PODS = '/api/v1/pods';
const BURST = 8;
const ANSWER_MS = 500;

const pause = (ms: number) =>
  new Promise(resolve => {
    setTimeout(resolve, ms);
  });

describe('how much an API server is asked', () => {
  let server: FakeApiServer;
  let service: DefaultWatchService;
  /** For the bucket alone: it gets its next token when the test says so. */
  let tick: () => void;
  let definition: WatchableCluster;

  beforeEach(async () => {
    server = new FakeApiServer();
    await server.start();
    server.install(PODS);
    server.put(PODS, 'p');
    let now = 0;
    let wake: () => void = () => {};
    tick = () => {
      now += 1_000;
      wake();
    };
    const limits = { requestsPerSecond: 1, burst: BURST, concurrentLists: 50 };
    definition = {
      name: 'a',
      title: 'a',
      watchable: true,
      url: server.url,
      tls: { skipVerify: false },
      credentials: staticCredentials('t'),
      limits,
      requests: requestsWithin(limits, {
        now: () => now,
        random: () => 0,
        sleep: (_ms, signal) =>
          new Promise(resolve => {
            wake = resolve;
            signal.addEventListener('abort', () => resolve());
          }),
      }),
    };
    service = new DefaultWatchService({
      clusters: [definition],
      logger: mockServices.logger.mock(),
      clock: {
        ...systemClock,
        sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 20), signal),
      },
      settings: {
        batchMs: 1,
        probe: { intervalMs: 20, timeoutMs: ANSWER_MS },
        reflector: {
          ...DEFAULT_REFLECTOR_SETTINGS,
          timeouts: { answerMs: ANSWER_MS, silenceMs: 60_000 },
        },
      },
      connect: cluster =>
        new HttpKubeTransport({
          cluster,
          maxConnections: 80,
          connectTimeoutMs: 2_000,
          now: Date.now,
        }),
    });
  });

  afterEach(async () => {
    await service.stop();
    await server.stop();
  });

  const messages = () =>
    service
      .clusters()[0]
      .resources.map(({ freshness }) => freshness.message)
      .join();

  it('is the burst, and then the rate, whoever asks and for whatever', async () => {
    service.start();
    await eventually('it begins', () => server.requests.length >= BURST);
    const reader = new DefaultClusterReader(() => definition);
    let isAnswered = false;
    const question = reader
      .ask('a', '/version', {
        signal: new AbortController().signal,
        timeoutMs: ANSWER_MS,
        maxBytes: 1_000,
      })
      .then(() => {
        isAnswered = true;
      });
    await pause(2 * ANSWER_MS);
    expect(server.requests).toHaveLength(BURST);
    expect(isAnswered).toBe(false);
    for (let more = 1; more <= 3; more += 1) {
      tick();
      await pause(30);
      expect(server.requests).toHaveLength(BURST + more);
    }
    while (!isAnswered) {
      tick();
      await pause(1);
    }
    await question;
    await reader.close();
  });

  it('is no sign of a dead server to those who wait', async () => {
    service.start();
    await eventually('it begins', () => server.requests.length >= BURST);
    await pause(2 * ANSWER_MS);
    expect(messages()).not.toContain('did not answer');
    const pods = () => service.store.cluster('a')?.size('pods');
    while (pods() !== 1) {
      tick();
      await pause(1);
    }
    expect(messages()).not.toContain('did not answer');
  });

  it('keeps nobody from ending', async () => {
    service.start();
    await eventually('it begins', () => server.requests.length >= BURST);
    await service.stop();
    tick();
    await pause(20);
    expect(server.requests).toHaveLength(BURST);
  });
});

import { connect, createServer, Server, Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createTestCertificates } from '../clusters/__testUtils__/createTestCertificates';
import { systemClock } from '../clusters/Clock';
import { staticCredentials } from '../clusters/credentials';
import { HttpKubeTransport } from '../clusters/HttpKubeTransport';
import { DefaultObjectStore } from '../store/DefaultObjectStore';
import { ClusterWatcher } from './ClusterWatcher';
import { DEFAULT_REFLECTOR_SETTINGS } from './options';
import { DEFAULT_EVENT_BOUNDS } from './trimEvents';
import { FakeApiServer } from './__testUtils__/FakeApiServer';
import { eventually } from './__testUtils__/testClock';

jest.setTimeout(60_000);

const PODS = '/api/v1/pods';
const CERTIFICATES = createTestCertificates();

/** Forwards connections, until it forgets those that are there, as a network does: nothing arrives, nothing is told. */
class ForgetfulProxy {
  readonly #pairs = new Set<[Socket, Socket]>();
  readonly #server: Server;
  connections = 0;

  constructor(target: () => number) {
    this.#server = createServer(client => {
      this.connections += 1;
      const upstream = connect(target(), '127.0.0.1');
      this.#pairs.add([client, upstream]);
      client.pipe(upstream).pipe(client);
      for (const socket of [client, upstream]) socket.on('error', () => {});
    });
  }

  async start(): Promise<number> {
    await new Promise<void>(resolve => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  forget(): void {
    for (const [client, upstream] of this.#pairs) {
      client.unpipe(upstream);
      upstream.unpipe(client);
      // What is not read would be held back by the kernel; the peer must not notice.
      client.resume();
      upstream.resume();
    }
  }

  async stop(): Promise<void> {
    for (const sockets of this.#pairs)
      sockets.forEach(socket => socket.destroy());
    await new Promise(resolve => {
      this.#server.close(resolve);
    });
  }
}

describe('ClusterWatcher', () => {
  it.each(['HTTP/1.1', 'HTTP/2'])(
    'leaves connections that lead nowhere: %s',
    async protocol => {
      const certificates = protocol === 'HTTP/2' ? CERTIFICATES : undefined;
      const server = new FakeApiServer(certificates);
      await server.start();
      server.install(PODS);
      server.put(PODS, 'p');
      const proxy = new ForgetfulProxy(() => Number(new URL(server.url).port));
      const port = await proxy.start();
      const store = new DefaultObjectStore({ clusters: ['c'] });
      const tables = store.add('c');
      const watcher = new ClusterWatcher({
        transport: new HttpKubeTransport({
          cluster: {
            url: server.url.replace(/:\d+$/, `:${port}`),
            tls: { skipVerify: false, ca: server.ca },
            credentials: staticCredentials('t'),
          },
          maxConnections: 40,
          connectTimeoutMs: 2_000,
          now: Date.now,
        }),
        tables,
        clock: {
          ...systemClock,
          sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 50), signal),
        },
        reflector: {
          ...DEFAULT_REFLECTOR_SETTINGS,
          timeouts: { answerMs: 1_000, silenceMs: 1_500 },
        },
        probe: { intervalMs: 50, timeoutMs: 300 },
        events: DEFAULT_EVENT_BOUNDS,
        maxLists: 4,
        onStatus: () => {},
      });
      const status = () =>
        watcher.status().resources.find(({ resource }) => resource === 'pods')
          ?.freshness.status;
      watcher.start();
      await eventually('it watches', () => server.openWatches === 1);
      const before = proxy.connections;
      proxy.forget();
      server.put(PODS, 'q');
      await eventually('it is read again', () => tables.size('pods') === 2);
      await eventually('it is live', () => status() === 'live');
      // What is told is kept until something changes, and no longer.
      const told = watcher.status();
      server.remove(PODS, 'q');
      await eventually('it is told', () => tables.size('pods') === 1);
      expect(watcher.status()).not.toBe(told);
      expect(
        watcher.status().resources.find(({ resource }) => resource === 'pods')
          ?.items,
      ).toBe(1);
      expect(proxy.connections).toBeGreaterThan(before);
      await watcher.stop();
      await proxy.stop();
      await server.stop();
    },
  );
});

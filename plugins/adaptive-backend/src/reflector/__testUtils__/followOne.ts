import {
  Freshness,
  FreshnessStatus,
} from '@adaptive-portal/plugin-adaptive-common';
import type { createTestCertificates } from '../../clusters/__testUtils__/createTestCertificates';
import { staticCredentials } from '../../clusters/credentials';
import { HttpKubeTransport } from '../../clusters/HttpKubeTransport';
import { ClusterCredentials } from '../../clusters/types';
import { Interner } from '../../objects/project/Interner';
import { DefaultObjectStore } from '../../store/DefaultObjectStore';
import { DEFAULT_REFLECTOR_SETTINGS, ReflectorOptions } from '../options';
import { ProjectingSink } from '../ProjectingSink';
import { Reflector } from '../Reflector';
import { FakeApiServer } from './FakeApiServer';
import { eventually, impatientClock } from './testClock';

/** Collection that is followed. */
export const PATH = '/api/v1/namespaces';

function describeObjects(
  objects: Iterable<{
    metadata: { name: string; uid: string; resourceVersion: string };
  }>,
): string {
  return [...objects]
    .map(
      ({ metadata }) =>
        `${metadata.name}/${metadata.uid}@${metadata.resourceVersion}`,
    )
    .sort((a, b) => a.localeCompare(b))
    .join();
}

/** One reflector with a real store and real HTTP, and the truth to compare with. */
export interface Follower {
  server: FakeApiServer;
  clock: ReturnType<typeof impatientClock>;
  /** All that was told, in order. */
  told: Freshness[];
  freshness(): Freshness;
  /** Whether the store equals the truth: same objects, same versions. */
  isTrue(): boolean;
  /** Waits until the store equals the truth, one watch is open and a further change arrived over it; what is said then. */
  recovers(why: string): Promise<FreshnessStatus>;
  stop(): Promise<void>;
}

/** Starts a server and a reflector that follows it. */
export async function followOne(
  options: {
    credentials?: ClusterCredentials;
    reflector?: Partial<ReflectorOptions>;
    clock?: ReturnType<typeof impatientClock>;
    /** For HTTP/2. */
    certificates?: ReturnType<typeof createTestCertificates>;
  } = {},
): Promise<Follower> {
  const server = new FakeApiServer(options.certificates);
  await server.start();
  server.install(PATH);
  const store = new DefaultObjectStore({ clusters: ['c'] });
  const tables = store.add('c');
  const clock = options.clock ?? impatientClock();
  const transport = new HttpKubeTransport({
    cluster: {
      url: server.url,
      tls: { skipVerify: false, ca: server.ca },
      credentials: options.credentials ?? staticCredentials('t'),
    },
    maxConnections: 3,
    connectTimeoutMs: 2_000,
    now: () => clock.now(),
  });
  const told: Freshness[] = [];
  const reflector: Reflector = new Reflector({
    transport,
    resource: 'namespaces',
    paths: [PATH],
    custom: false,
    sink: new ProjectingSink({
      resource: 'namespaces',
      tables,
      context: { interner: new Interner(), isEngineNamespace: () => true },
    }),
    clock,
    settings: {
      ...DEFAULT_REFLECTOR_SETTINGS,
      timeouts: { answerMs: 10_000, silenceMs: 60_000 },
      pageSize: 2,
    },
    onAlive: () => {},
    isServerAlive: () => true,
    onFreshness: () => told.push(reflector.freshness()),
    ...options.reflector,
  });
  const stop = new AbortController();
  const done = reflector.run(stop.signal);
  const isTrue = () =>
    describeObjects(tables.list('namespaces')) ===
    describeObjects(server.truth(PATH));
  let changes = 0;
  return {
    server,
    clock,
    told,
    isTrue,
    freshness: () => reflector.freshness(),
    recovers: async why => {
      await eventually(
        `the store equals the truth after ${why}`,
        () => isTrue() && server.openWatches === 1,
      );
      // What is told now must be told by a watch that is really following.
      changes += 1;
      server.put(PATH, `change-${changes}`);
      await eventually(`the store follows after ${why}`, isTrue);
      return reflector.freshness().status;
    },
    stop: async () => {
      stop.abort();
      await done;
      await transport.close();
      await server.stop();
    },
  };
}

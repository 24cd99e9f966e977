import fc from 'fast-check';
import { staticCredentials } from '../clusters/credentials';
import { HttpKubeTransport } from '../clusters/HttpKubeTransport';
import { Interner } from '../objects/project/Interner';
import { DefaultObjectStore } from '../store/DefaultObjectStore';
import { ProjectingSink } from './ProjectingSink';
import { DEFAULT_REFLECTOR_SETTINGS } from './options';
import { Reflector } from './Reflector';
import {
  answerStatus,
  answerText,
  cut,
  cutHalfway,
  FakeApiServer,
  Fault,
} from './__testUtils__/FakeApiServer';
import { eventually, impatientClock } from './__testUtils__/testClock';

const PATH = '/api/v1/namespaces';

jest.setTimeout(120_000);

type Step =
  | { do: 'put' | 'remove'; name: string }
  | { do: 'fail'; fault: keyof typeof FAULTS; times: number }
  | {
      do:
        | 'bookmark'
        | 'compact'
        | 'end'
        | 'cut'
        | 'garbage'
        | 'half'
        | 'restart'
        | 'pause';
    };

const FAULTS = {
  500: answerStatus(500, 'InternalError'),
  429: answerStatus(429, 'TooManyRequests', { 'retry-after': '1' }),
  410: answerStatus(410, 'Expired'),
  403: answerStatus(403, 'Forbidden'),
  401: answerStatus(401, 'Unauthorized'),
  404: answerStatus(404, 'NotFound'),
  cut,
  cutHalfway,
  invalid: answerText('{"items":[{'),
} satisfies Record<string, Fault>;

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('put' as const), name }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('remove' as const), name }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fail' as const),
      fault: fc.constantFrom(
        ...(Object.keys(FAULTS) as Array<keyof typeof FAULTS>),
      ),
      times: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'bookmark',
        'compact',
        'end',
        'cut',
        'garbage',
        'half',
        'restart',
        'pause',
      ),
    }),
  },
);

async function perform(server: FakeApiServer, action: Step): Promise<void> {
  switch (action.do) {
    case 'put':
      return server.put(PATH, action.name);
    case 'remove':
      return server.remove(PATH, action.name);
    case 'fail':
      return server.failNext(
        ...Array.from({ length: action.times }, () => FAULTS[action.fault]),
      );
    case 'bookmark':
      return server.bookmark();
    case 'compact':
      return server.compact();
    case 'garbage':
      return server.inject('{"type":"MODIFIED","object":[}\n');
    case 'half':
      server.inject('{"type":"DELETED","object":{"metadata":{"na');
      return server.endWatches('end');
    case 'restart':
      await server.stop();
      return server.start();
    case 'pause':
      return new Promise(resolve => {
        setTimeout(resolve, 4);
      });
    default:
      return server.endWatches(action.do);
  }
}

function describeObjects(
  objects: Iterable<{
    metadata: { name: string; uid: string; resourceVersion: string };
  }>,
): string[] {
  return [...objects]
    .map(
      ({ metadata }) =>
        `${metadata.name}/${metadata.uid}@${metadata.resourceVersion}`,
    )
    .sort((a, b) => a.localeCompare(b));
}

async function play(steps: Step[]): Promise<void> {
  const server = new FakeApiServer();
  await server.start();
  server.install(PATH);
  const store = new DefaultObjectStore({ clusters: ['c'] });
  const tables = store.cluster('c');
  if (!tables) throw new Error('the store lacks its cluster');
  const clock = impatientClock();
  const transport = new HttpKubeTransport({
    cluster: {
      url: server.url,
      tls: { skipVerify: false },
      credentials: staticCredentials('t'),
    },
    maxConnections: 3,
    connectTimeoutMs: 2_000,
    now: clock.now,
  });
  const reflector = new Reflector({
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
    onFreshness: () => {},
  });
  const stop = new AbortController();
  const done = reflector.run(stop.signal);
  try {
    for (const action of steps) await perform(server, action);
    server.failAlways(undefined);
    const isTrue = () =>
      describeObjects(tables.list('namespaces')).join() ===
      describeObjects(server.truth(PATH)).join();
    await eventually(
      `the store equals the truth after ${JSON.stringify(steps)}`,
      () => isTrue() && server.openWatches === 1,
    );
    // What is told now must be told by a watch that is really following.
    server.put(PATH, 'last');
    await eventually('the store follows', isTrue);
    if (reflector.freshness().status !== 'live') {
      throw new Error('it is live and says it is not');
    }
  } finally {
    stop.abort();
    await done;
    await transport.close();
    await server.stop();
  }
}

describe('Reflector against a model', () => {
  it('ends up with the truth after any interleaving of changes and faults', async () => {
    const steps = fc.array(step, { minLength: 1, maxLength: 30 });
    const result = await fc.check(fc.asyncProperty(steps, play), {
      numRuns: 100,
    });
    expect(fc.defaultReportMessage(result)).toBeUndefined();
  });
});

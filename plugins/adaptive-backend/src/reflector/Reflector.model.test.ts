import fc from 'fast-check';
import { createTestCertificates } from '../clusters/__testUtils__/createTestCertificates';
import {
  answerStatus,
  answerText,
  cut,
  cutHalfway,
  FakeApiServer,
  Fault,
} from './__testUtils__/FakeApiServer';
import { followOne, PATH } from './__testUtils__/followOne';

// A thousand runs take a few minutes on a busy machine.
jest.setTimeout(900_000);

const CERTIFICATES = createTestCertificates();

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

async function play(
  steps: Step[],
  streamsLists: boolean,
  isHttp2: boolean,
): Promise<void> {
  const follower = await followOne({
    certificates: isHttp2 ? CERTIFICATES : undefined,
    reflector: { canStream: () => streamsLists },
  });
  const { server } = follower;
  server.streamsLists = streamsLists;
  try {
    for (const action of steps) await perform(server, action);
    server.failAlways(undefined);
    const status = await follower.recovers(JSON.stringify(steps));
    if (status !== 'live') throw new Error(`it is live and says ${status}`);
  } finally {
    await follower.stop();
  }
}

describe('Reflector against a model', () => {
  it('ends up with the truth after any interleaving of changes and faults', async () => {
    const steps = fc.array(step, { minLength: 1, maxLength: 30 });
    const result = await fc.check(
      fc.asyncProperty(steps, fc.boolean(), fc.boolean(), play),
      {
        numRuns: Number(
          process.env.ADAPTIVE_FAULT_RUNS ?? (process.env.CI ? 1_000 : 100),
        ),
      },
    );
    expect(fc.defaultReportMessage(result)).toBeUndefined();
  });
});

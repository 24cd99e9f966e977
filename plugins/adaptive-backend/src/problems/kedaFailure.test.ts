import { meta } from '../view/__testUtils__/objects';
import {
  codes,
  healthyPlatform,
  problem,
  SOUND,
} from './__testUtils__/platform';
import { condition } from '../view/__testUtils__/objects';

/** What KEDA said, how many minutes ago, how often, and how many minutes ago for the first time. */
type Said = [string, number, number?, number?];

/** A pool whose ScaledObject is not ready. */
function failing(...said: Said[]) {
  const platform = healthyPlatform();
  const workload = platform.pool({
    scaledObject: {
      ...SOUND,
      status: {
        hpaName: 'keda-hpa-adaptive-harmony-llama-70b',
        conditions: [
          condition(
            'Ready',
            'False',
            'TriggerError',
            'Triggers defined in ScaledObject are not working correctly',
          ),
        ],
        health: {},
        externalMetricNames: [],
      },
    },
  });
  const time = (minutesAgo: number) =>
    new Date(platform.now - minutesAgo * 60_000).toISOString();
  said.forEach(([message, minutesAgo, count = 1, first = minutesAgo], i) => {
    platform.put('events', {
      metadata: meta(`failed-${i}`),
      type: 'Warning',
      reason: 'KEDAScalerFailed',
      message,
      involved: {
        kind: 'ScaledObject',
        namespace: 'chat',
        name: workload.metadata.name,
      },
      count,
      firstAt: time(first),
      at: time(minutesAgo),
    });
  });
  return platform;
}

const sentenceOf = (...said: Said[]) =>
  problem(failing(...said), 'scaledobject-not-ready').sentence;

const get = (cause: string) =>
  `Get "https://prom.example:9090/api/v1/query?query=up": ${cause}`;

describe('what KEDA says of a trigger', () => {
  it.each([
    [
      get('dial tcp: lookup prom.example on 10.96.0.10:53: no such host'),
      'cannot reach Prometheus at https://prom.example:9090 (its name is not known)',
    ],
    [
      get(
        'context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
      ),
      'cannot reach Prometheus at https://prom.example:9090 (no answer in time)',
    ],
    [
      get(
        'tls: failed to verify certificate: x509: certificate signed by unknown authority',
      ),
      'cannot reach Prometheus at https://prom.example:9090 (its certificate is not trusted)',
    ],
    [
      // A query so long that the cause was cut off.
      'Get "https://prom.example:9090/api/v1/query?query=clamp_max…',
      'cannot reach Prometheus at https://prom.example:9090',
    ],
    [
      'prometheus query api returned error. status: 401 response: who are you',
      'is refused by Prometheus (HTTP 401)',
    ],
    [
      "prometheus metrics 'prometheus' target may be lost, the result is empty",
      'gets no series for its query',
    ],
    [
      'prometheus query up returned multiple elements',
      'gets more than one series for its query',
    ],
    [
      'error parsing trigger.',
      'cannot read its trigger (error parsing trigger)',
    ],
  ])('%s', (message, what) => {
    expect(sentenceOf([message, 1])).toBe(
      `KEDA ${what}: the ScaledObject decides nothing.`,
    );
  });

  it('is counted, one event per failure or all in one', () => {
    const refused = get('connect: connection refused');
    expect(sentenceOf([refused, 1], [refused, 2], [refused, 3])).toContain(
      '(connection refused), 3 times in the last 10 minutes:',
    );
    expect(sentenceOf([refused, 1, 7])).toContain(
      '7 times in the last 10 minutes',
    );
  });

  it('is counted over as long as its event goes back', () => {
    const refused = get('connect: connection refused');
    expect(sentenceOf([refused, 1, 7, 9])).toContain(
      '7 times in the last 10 minutes',
    );
    expect(sentenceOf([refused, 1, 60, 55])).toContain(
      '60 times in the last hour',
    );
    // One more from before the last ten minutes is within the hour as well, what is older is not.
    expect(
      sentenceOf([refused, 1, 60, 55], [refused, 20, 2, 30], [refused, 70]),
    ).toContain('62 times in the last hour');
    // How many of them the last hour had, nobody knows.
    expect(sentenceOf([refused, 1, 500, 90])).toContain('refused): the');
  });

  it('is the newest, and nothing that is over', () => {
    expect(
      sentenceOf([get('EOF'), 1], [get('connection refused'), 5]),
    ).toContain('(it ends the connection): the');
    expect(sentenceOf([get('connection refused'), 20])).toBe(
      'KEDA cannot use the ScaledObject: Triggers defined in ScaledObject are not working correctly.',
    );
  });

  it('is told of one of several triggers while another one is active', () => {
    const platform = healthyPlatform();
    const triggers = ['ttft', 'load'].map(name => ({
      type: 'prometheus',
      name,
      metadata: { query: 'up', threshold: '1' },
    }));
    platform.pool({
      scaledObject: {
        ...SOUND,
        triggers,
        status: {
          hpaName: 'keda-hpa-adaptive-harmony-llama-70b',
          conditions: [condition('Ready', 'Unknown', 'PartialTriggerError')],
          health: {},
          externalMetricNames: [],
        },
      },
    });
    expect(problem(platform, 'trigger-failing')).toMatchObject({
      severity: 'warning',
      sentence:
        'Not all of the 2 triggers work. The pool can be scaled out by the others, but not in.',
    });
  });

  it('is no problem of a ScaledObject that is ready again', () => {
    const platform = healthyPlatform();
    platform.pool({ scaledObject: SOUND });
    expect(codes(platform)).not.toContain('scaledobject-not-ready');
  });
});

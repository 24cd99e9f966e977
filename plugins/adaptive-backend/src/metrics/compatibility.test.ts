import {
  answer,
  Fixture,
  HEALTHY,
  labels,
  POOL,
  SECONDS,
} from './__testUtils__/Fixture';
import type { FakePrometheus } from './__testUtils__/Fixture';

/** Answers as usual, with more in the envelope. */
function withEnvelope(fixture: Fixture, more: object): void {
  const { respond } = fixture;
  fixture.respond = async request => {
    const body = await (await respond(request)).json();
    return Response.json({ ...body, ...more });
  };
}

const messageOf = (fixture: Fixture) =>
  fixture.service.status()[0].freshness.message;

describe('Thanos, Mimir and VictoriaMetrics', () => {
  it('get their headers and parameters with every question, under their path', async () => {
    const fixture = new Fixture(HEALTHY, {
      url: 'https://mimir.example/prometheus/',
      headers: { 'X-Scope-OrgID': 'team-a|team-b' },
      params: { dedup: true, partial_response: 'false' },
    });
    const paths: string[] = [];
    const { respond } = fixture;
    fixture.respond = request => {
      paths.push(request.path);
      expect(request.init.headers).toMatchObject({
        'X-Scope-OrgID': 'team-a|team-b',
      });
      const params =
        request.init.method === 'POST' ? request.form : request.search;
      expect(params.get('dedup')).toBe('true');
      expect(params.get('partial_response')).toBe('false');
      return respond(request);
    };
    await fixture.round();
    await fixture.service.range(
      POOL,
      { name: POOL.pool, key: POOL.key, pods: [] },
      { metric: 'requestRate', from: SECONDS - 600, to: SECONDS },
    );
    expect(new Set(paths)).toEqual(
      new Set(
        ['query', 'query_range', 'rules'].map(
          path => `/prometheus/api/v1/${path}`,
        ),
      ),
    );
    expect(fixture.read().cause).toBe('ok');
  });

  it.each<[string, object, string]>([
    ['Thanos', { warnings: ['store eu-1 is away'] }, 'store eu-1 is away'],
    ['VictoriaMetrics', { isPartial: true }, 'the answer is partial'],
  ])(
    '%s that answers in part is not said to have no series',
    async (_name, more, warning) => {
      const fixture = new Fixture({});
      withEnvelope(fixture, more);
      await fixture.round();
      expect(messageOf(fixture)).toBe(warning);
      expect(fixture.read().metrics.requestRate.reason).toBe(
        `no series: the pods are not scraped, or nobody collects harmony_generation_requests_count, or the answer of main is incomplete, which warned: ${warning}`,
      );
    },
  );

  it('tell a few of many warnings, and no advice about queries', async () => {
    const fixture = new Fixture(HEALTHY);
    withEnvelope(fixture, {
      infos: ['PromQL info: metric might not be a counter'],
      warnings: [
        'PromQL info: metric might not be a counter',
        'a',
        'b',
        'c',
        'd',
        'e',
        7,
      ],
    });
    await fixture.round();
    expect(messageOf(fixture)).toBe('a; b; c; and 2 more warnings');
  });

  it('that call advice a warning have none to tell', async () => {
    const fixture = new Fixture(HEALTHY);
    withEnvelope(fixture, { warnings: ['PromQL info: not a counter'] });
    await fixture.round();
    expect(messageOf(fixture)).toBeUndefined();
  });

  it('are asked about their own now, so that a clock that is ahead finds its series', async () => {
    const fixture = new Fixture(HEALTHY);
    const { respond } = fixture;
    fixture.now += 600_000;
    fixture.respond = request => {
      const time = Number(request.form.get('time') ?? SECONDS);
      return time > SECONDS + 300
        ? Response.json(answer({}, request.path, ''))
        : respond(request);
    };
    await fixture.round();
    expect(fixture.read()).toMatchObject({
      cause: 'ok',
      metrics: { requestRate: { value: 10, at: '2026-11-22T13:59:48.000Z' } },
    });
  });

  it('that answer with invalid UTF-8 lose the series, not the rest', async () => {
    const fixture = new Fixture(HEALTHY);
    const { respond } = fixture;
    fixture.respond = async request => {
      const body = Buffer.from(await (await respond(request)).text());
      if (!request.form.get('query')?.includes('histogram_quantile(0.95')) {
        return new Response(body);
      }
      const at = body.indexOf('Inference');
      body[at] = 0xff;
      return new Response(body);
    };
    await fixture.round();
    expect(fixture.read().metrics.requestRate.value).toBe(10);
    expect(fixture.read().metrics.ttftP95).toEqual({
      reason: expect.stringContaining('no series'),
      source: 'main',
      at: expect.any(String),
    });
  });
});

describe('the number of queries', () => {
  it('is the same for a thousand pools and a thousand viewers', async () => {
    const many = (samples: FakePrometheus['up'] = []) =>
      Array.from({ length: 1000 }, (_, n) =>
        samples.map(([metric, value]): [Record<string, string>, string] => [
          { ...metric, namespace: `team-${n}` },
          value,
        ]),
      ).flat();
    const fixture = new Fixture({
      timeouts: many(HEALTHY.timeouts),
      requests: many(HEALTHY.requests),
      up: many(HEALTHY.up),
    });
    await fixture.round();
    const one = new Fixture(HEALTHY);
    await one.round();
    expect(fixture.requests).toHaveLength(one.requests.length);
    for (let viewer = 0; viewer < 1000; viewer += 1) {
      const reading = fixture.service
        .snapshot()
        .pool({ ...POOL, namespace: `team-${viewer}` });
      expect(reading.metrics.requestRate.value).toBe(10);
    }
    expect(fixture.requests).toHaveLength(one.requests.length);
  });
});

describe('a label that names clusters', () => {
  it('is missing: says so instead of "no series"', async () => {
    const fixture = new Fixture(HEALTHY, { clusterLabel: 'cluster' });
    await fixture.round();
    const { cause, metrics, up } = fixture.read();
    expect(cause).toBe('invalid');
    expect(metrics.requestRate).toMatchObject({
      reason:
        'main answered series without the label of its cluster for harmony_generation_requests_count',
    });
    expect(metrics.requestRate.value).toBeUndefined();
    expect(up).toBeUndefined();
  });

  it('belongs to another cluster: there are none of this one', async () => {
    const fixture = new Fixture(
      { requests: [[{ ...labels, cluster: 'ap-1' }, '1']] },
      { clusterLabel: 'cluster' },
    );
    await fixture.round();
    expect(fixture.read().cause).toBe('noSeries');
  });
});

describe('a source of all clusters without a label to tell them apart', () => {
  const other = { ...POOL, cluster: 'us-1' };
  const reason =
    'main has series of several clusters under this name, and no clusterLabel is configured to tell them apart';

  async function askedForBoth(source: object = {}) {
    const fixture = new Fixture(HEALTHY, source);
    await fixture.round();
    const first = fixture.service.snapshot();
    first.pool(POOL);
    first.pool(other);
    return { fixture, first };
  }

  it('has no value for a pool that two clusters have', async () => {
    const { fixture, first } = await askedForBoth();
    // What was handed out stays as it was.
    expect(first.pool(POOL).cause).toBe('ok');
    for (const pool of [POOL, other]) {
      const { cause, metrics } = fixture.service.snapshot().pool(pool);
      expect(cause).toBe('invalid');
      for (const metric of [
        metrics.ttftTimeoutRatio,
        metrics.requestRate,
        metrics.ttftP50,
        metrics.ttftP95,
        metrics.gpuUtilization,
      ]) {
        expect(metric).toEqual({ reason, source: 'main' });
      }
    }
    const asked = fixture.requests.length;
    const range = await fixture.service.range(
      POOL,
      { name: POOL.pool, key: POOL.key, pods: [] },
      { metric: 'requestRate', from: SECONDS - 600, to: SECONDS },
    );
    expect(range).toMatchObject({ points: [], reason });
    expect(fixture.requests).toHaveLength(asked);
  });

  it('has one for a pool that only one cluster has', async () => {
    const { fixture } = await askedForBoth();
    const pool = { ...POOL, pool: 'judge' };
    expect(fixture.service.snapshot().pool(pool).cause).toBe('noSeries');
  });

  it('has one again when the other cluster lost its pool', async () => {
    const { fixture } = await askedForBoth();
    for (let n = 0; n < 6; n += 1) {
      fixture.now += 15_000;
      await fixture.round();
      fixture.read();
    }
    expect(fixture.read().cause).toBe('ok');
  });

  it.each([
    ['is only of one cluster', { clusters: ['eu-1'] }],
    ['has the label', { clusterLabel: 'cluster' }],
  ])('has one when it %s', async (_name, source) => {
    const held = {
      requests: HEALTHY.requests?.map(
        ([metric, value]): [Record<string, string>, string] => [
          { ...metric, cluster: 'eu-1' },
          value,
        ],
      ),
    };
    const fixture = new Fixture(held, source);
    await fixture.round();
    fixture.service.snapshot().pool(other);
    fixture.service.snapshot().pool(POOL);
    expect(fixture.read().metrics.requestRate.value).toBe(10);
  });

  it('has no tokens and certificates for a namespace that two clusters have', async () => {
    const fixture = new Fixture({
      tokens: [[{ namespace: 'chat' }, '5']],
      certificates: [
        [{ namespace: 'chat', name: 'tls' }, String(SECONDS + 60)],
      ],
    });
    await fixture.round();
    const read = (cluster: string) =>
      fixture.service.snapshot().namespace({ cluster, namespace: 'chat' });
    expect(read('eu-1').certificates).toHaveLength(1);
    read('us-1');
    expect(read('eu-1')).toEqual({
      tokensPerSecond: { reason, source: 'main' },
      certificates: [],
    });
  });
});

describe('several sources', () => {
  const sources = [
    { id: 'engines', url: 'http://engines' },
    { id: 'gpus', url: 'http://gpus' },
  ];

  it('one that is down is told before one that has no such series', async () => {
    const fixture = new Fixture({}, {}, sources);
    const { respond } = fixture;
    fixture.respond = request =>
      request.host === 'gpus'
        ? new Response('', { status: 503 })
        : respond(request);
    await fixture.round(2);
    const { metrics } = fixture.service
      .snapshot()
      .pool({ ...POOL, pods: ['p-1'] });
    expect(metrics.gpuUtilization).toEqual({
      reason: 'gpus does not answer: Answered 503',
      source: 'gpus',
    });
  });

  it('GPUs whose values cannot be are told apart from GPUs that nobody measures', async () => {
    const fixture = new Fixture({
      gpuMemory: [[{ namespace: 'chat', pod: 'p-1' }, 'NaN']],
    });
    await fixture.round();
    const { metrics } = fixture.service
      .snapshot()
      .pool({ ...POOL, pods: ['p-0', 'p-1'] });
    expect(metrics.gpuMemory?.reason).toBe(
      'main answered the value NaN for DCGM_FI_DEV_FB_USED',
    );
    expect(metrics.gpuUtilization?.reason).toMatch(/^no series/);
  });
});

describe('a sparkline', () => {
  it('of two series for one pool is none', async () => {
    const fixture = new Fixture({
      ...HEALTHY,
      timeouts: [
        [labels, '1'],
        [{ ...labels, instance: 'b' }, '1'],
      ],
    });
    await fixture.round();
    expect(fixture.read().metrics.ttftTimeoutHistory).toBeUndefined();
  });
});

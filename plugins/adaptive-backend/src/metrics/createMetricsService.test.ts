import {
  answer,
  Fixture,
  HEALTHY,
  labels,
  pod,
  POOL,
  SECONDS,
} from './__testUtils__/Fixture';
import type { FakePrometheus } from './__testUtils__/Fixture';

describe('metrics of a pool', () => {
  it('reads ratio, rate, p95, history and the age of the scrape', async () => {
    const fixture = new Fixture(HEALTHY);
    await fixture.round();
    const at = '2026-11-22T13:59:48.000Z';
    expect(fixture.read()).toEqual({
      cause: 'ok',
      up: 2,
      scrapedAt: at,
      historyKnown: true,
      metrics: {
        ttftTimeoutRatio: { value: expect.closeTo(0.23), at, source: 'main' },
        requestRate: { value: 10, at, source: 'main' },
        ttftP50: { value: 300, at, source: 'main' },
        ttftP95: { value: 1900, at, source: 'main' },
        gpuUtilization: {
          reason: expect.stringContaining('DCGM_FI_DEV_GPU_UTIL'),
          source: 'main',
        },
        gpuMemory: {
          reason: expect.stringContaining('DCGM_FI_DEV_FB_USED'),
          source: 'main',
        },
        ttftTimeoutHistory: [[SECONDS - 60, 0.1]],
      },
    });
  });

  it('asks one query per metric, form-encoded, for everything that the source knows', async () => {
    const fixture = new Fixture(HEALTHY, { clusterLabel: 'cluster' });
    await fixture.round();
    expect(fixture.requests).toHaveLength(17);
    const instant = fixture.requests.filter(r => r.path === '/api/v1/query');
    expect(instant).toHaveLength(15);
    for (const { form, init } of instant) {
      expect(init.method).toBe('POST');
      expect(form.get('query')).toContain('by (cluster,namespace');
    }
    const [range] = fixture.requests.filter(r => r.path.endsWith('_range'));
    expect(Number(range.form.get('end')) % 60).toBe(0);
    expect(Number(range.form.get('start')) % 60).toBe(0);
  });

  it('asks for the sparkline once per step only', async () => {
    const fixture = new Fixture(HEALTHY);
    const ranges = () =>
      fixture.requests.filter(r => r.path.endsWith('_range')).length;
    await fixture.round();
    fixture.now += 15_000;
    await fixture.round();
    expect(ranges()).toBe(1);
    fixture.now += 45_000;
    await fixture.round();
    expect(ranges()).toBe(2);
    expect(fixture.read().metrics.ttftTimeoutHistory).toHaveLength(1);
  });

  it('takes the cluster from the label, also where its value is not the name', async () => {
    const fixture = new Fixture(
      { requests: [[{ ...labels, cluster: 'us-one' }, '0']] },
      { clusterLabel: 'cluster' },
    );
    await fixture.round();
    expect(fixture.read().cause).toBe('noSeries');
    expect(
      fixture.service.snapshot().pool({ ...POOL, cluster: 'us-1' }).cause,
    ).toBe('noRequests');
  });
});

describe('GPUs, scalers, tokens and certificates', () => {
  const KEY = {
    ...POOL,
    pods: ['p-1', 'p-2', 'p-3'],
    scaledObject: 'so',
    variantAutoscaling: 'va',
  };
  const ns = { namespace: 'chat' };
  const HELD: FakePrometheus = {
    ...HEALTHY,
    gpuUtilization: [
      [{ ...ns, pod: 'p-1' }, '0.9'],
      [{ ...ns, pod: 'p-2' }, '0.5'],
      [{ ...ns, pod: 'other' }, '0'],
      [{ namespace: 'search', pod: 'p-3' }, '0'],
    ],
    gpuMemory: [[{ ...ns, pod: 'p-1' }, 'NaN']],
    scalerErrors: [[{ ...ns, scaledObject: 'so' }, '0.2']],
    scalerValue: [
      [{ ...ns, scaledObject: 'so', metric: 's0-prometheus' }, '0.31'],
      [{ ...ns, scaledObject: 'other', metric: 's1-prometheus' }, '9'],
    ],
    scalerLatency: [
      [{ ...ns, scaledObject: 'so', metric: 's0-prometheus' }, '0.004'],
    ],
    variantDesired: [[{ ...ns, variant_name: 'va' }, '4']],
    tokens: [[ns, '1234']],
    certificates: [
      [{ ...ns, name: 'tls' }, String(SECONDS + 86_400)],
      [{ ...ns, name: 'never-issued' }, '0'],
      [{ namespace: 'chat-2', name: 'other' }, String(SECONDS)],
    ],
  };
  const at = '2026-11-22T14:00:00.000Z';

  it('averages GPUs over the pods of the pool alone', async () => {
    const fixture = new Fixture(HELD);
    await fixture.round();
    const { metrics } = fixture.service.snapshot().pool(KEY);
    expect(metrics).toMatchObject({
      gpuUtilization: { value: 0.7, at, source: 'main' },
      scalerErrorRate: { value: 0.2 },
      variantDesiredReplicas: { value: 4 },
    });
    expect(metrics.gpuMemory?.value).toBeUndefined();
  });

  it('reads what KEDA sees, by trigger, where that is scraped', async () => {
    const fixture = new Fixture(HELD);
    await fixture.round();
    const triggerMetrics = ['s0-prometheus', 's1-prometheus'];
    const { metrics } = fixture.service
      .snapshot()
      .pool({ ...KEY, triggerMetrics });
    expect(metrics.triggers).toEqual([
      {
        metric: 's0-prometheus',
        value: { value: 0.31, at, source: 'main' },
        latency: { value: 0.004, at, source: 'main' },
      },
    ]);
    const { metrics: others } = fixture.service.snapshot().pool(KEY);
    expect(others).not.toHaveProperty('triggers');
  });

  it('reads the namespace as a whole', async () => {
    const fixture = new Fixture(HELD);
    await fixture.round();
    expect(fixture.service.snapshot().namespace(POOL)).toEqual({
      tokensPerSecond: { value: 1234, at, source: 'main' },
      certificates: [
        {
          name: 'tls',
          notAfter: '2026-11-23T14:00:00.000Z',
          source: 'main',
        },
      ],
    });
  });

  it('takes each from the source that has it', async () => {
    const fixture = new Fixture({}, {}, [
      { id: 'engines', url: 'http://engines' },
      { id: 'gpus', url: 'http://gpus' },
    ]);
    fixture.respond = ({ host, path, form }) => {
      const held =
        host === 'gpus' ? { gpuUtilization: HELD.gpuUtilization } : {};
      return Response.json(answer(held, path, form.get('query') ?? ''));
    };
    await fixture.round(2);
    const { metrics } = fixture.service.snapshot().pool(KEY);
    expect(metrics.gpuUtilization?.value).toBe(0.7);
    expect(metrics.requestRate.value).toBeUndefined();
  });

  it('tells that timeouts have the longer name only', async () => {
    const fixture = new Fixture({ ...HEALTHY, suffixed: [[labels, '1']] });
    await fixture.round();
    expect(fixture.read().suffixed).toBe(true);
  });

  it('asks for the labels of what is measured, and for both names of a counter', async () => {
    const fixture = new Fixture(HEALTHY);
    await fixture.round();
    const queries = fixture.requests.map(r => r.form.get('query') ?? '');
    for (const query of queries.filter(q => /DCGM|keda_|wva_/.test(q))) {
      expect(query).toContain('"exported_namespace"');
    }
    // A native histogram has no buckets with names.
    expect(queries).toContainEqual(
      expect.stringContaining('sum by (namespace,pool) (rate(harmony_ttft_ms['),
    );
    expect(queries).toContainEqual(
      'sum by (namespace,pool) (rate(harmony_ttft_timeout_count[5m]) or rate(harmony_ttft_timeout_count_total[5m]))',
    );
  });
});

describe('the end of a bearer token', () => {
  const jwt = (payload: object) =>
    `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.sig`;

  it.each([
    [`Bearer ${jwt({ exp: SECONDS })}`, '2026-11-22T14:00:00.000Z'],
    [`bearer ${jwt({ exp: 'soon' })}`, undefined],
    ['Bearer opaque', undefined],
    ['Bearer a.b.c', undefined],
    ['Basic dXNlcjpwdw==', undefined],
  ])('of %s', (authorization, end) => {
    const fixture = new Fixture({}, { headers: { authorization } });
    const [source] = fixture.service.sources();
    expect(source.credentialExpiresAt).toBe(end);
    expect(JSON.stringify(source)).not.toContain(authorization.slice(7));
  });
});

describe('a missing metric is never 0', () => {
  it.each<[string, FakePrometheus, string, string]>([
    [
      'no requests',
      { ...HEALTHY, requests: [[labels, '0']] },
      'noRequests',
      'no requests in the last 5m',
    ],
    [
      'no series at all',
      {},
      'noSeries',
      'no series: the pods are not scraped, or nobody collects harmony_generation_requests_count',
    ],
    [
      'no timeout series',
      { ...HEALTHY, timeouts: [] },
      'noTimeoutSeries',
      'requests are counted, but there is no series harmony_ttft_timeout_count',
    ],
    [
      'NaN',
      { ...HEALTHY, requests: [[labels, 'NaN']] },
      'invalid',
      'main answered the value NaN for harmony_generation_requests_count',
    ],
    [
      'infinite',
      { ...HEALTHY, timeouts: [[labels, '+Inf']] },
      'invalid',
      'main answered the value Infinity for harmony_ttft_timeout_count',
    ],
    [
      'duplicates',
      {
        ...HEALTHY,
        requests: [
          [labels, '1'],
          [labels, '2'],
        ],
      },
      'invalid',
      'main answered several series where one was expected for harmony_generation_requests_count',
    ],
  ])('%s', async (_name, held, cause, reason) => {
    const fixture = new Fixture(held);
    await fixture.round();
    const reading = fixture.read();
    expect(reading.cause).toBe(cause);
    expect(reading.metrics.ttftTimeoutRatio.value).toBeUndefined();
    expect(reading.metrics.ttftTimeoutRatio.reason).toBe(reason);
    expect(fixture.service.status()[0].freshness.status).toBe('live');
  });

  it('p95 without requests (NaN) is no value', async () => {
    const fixture = new Fixture({ ...HEALTHY, p95: [[labels, 'NaN']] });
    await fixture.round();
    expect(fixture.read().metrics.ttftP95).toMatchObject({
      reason: 'no requests in the last 5m',
    });
    expect(fixture.read().metrics.ttftP95.value).toBeUndefined();
  });

  it('tells scraped pods that are down from pods that nobody scrapes', async () => {
    const down = new Fixture({ up: [[pod, '0']] });
    await down.round();
    expect(down.read().up).toBe(0);
    const unscraped = new Fixture({});
    await unscraped.round();
    expect(unscraped.read().up).toBeUndefined();
  });

  it('says when no source serves the cluster', async () => {
    const fixture = new Fixture(HEALTHY, { clusters: ['us-1'] });
    await fixture.round();
    expect(fixture.read()).toMatchObject({
      cause: 'noSource',
      metrics: {
        ttftTimeoutRatio: {
          reason: 'no metric source is configured for cluster eu-1',
        },
      },
    });
  });
});

describe('a source that lies or fails', () => {
  const status = (fixture: Fixture) => fixture.service.status()[0].freshness;

  it.each<[string, () => Response | Promise<Response>, string, RegExp]>([
    [
      'a refused query',
      () =>
        Response.json(
          {
            status: 'error',
            errorType: 'execution',
            error: 'too many samples',
          },
          { status: 422 },
        ),
      'unreachable',
      /Answered 422: too many samples/,
    ],
    [
      'a server error page',
      () => new Response('<html>', { status: 502 }),
      'unreachable',
      /^Answered 502$/,
    ],
    [
      'a refused credential',
      () => new Response('', { status: 401 }),
      'notPermitted',
      /Answered 401: check the source's headers/,
    ],
    [
      'the wrong type',
      () =>
        Response.json({
          status: 'success',
          data: { resultType: 'scalar', result: [1, '1'] },
        }),
      'unreachable',
      /Answered a scalar where a (vector|matrix) was asked for/,
    ],
    [
      'an answer without an envelope',
      () => Response.json([1]),
      'unreachable',
      /without an envelope/,
    ],
    [
      'a huge answer',
      () =>
        new Response(
          new ReadableStream({
            pull: controller => controller.enqueue(new Uint8Array(8 << 20)),
          }),
        ),
      'unreachable',
      /larger than/,
    ],
    [
      'a dead host',
      async () => {
        throw new TypeError('fetch failed', {
          cause: Object.assign(new Error('connect ECONNREFUSED'), {
            code: 'ECONNREFUSED',
          }),
        });
      },
      'unreachable',
      /Cannot be reached: connect ECONNREFUSED/,
    ],
  ])('%s', async (_name, respond, expected, message) => {
    const fixture = new Fixture(HEALTHY);
    fixture.respond = respond;
    await fixture.round();
    expect(status(fixture).status).toBe(expected);
    expect(status(fixture).message).toMatch(message);
    expect(fixture.read().cause).toBe('sourceDown');
  });

  it('keeps the last values for three rounds, then says since when it is silent', async () => {
    const fixture = new Fixture(HEALTHY);
    await fixture.round();
    fixture.respond = () => new Response('', { status: 503 });
    fixture.now += 15_000;
    await fixture.round();
    expect(status(fixture)).toMatchObject({
      status: 'unreachable',
      since: '2026-11-22T14:00:15.000Z',
      lastSeenAt: '2026-11-22T14:00:00.000Z',
    });
    expect(fixture.read().cause).toBe('ok');
    fixture.now += 60_000;
    expect(fixture.read().cause).toBe('sourceDown');
    expect(fixture.read().metrics.ttftTimeoutRatio.reason).toContain(
      'does not answer: Answered 503',
    );
  });

  it('loses only the metric whose query fails', async () => {
    const fixture = new Fixture(HEALTHY);
    const { respond } = fixture;
    fixture.respond = request =>
      request.form.get('query')?.includes('histogram')
        ? new Response('{}', { status: 500 })
        : respond(request);
    await fixture.round();
    expect(fixture.read().metrics.ttftTimeoutRatio.value).toBeCloseTo(0.23);
    expect(fixture.read().metrics.ttftP95.reason).toBe(
      'main did not answer the query for harmony_ttft_ms_bucket',
    );
    expect(status(fixture)).toMatchObject({
      status: 'stale',
      message: '2 of 15 queries failed: Answered 500',
    });
  });

  it('goes stale by itself when no round ends', async () => {
    const fixture = new Fixture(HEALTHY);
    await fixture.round();
    fixture.now += 46_000;
    expect(status(fixture).status).toBe('stale');
  });

  it('sends its headers, never after a redirect, and never answers them', async () => {
    const fixture = new Fixture(HEALTHY, {
      headers: { authorization: 'Bearer s3cret' },
    });
    await fixture.round();
    expect(fixture.requests[0].init.headers).toMatchObject({
      authorization: 'Bearer s3cret',
    });
    expect(fixture.requests[0].init.redirect).toBe('manual');
    const told = [fixture.service.status(), fixture.service.sources()];
    expect(JSON.stringify(told)).not.toContain('s3cret');
  });

  it('shows warnings of a live source', async () => {
    const fixture = new Fixture({});
    const { respond } = fixture;
    fixture.respond = async request => {
      const body = await (await respond(request)).json();
      return Response.json({ ...body, warnings: ['block missing'] });
    };
    await fixture.round();
    expect(status(fixture)).toMatchObject({
      status: 'live',
      message: 'block missing',
    });
  });
});

describe('several sources', () => {
  const sources = [
    { id: 'a', url: 'http://a:9090' },
    { id: 'b', url: 'http://b:9090' },
  ];

  it('one that never answers does not hold up the other', async () => {
    const fixture = new Fixture(HEALTHY, {}, sources);
    const { respond } = fixture;
    fixture.respond = respond;
    const hanging = new Set<RequestInit>();
    fixture.respond = request => {
      if (fixture.requests.length <= 6) {
        hanging.add(request.init);
        return new Promise((_, reject) =>
          request.init.signal?.addEventListener('abort', () =>
            reject(new Error('aborted')),
          ),
        );
      }
      return respond(request);
    };
    await fixture.round();
    expect(hanging.size).toBe(6);
    expect(fixture.read().metrics.ttftTimeoutRatio).toMatchObject({
      value: expect.closeTo(0.23),
      source: 'b',
    });
    expect(fixture.service.status().map(s => s.freshness.status)).toEqual([
      'connecting',
      'live',
    ]);
  });

  it('without any source there is still a round', async () => {
    const fixture = new Fixture(HEALTHY, {}, []);
    await fixture.round();
    expect(fixture.read().cause).toBe('noSource');
  });
});

describe('configuration', () => {
  it.each([
    [{ url: 'prom:9090' }, /adaptive\.metrics\.sources\[0\]\.url 'prom:9090'/],
    [{ clusterLabel: 'a-b' }, /clusterLabel 'a-b'/],
    [{ clusters: ['a', 'b'] }, /Missing .*clusterLabel/],
  ])('refuses %p with a sentence', (source, message) => {
    expect(() => new Fixture({}, source)).toThrow(message);
  });
});

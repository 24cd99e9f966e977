import { once } from 'node:events';
import { createServer, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { mockServices } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import { readMetricsConfig } from '../metrics/config';
import { MetricsSource } from '../metrics/metricsSource';
import { readPoolFrom } from '../metrics/readPool';

const NOW = Date.parse('2026-11-22T14:00:00Z');
const POOL = {
  cluster: 'eu-1',
  namespace: 'chat',
  release: 'adaptive',
  pool: 'Inference Pool',
  key: 'inference-pool',
};
const LABELS = { namespace: 'chat', pool: 'Inference Pool' };
const TRUTH = 0.25;
// Only what never ends is waited for; the truth must never be late, however busy the machine is.
const TIMEOUT_MS = 30_000;
const SHORT_TIMEOUT_MS = 3_000;
const MAX_BYTES = 64 * 1024;

type Lie = (response: ServerResponse, truth: string) => void;

const status =
  (code: number, body = '{"status":"error","error":"no"}'): Lie =>
  response => {
    response.writeHead(code, { 'content-type': 'application/json' }).end(body);
  };

const text =
  (body: string): Lie =>
  response => {
    response.end(body);
  };

const vectorOf = (...result: unknown[]) =>
  JSON.stringify({
    status: 'success',
    data: { resultType: 'vector', result },
  });

const vector = (...result: unknown[]) => text(vectorOf(...result));

const sample = (value: unknown) => ({
  metric: LABELS,
  value: [NOW / 1000, value],
});

/** Sends the truth, but never to its end. */
const drip: Lie = (response, truth) => {
  let sent = 0;
  const timer = setInterval(() => {
    response.write(truth.slice(sent, sent + 1));
    sent += 1;
  }, 40);
  response.on('close', () => clearInterval(timer));
};

/** What the source is said to be like, and what is said about it. */
const SILENT: Array<[name: string, lie: Lie, message: RegExp]> = [
  ['it never answers', () => {}, /No answer within 3 s/],
  ['it is too slow', drip, /No answer within 3 s/],
  [
    'its answer is huge',
    text(`{"status":"success","data":"${'x'.repeat(2 * MAX_BYTES)}"}`),
    /larger than 65536 bytes/,
  ],
  [
    'it is cut in the middle of a body',
    (response, truth) => {
      response.writeHead(200, { 'content-length': truth.length });
      response.write(truth.slice(0, truth.length / 2), () =>
        response.destroy(),
      );
    },
    /Cannot be reached/,
  ],
  ['it closes the connection', response => response.destroy(), /Cannot be/],
  [
    'its JSON ends halfway',
    (response, truth) => response.end(truth.slice(0, truth.length / 2)),
    /not JSON/,
  ],
  ['it is a login page', text('<html>log in</html>'), /not JSON/],
  [
    'it sends people to a login page',
    response => response.writeHead(302, { location: '/login' }).end(),
    /Answered 302: a redirect, which is not followed/,
  ],
  [
    'it answers packed rubbish',
    response =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('rubbish'),
    /Cannot be reached/,
  ],
  [
    'its answer unpacks to a huge one',
    response =>
      response
        .writeHead(200, { 'content-encoding': 'gzip' })
        .end(gzipSync(Buffer.alloc(100 * MAX_BYTES, ' '))),
    /larger than 65536 bytes/,
  ],
  ['it answers nothing', text(''), /not JSON/],
  ['it answers null', text('null'), /without an envelope/],
  ['there is no data', text('{"status":"success"}'), /without data\.result/],
  [
    'there is no result',
    text('{"status":"success","data":{"resultType":"vector","result":null}}'),
    /without data\.result/,
  ],
  [
    'it is of the wrong type',
    text(
      '{"status":"success","data":{"resultType":"scalar","result":[1,"0"]}}',
    ),
    /Answered a scalar where a vector/,
  ],
  [
    'it says error with 200',
    text('{"status":"error","error":"too many samples"}'),
    /too many samples/,
  ],
  ...[400, 404, 408, 422, 429, 500, 502, 503, 504].map(
    (code): [string, Lie, RegExp] => [
      `it answers ${code}`,
      status(code),
      new RegExp(`Answered ${code}`),
    ],
  ),
];

/** Answers that are valid, of which no number can be taken; and the reason given for there being none. */
const WORTHLESS: Array<[name: string, lie: Lie, reason: RegExp]> = [
  ['NaN', vector(sample('NaN')), /the value NaN/],
  ['+Inf', vector(sample('+Inf')), /the value Infinity/],
  ['-Inf', vector(sample('-Inf')), /the value -Infinity/],
  ['a negative rate', vector(sample('-1')), /the value -1/],
  [
    'series that contradict each other',
    vector(sample('1'), sample('2')),
    /several series/,
  ],
  ['no series', vector(), /no series/],
  ['numbers that are no text', vector(sample(0)), /no series/],
  ['text that is no number', vector(sample('many')), /no series/],
  ['samples without labels', vector({ value: [1, '0'] }), /no series/],
  ['samples that are none', vector(null, 0, 'x', []), /no series/],
  [
    'names in invalid UTF-8',
    response => {
      const body = Buffer.from(vectorOf(sample('1')));
      body[body.indexOf('Inference')] = 0xff;
      response.end(body);
    },
    /no series/,
  ],
  [
    'nothing, and that a store is away',
    text(
      '{"status":"success","warnings":["store away"],"data":{"resultType":"vector","result":[]}}',
    ),
    /incomplete, which warned: store away/,
  ],
  [
    'a part, which is nothing',
    text(
      '{"status":"success","isPartial":true,"data":{"resultType":"vector","result":[]}}',
    ),
    /incomplete, which warned: the answer is partial/,
  ],
];

class LyingPrometheus {
  lie?: Lie;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      request.setEncoding('utf8');
      let body = '';
      request.on('data', chunk => {
        body += chunk;
      });
      request.on('end', () => {
        const query = new URLSearchParams(body).get('query') ?? '';
        const truth = JSON.stringify({
          status: 'success',
          data: request.url?.includes('query_range')
            ? { resultType: 'matrix', result: [] }
            : {
                resultType: 'vector',
                result: [sample(query.includes('timeout') ? '2.5' : '10')],
              },
        });
        if (this.lie) this.lie(response, truth);
        else response.end(truth);
      });
    });
  }

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

jest.setTimeout(60_000);

describe('a Prometheus that lies', () => {
  const prometheus = new LyingPrometheus();
  let url: string;

  beforeAll(async () => {
    url = await prometheus.start();
  });

  afterAll(() => prometheus.stop());

  function follow(timeoutMs = TIMEOUT_MS) {
    prometheus.lie = undefined;
    let now = NOW;
    const config = {
      ...readMetricsConfig(
        mockServices.rootConfig({
          data: { adaptive: { metrics: { sources: [{ id: 'main', url }] } } },
        }),
      ),
      timeoutMs,
      maxBytes: MAX_BYTES,
    };
    const source = new MetricsSource({
      source: config.sources[0],
      config,
      fetch,
      clock: () => now,
      logger: mockServices.logger.mock(),
    });
    return {
      /** One round, a while after the one before. */
      round: async (lie?: Lie, afterMs = config.intervalMs) => {
        prometheus.lie = lie;
        now += afterMs;
        await source.poll(new AbortController().signal);
      },
      ratio: () => readPoolFrom([source.view()], POOL).metrics.ttftTimeoutRatio,
      freshness: () => source.status().freshness,
    };
  }

  it.each(SILENT)(
    'is unreachable when %s, keeps its last values for a while, and comes back',
    async (_name, lie, message) => {
      const isWaitedFor = message.source.startsWith('No answer');
      const { round, ratio, freshness } = follow(
        isWaitedFor ? SHORT_TIMEOUT_MS : TIMEOUT_MS,
      );
      await round();
      expect(ratio().value).toBe(TRUTH);
      await round(lie);
      expect(freshness().status).toBe('unreachable');
      expect(freshness().message).toMatch(message);
      expect(ratio().value).toBe(TRUTH);
      await round(lie, 3_600_000);
      expect(ratio().value).toBeUndefined();
      expect(ratio().reason).toMatch(message);
      await round();
      expect(freshness().status).toBe('live');
      expect(ratio().value).toBe(TRUTH);
    },
  );

  it.each(WORTHLESS)(
    'has no value, rather than 0, when it answers %s',
    async (_name, lie, reason) => {
      const { round, ratio, freshness } = follow();
      await round();
      await round(lie);
      expect(freshness().status).toBe('live');
      expect(ratio().value).toBeUndefined();
      expect(ratio().reason).toMatch(reason);
      await round();
      expect(ratio().value).toBe(TRUTH);
    },
  );

  it('is believed with a warning, which is told', async () => {
    const { round, ratio, freshness } = follow();
    await round((response, truth) =>
      response.end(
        JSON.stringify({ ...JSON.parse(truth), warnings: ['a block is gone'] }),
      ),
    );
    expect(freshness()).toMatchObject({
      status: 'live',
      message: 'a block is gone',
    });
    expect(ratio().value).toBe(TRUTH);
  });

  it('is never believed to have said anything but the truth, whatever it did before', async () => {
    const quick = [...SILENT, ...WORTHLESS].filter(
      ([, , told]) => !told.source.startsWith('No answer'),
    );
    type Step = { lie: (typeof quick)[number] | null; afterMs: number };
    const steps: fc.Arbitrary<Step[]> = fc.array(
      fc.record({
        lie: fc.option(fc.constantFrom(...quick), { freq: 3 }),
        afterMs: fc.constantFrom(1_000, 15_000, 3_600_000),
      }),
      { minLength: 1, maxLength: 6 },
    );
    const play = async (played: Step[]) => {
      const { round, ratio, freshness } = follow();
      for (const { lie, afterMs } of played) {
        await round(lie?.[1], afterMs);
        const { value, reason } = ratio();
        expect(lie ? [TRUTH, undefined] : [TRUTH]).toContain(value);
        expect(value === undefined).toBe(reason !== undefined);
        const { status: told, message } = freshness();
        expect(told === 'live' || message !== undefined).toBe(true);
      }
    };
    const result = await fc.check(fc.asyncProperty(steps, play), {
      numRuns: 60,
    });
    expect(fc.defaultReportMessage(result)).toBeUndefined();
  });
});

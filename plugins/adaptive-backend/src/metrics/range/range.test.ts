import { mockServices } from '@backstage/backend-test-utils';
import type {
  MetricsRangeRequest,
  PoolMetricId,
} from '@adaptive-portal/plugin-adaptive-common';
import { createMetricsService } from '../createMetricsService';
import { alignRange } from './alignRange';

const NOW = Date.parse('2026-11-22T14:00:00Z');
const SECONDS = NOW / 1000;
const REF = { cluster: 'eu-1', namespace: 'chat', release: 'adaptive' };
const POOL = { name: 'Llama "70b"', key: 'llama-70b', pods: [] };
const HOUR: MetricsRangeRequest = {
  metric: 'ttftTimeoutRatio',
  from: SECONDS - 3600,
  to: SECONDS,
};

function matrix(values: Array<[number, string]>): Response {
  return Response.json({
    status: 'success',
    data: {
      resultType: 'matrix',
      result: values.length > 0 ? [{ metric: {}, values }] : [],
    },
  });
}

class Fixture {
  now = NOW;
  readonly asked: URLSearchParams[] = [];
  respond: (host: string) => Response | Promise<Response> = () =>
    matrix([
      [SECONDS - 60, '0.25'],
      [SECONDS, 'NaN'],
    ]);
  readonly service = createMetricsService({
    config: mockServices.rootConfig({
      data: {
        adaptive: {
          metrics: {
            sources: [
              { id: 'main', url: 'http://prom', clusterLabel: 'cluster' },
              { id: 'long', url: 'http://thanos', clusters: ['eu-1'] },
            ],
          },
        },
      },
    }),
    logger: mockServices.logger.mock(),
    clock: () => this.now,
    fetch: async (url, init) => {
      this.asked.push(new URLSearchParams(String(init?.body)));
      return this.respond(new URL(String(url)).host);
    },
  });

  read(more: Partial<MetricsRangeRequest> = {}, pool: object = {}) {
    return this.service.range(REF, { ...POOL, ...pool }, { ...HOUR, ...more });
  }
}

describe('the range of a metric', () => {
  it('is one query of one pool, escaped, at whole steps', async () => {
    const fixture = new Fixture();
    expect(await fixture.read({ from: HOUR.from + 7 })).toEqual({
      ref: REF,
      pool: 'Llama "70b"',
      metric: 'ttftTimeoutRatio',
      unit: 'ratio',
      from: HOUR.from,
      to: SECONDS,
      step: 15,
      // A step without a value is left out.
      points: [[SECONDS - 60, 0.25]],
      source: 'main',
      answeredAt: '2026-11-22T14:00:00.000Z',
    });
    const [form] = fixture.asked;
    expect(form.get('query')).toContain(
      '{cluster="eu-1",namespace="chat",pool="Llama \\"70b\\""}',
    );
    expect(form.get('start')).toBe(String(HOUR.from));
    expect(form.get('step')).toBe('15');
  });

  it('is asked once, whoever looks', async () => {
    const fixture = new Fixture();
    await Promise.all(Array.from({ length: 50 }, () => fixture.read()));
    await fixture.read({ from: HOUR.from + 14, to: SECONDS + 14 });
    expect(fixture.asked).toHaveLength(1);
    await fixture.read({ from: HOUR.from + 15, to: SECONDS + 15 });
    expect(fixture.asked).toHaveLength(2);
    fixture.now += 6 * 60_000;
    await fixture.read();
    expect(fixture.asked).toHaveLength(3);
  });

  it('is asked of the next source where the first has nothing', async () => {
    const fixture = new Fixture();
    fixture.respond = host =>
      host === 'prom' ? matrix([]) : matrix([[SECONDS, '1']]);
    expect(await fixture.read()).toMatchObject({
      source: 'long',
      points: [[SECONDS, 1]],
    });
    // The second source has no label that names clusters.
    expect(fixture.asked[1].get('query')).toContain('{namespace="chat",pool=');
  });

  it('says why there are no points, and asks a dead source again later', async () => {
    const fixture = new Fixture();
    fixture.respond = () => new Response('', { status: 503 });
    const answer = await fixture.read();
    expect(answer.points).toEqual([]);
    expect(answer.reason).toMatch(/^long does not answer: Answered 503/);
    await fixture.read();
    expect(fixture.asked).toHaveLength(2);
    fixture.now += 11_000;
    await fixture.read();
    expect(fixture.asked).toHaveLength(4);
    fixture.respond = () => matrix([]);
    fixture.now += 11_000;
    expect((await fixture.read()).reason).toBe(
      'long has no such series in this time',
    );
  });

  it('is unknown where a source is down and the next has nothing', async () => {
    const fixture = new Fixture();
    fixture.respond = host =>
      host === 'prom' ? new Response('', { status: 503 }) : matrix([]);
    expect(await fixture.read()).toMatchObject({
      points: [],
      reason: 'main does not answer: Answered 503',
    });
  });

  it('says which label it looked for', async () => {
    const fixture = new Fixture();
    fixture.respond = host =>
      host === 'prom' ? matrix([]) : new Response('', { status: 404 });
    const us = { ...REF, cluster: 'us-1' };
    expect(await fixture.service.range(us, POOL, HOUR)).toMatchObject({
      reason: 'main has no such series with cluster="us-1" in this time',
    });
  });

  it('of two series is unknown, as nobody knows which is right', async () => {
    const fixture = new Fixture();
    fixture.respond = () =>
      Response.json({
        status: 'success',
        data: {
          resultType: 'matrix',
          result: ['a', 'b'].map(source => ({
            metric: { source },
            values: [[SECONDS, '1']],
          })),
        },
      });
    expect(await fixture.read()).toMatchObject({
      points: [],
      reason: 'long answered 2 series where one was expected',
    });
  });

  it('has no points that cannot be', async () => {
    const fixture = new Fixture();
    fixture.respond = () =>
      matrix([
        [SECONDS - 75, '-1'],
        [SECONDS - 60, '0'],
        [SECONDS - 45, '+Inf'],
        [SECONDS - 30, '-Inf'],
        [SECONDS - 15, 'NaN'],
      ]);
    expect((await fixture.read()).points).toEqual([[SECONDS - 60, 0]]);
  });

  it.each([
    ['a wrong type', { resultType: 'vector', result: [] }, /a vector where/],
    ['no data', null, /without data\.result/],
  ])('of a source that answers %s is unknown', async (_name, data, reason) => {
    const fixture = new Fixture();
    fixture.respond = () => Response.json({ status: 'success', data });
    const answer = await fixture.read();
    expect(answer.points).toEqual([]);
    expect(answer.reason).toMatch(reason);
  });

  it('never asks one source much at once', async () => {
    const fixture = new Fixture();
    let running = 0;
    let most = 0;
    fixture.respond = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(resolve => setImmediate(resolve));
      running -= 1;
      return matrix([[SECONDS, '1']]);
    };
    const names = Array.from({ length: 70 }, (_, n) => `pool-${n}`);
    const answers = await Promise.all(
      names.map(name => fixture.read({}, { name })),
    );
    // Per source: four at once, fifty that wait.
    expect(most).toBeLessThanOrEqual(8);
    expect(answers.every(a => a.points.length > 0 || a.reason)).toBe(true);
    expect(answers.filter(a => a.points.length > 0)).toHaveLength(70);
  });

  it.each<[PoolMetricId, string]>([
    ['requestRate', 'harmony_generation_requests_count'],
    ['ttftP50', 'histogram_quantile(0.5'],
    ['ttftP95', 'histogram_quantile(0.95'],
    // Of a native histogram.
    ['ttftP95', 'sum by () (rate(harmony_ttft_ms{cluster="eu-1"'],
    ['scraped', 'up{cluster="eu-1",namespace="chat"'],
    ['gpuUtilization', 'pod=~"llama-0|llama-1"'],
    ['gpuMemory', 'exported_pod=~"llama-0|llama-1"'],
  ])('of %s', async (metric, query) => {
    const fixture = new Fixture();
    const pods = ['llama-0', 'llama-1'].map(name => ({ name }));
    await fixture.read({ metric }, { pods });
    expect(fixture.asked[0].get('query')).toContain(query);
  });

  it('of GPUs needs a pod that runs', async () => {
    const fixture = new Fixture();
    expect(await fixture.read({ metric: 'gpuMemory' })).toMatchObject({
      points: [],
      reason: 'no pod of this pool runs whose GPUs could be measured',
    });
    expect(fixture.asked).toEqual([]);
  });

  it('sums up over a step that is longer than the window', async () => {
    const fixture = new Fixture();
    await fixture.read({ from: SECONDS - 7 * 86_400 });
    expect(fixture.asked[0].get('step')).toBe('3600');
    expect(fixture.asked[0].get('query')).toContain('[3600s]');
  });
});

describe('alignment', () => {
  it('widens a step that would give too many points', () => {
    const { step } = alignRange({ from: 0, to: 86_400, step: 1 });
    expect(step).toBe(300);
    expect(86_400 / step).toBeLessThan(500);
  });

  it.each([
    [{ from: 10, to: 10 }, /from before to/],
    [{ from: 0, to: 40 * 86_400 }, /at most 31 days apart/],
    [{ from: NaN, to: 10 }, /Invalid from 'NaN'/],
    [{ from: 0, to: 10, step: 0 }, /Invalid step '0'/],
  ])('refuses %j', (range, message) => {
    expect(() => alignRange(range)).toThrow(message);
  });
});

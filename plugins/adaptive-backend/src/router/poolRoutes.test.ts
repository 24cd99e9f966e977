import type { MetricsRangeResponse } from '@adaptive-portal/plugin-adaptive-common';
import type { TestBackend } from '@backstage/backend-test-utils';
import {
  everything,
  ownedBy,
  type Policy,
  startApi,
} from '../__testUtils__/startApi';
import type { MetricsService } from '../metrics/types';
import { CHAT, fleet } from './__testUtils__/mockFleet';

describe('routes of one pool', () => {
  const backends: TestBackend[] = [];

  afterEach(async () => {
    await Promise.all(backends.splice(0).map(backend => backend.stop()));
  });

  async function start(policy: Policy, engines = fleet()) {
    const api = await startApi({ policy, engines });
    backends.push(api.backend);
    return api;
  }

  describe('GET …/pools/{pool}/scaling-path', () => {
    const PATH = '/engines/us-1/team-search/search/pools';

    it.each(['mixtral%208x7b', 'mixtral-8x7b'])(
      'explains the pool %s',
      async name => {
        const { get } = await start(everything);
        const { status, body } = await get(`${PATH}/${name}/scaling-path`);
        expect(status).toBe(200);
        expect(body).toMatchObject({
          ref: { release: 'search' },
          name: 'mixtral 8x7b',
          scalingPath: { limitedBy: 'nodes', summary: 'No GPUs.' },
          problems: [{ code: 'pending-for-gpus' }],
          version: '1',
        });
      },
    );

    it('knows no other pool', async () => {
      const { get } = await start(everything);
      const { status, body } = await get(`${PATH}/other/scaling-path`);
      expect(status).toBe(404);
      expect(body.error.message).toBe(
        "No pool 'other' in engine 'us-1/team-search/search'",
      );
    });

    it('says of an engine that may not be seen what it says of one that is not there', async () => {
      const { get } = await start(ownedBy(CHAT));
      const { status, body } = await get(`${PATH}/mixtral-8x7b/scaling-path`);
      expect(status).toBe(404);
      expect(body.error.message).toBe("No engine 'us-1/team-search/search'");
    });
  });

  describe('GET …/pools/{pool}/metrics', () => {
    const PATH = '/engines/us-1/team-search/search/pools/mixtral-8x7b/metrics';

    async function startWithMetrics(policy: Policy) {
      const range = jest.fn<
        Promise<MetricsRangeResponse>,
        Parameters<MetricsService['range']>
      >(async (ref, pool, request) => ({
        ref,
        pool: pool.name,
        unit: 'ratio',
        step: 15,
        points: [[request.from, 0.5]],
        source: 'main',
        ...request,
      }));
      const api = await startApi({
        policy,
        engines: fleet(),
        metrics: { range },
      });
      backends.push(api.backend);
      return { ...api, range };
    }

    it('answers with the points', async () => {
      const { get, range } = await startWithMetrics(everything);
      const { status, body } = await get(
        `${PATH}?metric=ttftTimeoutRatio&from=1000&to=2000&step=30`,
      );
      expect(status).toBe(200);
      expect(body).toMatchObject({
        pool: 'mixtral 8x7b',
        points: [[1000, 0.5]],
      });
      expect(range.mock.calls[0][2]).toEqual({
        metric: 'ttftTimeoutRatio',
        from: 1000,
        to: 2000,
        step: 30,
      });
    });

    it('takes times in ISO 8601 as well', async () => {
      const { get, range } = await startWithMetrics(everything);
      const { status } = await get(
        `${PATH}?metric=requestRate&from=1970-01-01T00:16:40Z&to=2000`,
      );
      expect(status).toBe(200);
      expect(range.mock.calls[0][2]).toMatchObject({ from: 1000, to: 2000 });
    });

    it.each([
      [
        'from=1&to=2',
        "Missing query parameter 'metric', accepted: one of ttftTimeoutRatio, requestRate",
      ],
      [
        'metric=requestRate&from=1',
        "Missing query parameter 'to', accepted: a time in ISO 8601",
      ],
      ['metric=cpu&from=1&to=2', "'metric': 'cpu', accepted: one of"],
      [
        'metric=requestRate&from=soon&to=2',
        "'from': 'soon', accepted: a time in ISO 8601 with a zone, such as 2026-08-01T12:00:00Z, or in whole Unix seconds",
      ],
      [
        'metric=requestRate&from=1785585600000&to=2',
        'or in whole Unix seconds',
      ],
      ['metric=requestRate&from=1&to=2026-13-01T00:00:00Z', "'to': '2026-13"],
    ])('refuses %s', async (query, message) => {
      const { get } = await startWithMetrics(everything);
      const { status, body } = await get(`${PATH}?${query}`);
      expect(status).toBe(400);
      expect(body.error.message).toContain(message);
    });

    it('asks no source for an engine that may not be seen', async () => {
      const { get, range } = await startWithMetrics(ownedBy(CHAT));
      const { status } = await get(`${PATH}?metric=requestRate&from=1&to=2`);
      expect(status).toBe(404);
      expect(range).not.toHaveBeenCalled();
    });
  });
});

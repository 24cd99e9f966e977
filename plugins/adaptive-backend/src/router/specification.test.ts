import type {
  HistoryEntry,
  PlanResponse,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  mockCredentials,
  type TestBackend,
} from '@backstage/backend-test-utils';
import request from 'supertest';
import { mockEngine } from '../__testUtils__/FakeEnginesService';
import { everything, startApi } from '../__testUtils__/startApi';
import { clusterFacts } from '../plan/clusterFacts';
import { spec } from '../schema/openapi';
import { TestPlatform } from '../view/__testUtils__/TestPlatform';
import { fleet } from './__testUtils__/mockFleet';

const ENGINE = '/engines/us-1/team-search/search';
const POOL = `${ENGINE}/pools/mixtral-8x7b`;

/** A request for every operation, by operationId. */
const REQUESTS: Record<string, string> = {
  getEngines: '/engines',
  getEngine: ENGINE,
  getHistory: `${ENGINE}/history`,
  getPools: '/pools',
  getProblems: '/problems',
  getCapacity: '/capacity',
  getScalingPath: `${POOL}/scaling-path`,
  getMetricsRange: `${POOL}/metrics?metric=ttftTimeoutRatio&from=1000&to=2000`,
  getClusters: '/clusters',
  getSources: '/sources',
  getSourcesHealth: '/health/sources',
  getRepositories: '/repositories',
  getStream: '/stream?engine=eu-1/nobody/none',
  postPlan: '/plan',
};

const operations = Object.entries(spec.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { operationId }]) => ({
    path,
    method,
    operationId,
  })),
);

const raised: HistoryEntry = {
  id: '1',
  at: '2026-08-01T00:00:00Z',
  kind: 'problemRaised',
  pool: 'mixtral 8x7b',
  code: 'pending-for-gpus',
  severity: 'critical',
  sentence: 'Two pods wait.',
  since: '2026-08-01T00:00:00Z',
};

describe('answers are what the specification says', () => {
  const engines = fleet();
  let backend: TestBackend;

  const plan = async (): Promise<PlanResponse> => {
    const platform = new TestPlatform();
    const sources = {
      watch: platform.watch(),
      metrics: platform.metrics(),
      engines,
    };
    const engine = { cluster: 'eu-1', namespace: 'n', release: 'new' };
    return {
      repository: { id: 'platform', branch: 'main', files: [], foreign: false },
      target: {
        repository: {
          id: 'platform',
          url: 'https://git.example.com/p.git',
          branch: 'main',
          layout: { engine: 'a', manifests: 'b', application: 'c' },
        },
        argocd: {
          namespace: 'argocd',
          project: 'default',
          chartRegistry: 'ghcr.io/adaptive-ml',
          destination: { name: 'eu-1' },
        },
        autoscaling: {},
      },
      cluster: clusterFacts(sources, { engine, view: engines }),
      findings: [],
    };
  };

  beforeAll(async () => {
    ({ backend } = await startApi({
      policy: everything,
      engines,
      history: {
        history: async () => ({ items: [raised], retentionDays: 14 }),
        lastOwner: async () => undefined,
        remembersPool: async () => false,
      },
      metrics: {
        range: async (ref, pool, { metric, from }) => ({
          ref,
          pool: pool.name,
          metric,
          unit: 'ratio',
          step: 15,
          points: [[from, 0.5]],
          source: 'main',
          from,
          to: from + 15,
        }),
      },
      planner: { plan },
    }));
  });

  afterAll(() => backend.stop());

  function ask(method: string, path: string) {
    const url = `/api/adaptive${path}`;
    const agent = request(backend.server);
    const asked =
      method === 'post'
        ? agent.post(url).send({
            repositoryId: 'platform',
            operation: 'apply',
            engine: { cluster: 'eu-1', namespace: 'n', release: 'new' },
          })
        : agent.get(url);
    return asked.set('Authorization', mockCredentials.user.header());
  }

  it('of every operation', () => {
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(
      Object.keys(REQUESTS).sort(),
    );
  });

  it.each(operations.filter(({ path }) => path !== '/stream'))(
    '$method $path',
    async ({ method, operationId }) => {
      const { status, body } = await ask(method, REQUESTS[operationId]);
      expect({ status, error: body.error }).toEqual({ status: 200 });
    },
  );

  it.each(['getEngines', 'getPools', 'getProblems'])(
    'of %s too when a page is one of many',
    async id => {
      const { status, body } = await ask('get', `${REQUESTS[id]}?limit=1`);
      expect(status).toBe(200);
      expect(typeof body.nextCursor).toBe('string');
    },
  );

  it('and nothing else: an answer that is not in it is an error of ours', async () => {
    const wrong = mockEngine('eu-1/n/wrong', {});
    Object.assign(wrong, { status: 'splendid' });
    engines.put(wrong);
    const { status } = await ask('get', '/engines/eu-1/n/wrong');
    engines.remove(wrong.ref);
    expect(status).toBe(500);
  });
});

import {
  adaptiveClustersExtensionPoint,
  adaptiveMetricsExtensionPoint,
  adaptiveProblemsExtensionPoint,
  adaptiveServiceRef,
} from '@adaptive-portal/plugin-adaptive-node';
import {
  coreServices,
  createBackendModule,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  startTestBackend,
} from '@backstage/backend-test-utils';
import request from 'supertest';
import adaptivePlugin from '.';
import { FakeApiServer } from './reflector/__testUtils__/FakeApiServer';

jest.setTimeout(60_000);

/** The API server puts objects into the namespace `ns`. */
const REF = { cluster: 'lab', namespace: 'ns', release: 'chat' };
const LABELS = {
  'app.kubernetes.io/name': 'adaptive',
  'app.kubernetes.io/instance': 'chat',
  'app.kubernetes.io/component': 'harmony',
  'inference-pool': 'judge',
};

/** What somebody adds to the portal in one small module. */
function createModule(
  server: FakeApiServer,
  metrics: { down: boolean; ranges?: number },
) {
  return createBackendModule({
    pluginId: 'adaptive',
    moduleId: 'lab',
    register(env) {
      env.registerInit({
        deps: {
          clusters: adaptiveClustersExtensionPoint,
          metricsSources: adaptiveMetricsExtensionPoint,
          problems: adaptiveProblemsExtensionPoint,
        },
        async init({ clusters, metricsSources, problems }) {
          clusters.addClusterSupplier({
            id: 'lab',
            getClusters: async () => [
              {
                name: 'lab',
                url: server.url,
                credentials: { getToken: async () => 'lab-token' },
              },
            ],
          });
          metricsSources.addMetricsSource({
            id: 'gateway',
            title: 'Gateway',
            read: async () => {
              if (metrics.down) throw new Error('The gateway is closed');
              const values = { ttftTimeoutRatio: { value: 0.25 } };
              return [{ engine: REF, pool: 'judge', values }];
            },
            readRange: async ({ from, step, measure }) => {
              metrics.ranges = (metrics.ranges ?? 0) + 1;
              if (metrics.down) throw new Error('The gateway is closed');
              return measure === 'ttftTimeoutRatio'
                ? [
                    [from - step, 0.9],
                    [from, 0.25],
                    [from + step, NaN],
                  ]
                : [];
            },
          });
          problems.addProblemMapper({
            id: 'licences',
            detect: ({ ref }) => [
              {
                code: 'licence-expired',
                severity: 'critical',
                sentence: `The licence of ${ref.release} has expired.`,
                evidence: [],
                remedy: 'Renew it.',
              },
            ],
          });
        },
      });
    },
  });
}

describe('what a module adds', () => {
  const server = new FakeApiServer();
  let stop = async () => {};

  beforeEach(async () => {
    await server.start();
    for (const resource of ['deployments', 'statefulsets', 'replicasets']) {
      server.install(`/apis/apps/v1/${resource}`);
    }
    for (const resource of ['pods', 'namespaces', 'nodes']) {
      server.install(`/api/v1/${resource}`);
    }
    server.put('/apis/apps/v1/deployments', 'judge', {
      metadata: { labels: LABELS },
      spec: {
        replicas: 1,
        template: { metadata: { labels: LABELS }, spec: { containers: [] } },
      },
      status: {},
    });
  });

  afterEach(async () => {
    await stop();
    await server.stop();
  });

  /** Asks until the answer is as wanted; a test that waits in vain times out. */
  async function until<T>(ask: () => Promise<T>, isIt: (answer: T) => boolean) {
    for (;;) {
      const answer = await ask();
      if (isIt(answer)) return answer;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }

  it('is a cluster, a problem, and measurements, for people and for other plugins', async () => {
    const metrics = { down: false, ranges: 0 };
    let criticals = async (): Promise<string[]> => [];
    const other = createBackendPlugin({
      pluginId: 'other',
      register(env) {
        env.registerInit({
          deps: { adaptive: adaptiveServiceRef, auth: coreServices.auth },
          async init({ adaptive, auth }) {
            criticals = async () => {
              const client = adaptive.as(await auth.getOwnServiceCredentials());
              const { items } = await client.getProblems({
                severity: 'critical',
              });
              return items.map(({ code }) => code);
            };
          },
        });
      },
    });
    const backend = await startTestBackend({
      features: [adaptivePlugin, createModule(server, metrics), other],
    });
    stop = () => backend.stop();
    const get = async (path: string) =>
      (
        await request(backend.server)
          .get(`/api/adaptive${path}`)
          .set('Authorization', mockCredentials.user.header())
      ).body;

    const pools = await until(
      () => get('/pools'),
      ({ items }) => items[0]?.metrics.ttftTimeoutRatio.value !== undefined,
    );
    expect(pools.items).toMatchObject([
      {
        ref: REF,
        name: 'judge',
        metrics: { ttftTimeoutRatio: { value: 0.25, source: 'gateway' } },
      },
    ]);
    expect(await criticals()).toContain('licence-expired');
    const range = (metric: string) =>
      get(
        `/engines/lab/ns/chat/pools/judge/metrics?metric=${metric}&from=60&to=120&step=15`,
      );
    const ratio = await range('ttftTimeoutRatio');
    expect(ratio).toMatchObject({
      points: [[60, 0.25]],
      source: 'gateway',
      step: 15,
    });
    // The next person asks it nothing.
    expect(await range('ttftTimeoutRatio')).toEqual(ratio);
    expect(metrics.ranges).toBe(1);
    expect(await range('requestRate')).toMatchObject({
      points: [],
      reason: 'no metric source is configured for this cluster',
    });
    const { items: sources } = await get('/sources');
    expect(sources).toContainEqual(
      expect.objectContaining({
        id: 'metrics:gateway',
        freshness: expect.objectContaining({ status: 'live' }),
        items: 1,
      }),
    );
  });

  it('shows as a source that fails, with what it says', async () => {
    const backend = await startTestBackend({
      features: [adaptivePlugin, createModule(server, { down: true })],
    });
    stop = () => backend.stop();
    const { body } = await request(backend.server)
      .get('/api/adaptive/sources')
      .set('Authorization', mockCredentials.user.header());
    expect(body.items).toContainEqual(
      expect.objectContaining({
        id: 'metrics:gateway',
        freshness: expect.objectContaining({
          status: 'unreachable',
          message: expect.stringContaining('The gateway is closed'),
        }),
      }),
    );
    const path =
      '/api/adaptive/engines/lab/ns/chat/pools/judge/metrics?metric=ttftTimeoutRatio&from=60&to=120';
    const { reason } = await until(
      async () =>
        (
          await request(backend.server)
            .get(path)
            .set('Authorization', mockCredentials.user.header())
        ).body,
      ({ points }) => points !== undefined,
    );
    expect(reason).toBe('Gateway does not answer: The gateway is closed');
  });
});

import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { Clock, systemClock } from '../clusters/Clock';
import { WATCHED_RESOURCES } from '../objects/resources';
import { WatchedResource } from '../objects/types';
import { createWatchService } from './createWatchService';
import { DefaultWatchService, WatchSettings } from './DefaultWatchService';
import { DEFAULT_REFLECTOR_SETTINGS } from './options';
import {
  answerStatus,
  FakeApiServer,
  hang,
} from './__testUtils__/FakeApiServer';
import { eventually } from './__testUtils__/testClock';

jest.setTimeout(60_000);

const PATHS = [
  '/api/v1/namespaces',
  '/api/v1/nodes',
  '/api/v1/pods',
  '/api/v1/events',
  '/apis/apps/v1/deployments',
  '/apis/apps/v1/statefulsets',
  '/apis/apps/v1/replicasets',
  '/apis/autoscaling/v2/horizontalpodautoscalers',
  '/apis/keda.sh/v1alpha1/scaledobjects',
];

const ENGINE_LABELS = {
  metadata: { labels: { 'app.kubernetes.io/name': 'adaptive' } },
};

/** The real clock with short waits, so that a minute passes in a moment. */
const hastyClock: Clock = {
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 20), signal),
};

const settings: Partial<WatchSettings> = {
  reflector: {
    ...DEFAULT_REFLECTOR_SETTINGS,
    timeouts: { answerMs: 5_000, silenceMs: 60_000 },
  },
  probe: { intervalMs: 20, timeoutMs: 1_000 },
  batchMs: 1,
};

describe('watch service', () => {
  let eu: FakeApiServer;
  let us: FakeApiServer;
  let service: DefaultWatchService;

  beforeEach(async () => {
    eu = new FakeApiServer();
    us = new FakeApiServer();
    for (const server of [eu, us]) {
      await server.start();
      PATHS.forEach(path => server.install(path));
    }
  });

  afterEach(async () => {
    await service.stop();
    await Promise.all([eu.stop(), us.stop()]);
  });

  async function start(
    extra: Partial<WatchSettings> = {},
    more: object[] = [],
  ) {
    const cluster = (name: string, server: FakeApiServer) => ({
      name,
      url: server.url,
      authProvider: 'serviceAccount',
      serviceAccountToken: 'secret-token',
    });
    service = await createWatchService({
      config: new ConfigReader({
        // A clock that hurries makes of one look a minute fifty a second.
        adaptive: { watch: { limits: { requestsPerSecond: 1000 } } },
        kubernetes: {
          clusterLocatorMethods: [
            {
              type: 'config',
              clusters: [
                { ...cluster('eu-1', eu), title: 'Europe' },
                cluster('us-1', us),
                ...more,
              ],
            },
          ],
        },
      }),
      logger: mockServices.logger.mock(),
      clock: hastyClock,
      settings: { ...settings, ...extra },
    });
    service.start();
  }

  const cluster = (name: string) =>
    service.clusters().find(item => item.name === name);
  const freshness = (name: string, resource: WatchedResource) =>
    cluster(name)?.resources.find(item => item.resource === resource)
      ?.freshness;
  const states = (name: string) =>
    new Set(cluster(name)?.resources.map(item => item.freshness.status));
  const isLive = (name: string) =>
    [...states(name)].sort((a, b) => a.localeCompare(b)).join() ===
    'live,notInstalled';

  it('tells when the token of a cluster ends', async () => {
    const claims = Buffer.from('{"exp":1795356000}').toString('base64url');
    await start({}, [
      {
        name: 'short',
        url: us.url,
        authProvider: 'serviceAccount',
        serviceAccountToken: `e30.${claims}.sig`,
      },
    ]);
    expect(cluster('short')?.credentialExpiresAt).toBe(
      '2026-11-22T14:00:00.000Z',
    );
    expect(cluster('eu-1')).not.toHaveProperty('credentialExpiresAt');
  });

  it('reads in lists who wrote the fields that several may fight over', async () => {
    const entry = (fields: object) => ({
      manager: 'argocd-controller',
      time: '2026-11-01T00:00:00Z',
      fieldsV1: fields,
    });
    const managed = (fields: object) => ({
      metadata: { ...ENGINE_LABELS.metadata, managedFields: [entry(fields)] },
    });
    eu.put(
      '/apis/apps/v1/deployments',
      'pool',
      managed({ 'f:spec': { 'f:replicas': {} } }),
    );
    const paused = 'autoscaling.keda.sh/paused';
    eu.put('/apis/keda.sh/v1alpha1/scaledobjects', 'pool', {
      metadata: {
        ...managed({
          'f:metadata': { 'f:annotations': { [`f:${paused}`]: {} } },
        }).metadata,
        annotations: { [paused]: 'true' },
      },
    });
    await start();
    await eventually('everything is read', () => isLive('eu-1'));
    const tables = service.store.cluster('eu-1');
    expect(tables?.get('apps/deployments', 'ns', 'pool')).toMatchObject({
      replicasBy: [{ manager: 'argocd-controller' }],
    });
    expect(tables?.get('keda.sh/scaledobjects', 'ns', 'pool')).toMatchObject({
      pausedBy: { manager: 'argocd-controller' },
    });
  });

  it('holds the objects of all clusters and tells versions, counts and states', async () => {
    eu.put('/api/v1/pods', 'p', ENGINE_LABELS);
    us.put('/apis/keda.sh/v1alpha1/scaledobjects', 'so');
    await start();
    expect([...states('eu-1')]).toEqual(['connecting']);
    await eventually('all is live', () => isLive('eu-1') && isLive('us-1'));
    await eventually(
      'versions are known',
      () => cluster('us-1')?.kubernetesVersion !== undefined,
    );
    expect(cluster('eu-1')).toMatchObject({
      title: 'Europe',
      kubernetesVersion: 'v1.33.2',
    });
    expect(cluster('eu-1')?.resources.map(item => item.resource)).toEqual(
      WATCHED_RESOURCES,
    );
    expect(freshness('eu-1', 'argoproj.io/applications')?.status).toBe(
      'notInstalled',
    );
    expect(
      cluster('eu-1')?.resources.find(item => item.resource === 'pods')?.items,
    ).toBe(1);
    expect(service.store.cluster('eu-1')?.get('pods', 'ns', 'p')).toBeDefined();
    expect(
      service.store.cluster('us-1')?.get('keda.sh/scaledobjects', 'ns', 'so'),
    ).toBeDefined();
  });

  it('tells listeners of the store and of the states', async () => {
    await start();
    const told: string[] = [];
    service.subscribeStatus(name => told.push(name));
    await eventually('all is live', () => isLive('eu-1'));
    expect(told).toContain('eu-1');
    const changes: string[] = [];
    service.store.subscribe(change => changes.push(...change.namespaces));
    eu.put('/apis/apps/v1/deployments', 'd', {}, 'team');
    await eventually('the change was told', () => changes.includes('team'));
  });

  it('says since when a hanging cluster is unreachable, and harms no other', async () => {
    eu.put('/api/v1/nodes', 'n');
    await start({ probe: { intervalMs: 20, timeoutMs: 150 } });
    await eventually('all is live', () => isLive('eu-1') && isLive('us-1'));
    await eventually(
      'all watches are open',
      () => eu.openWatches === PATHS.length,
    );
    const before = new Date().toISOString();
    eu.muteWatches();
    eu.failAlways(hang);
    await eventually(
      'it is unreachable',
      // What is not installed stays so.
      () => [...states('eu-1')].sort().join() === 'notInstalled,unreachable',
    );
    expect(freshness('eu-1', 'pods')).toMatchObject({
      message: 'The API server did not answer within 0.15 s',
      since: freshness('eu-1', 'pods')?.lastSeenAt,
    });
    expect((freshness('eu-1', 'pods')?.since ?? '') <= before).toBe(true);
    expect([
      ...(service.store.cluster('eu-1')?.list('nodes') ?? []),
    ]).toHaveLength(1);
    expect(isLive('us-1')).toBe(true);
    us.put('/api/v1/nodes', 'n');
    await eventually(
      'the other goes on',
      () => service.store.cluster('us-1')?.size('nodes') === 1,
    );

    eu.remove('/api/v1/nodes', 'n');
    eu.put('/api/v1/nodes', 'm');
    const asked = eu.requests.length;
    eu.failAlways(undefined);
    await eventually('it is live again', () => isLive('eu-1'));
    const nodes = [...(service.store.cluster('eu-1')?.list('nodes') ?? [])];
    expect(nodes.map(node => node.metadata.name)).toEqual(['m']);
    // A backup may have been restored meanwhile: versions from before mean nothing.
    const lists = eu.requests
      .slice(asked)
      .filter(
        url =>
          url.pathname === '/api/v1/nodes' && url.searchParams.has('limit'),
      );
    expect(lists).toHaveLength(1);
  });

  it('does not take a cluster for dead whose watches still speak', async () => {
    await start({ probe: { intervalMs: 20, timeoutMs: 60 } });
    await eventually('all is live', () => isLive('eu-1'));
    const told: string[] = [];
    service.subscribeStatus(name => told.push(name));
    eu.failAlways((request, response) =>
      ['/readyz', '/version'].includes(request.url ?? '')
        ? hang(request, response)
        : false,
    );
    const chatter = setInterval(() => eu.bookmark(), 10);
    const probed = eu.requests.length;
    await eventually(
      'it was probed often',
      () => eu.requests.length > probed + 8,
    );
    clearInterval(chatter);
    expect(told).not.toContain('eu-1');
    expect(isLive('eu-1')).toBe(true);
  });

  it('takes any answer to a probe for a sign of life', async () => {
    eu.failAlways((request, response) =>
      request.url === '/readyz'
        ? answerStatus(403, 'Forbidden')(request, response)
        : false,
    );
    await start();
    await eventually('all is live', () => isLive('eu-1'));
    const probed = eu.requests.length;
    await eventually(
      'it was probed often',
      () => eu.requests.length > probed + 8,
    );
    expect(isLive('eu-1')).toBe(true);
  });

  it('shows a refused token on every row and comes back when it is accepted', async () => {
    eu.failAlways(answerStatus(401, 'Unauthorized'));
    await start();
    await eventually(
      'it says so',
      () => [...states('eu-1')].join() === 'notPermitted',
    );
    expect(freshness('eu-1', 'pods')?.message).toBe(
      'The API server refused the credentials (401)',
    );
    eu.failAlways(undefined);
    await eventually('it is live', () => isLive('eu-1'));
  });

  it('starts with every cluster down', async () => {
    await eu.stop();
    await us.stop();
    await start();
    await eventually(
      'both are unreachable',
      () =>
        [...states('eu-1'), ...states('us-1')].join() ===
        'unreachable,unreachable',
    );
    expect(freshness('eu-1', 'pods')).not.toHaveProperty('lastSeenAt');
    await eu.start();
    await eventually('one is live', () => isLive('eu-1'));
    await us.start();
  });

  it('keeps a cluster that cannot be watched in the list, with the reason', async () => {
    await start({}, [
      { name: 'oidc-1', url: 'https://x', authProvider: 'oidc' },
    ]);
    expect([...states('oidc-1')]).toEqual(['notWatchable']);
    expect(freshness('oidc-1', 'pods')?.message).toContain(
      "needs a user's token",
    );
    expect(service.store.cluster('oidc-1')).toBeDefined();
  });

  it('keeps the pods of an engine in full, also when the engine is found after its pods', async () => {
    eu.put('/apis/apps/v1/deployments', 'engine', ENGINE_LABELS, 'early');
    eu.put(
      '/api/v1/pods',
      'mlflow',
      { metadata: { labels: { app: 'mlflow' } } },
      'early',
    );
    eu.put(
      '/api/v1/pods',
      'mlflow',
      { metadata: { labels: { app: 'mlflow' } } },
      'late',
    );
    eu.put(
      '/api/v1/pods',
      'train',
      { metadata: { labels: { app: 'train' } } },
      'other',
    );
    await start();
    await eventually('all is live', () => isLive('eu-1'));
    const pod = (namespace: string, name: string) =>
      service.store.cluster('eu-1')?.get('pods', namespace, name);
    expect(pod('early', 'mlflow')).not.toHaveProperty('accountingOnly');
    expect(pod('late', 'mlflow')).toHaveProperty('accountingOnly', true);
    eu.put('/apis/apps/v1/deployments', 'engine', ENGINE_LABELS, 'late');
    await eventually(
      'it is kept in full',
      () => !pod('late', 'mlflow')?.accountingOnly,
    );
    expect(pod('other', 'train')).toHaveProperty('accountingOnly', true);
  });

  it('bounds the events of a namespace, and drops the oldest and the outdated', async () => {
    eu.put('/apis/apps/v1/deployments', 'engine', ENGINE_LABELS);
    const event = (minutesAgo: number) => ({
      type: 'Warning',
      reason: 'FailedScheduling',
      involvedObject: { kind: 'Pod', name: 'p', namespace: 'ns' },
      lastTimestamp: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
    });
    eu.put('/api/v1/events', 'outdated', event(180));
    for (let i = 0; i < 20; i += 1) eu.put('/api/v1/events', `e${i}`, event(i));
    await start({ events: { maxPerNamespace: 5, maxAgeMs: 3_600_000 } });
    const names = () =>
      [...(service.store.cluster('eu-1')?.list('events') ?? [])]
        .map(item => item.metadata.name)
        .sort((a, b) => a.localeCompare(b))
        .join();
    await eventually('the newest are left', () => names() === 'e0,e1,e2,e3,e4');
    const counted = cluster('eu-1')?.resources.find(
      item => item.resource === 'events',
    );
    expect(counted?.items).toBe(5);
  });

  it('stops without leaving a connection open', async () => {
    await start();
    await eventually(
      'all watches are open',
      () => eu.openWatches + us.openWatches === 2 * PATHS.length,
    );
    // What the absent APIs were asked may still be on its way.
    await systemClock.sleep(50, new AbortController().signal);
    await service.stop();
    await eventually(
      'no watch is open',
      () => eu.openWatches + us.openWatches === 0,
    );
    const asked = eu.requests.length;
    await systemClock.sleep(100, new AbortController().signal);
    expect(eu.requests).toHaveLength(asked);
  });
});

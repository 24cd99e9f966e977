import { mockServices } from '@backstage/backend-test-utils';
import type { EnginesChange } from '@adaptive-portal/plugin-adaptive-node';
import {
  applicationOf,
  componentWorkload,
  condition,
  gpuNode,
  meta,
  NAMESPACE,
  podOf,
  poolWorkload,
  RELEASE,
} from './__testUtils__/objects';
import { LIVE, reading, TestPlatform } from './__testUtils__/TestPlatform';
import { createEnginesService } from './createEnginesService';
import type { RunningEnginesService } from './types';

const REF = { cluster: 'eu-1', namespace: NAMESPACE, release: RELEASE };

class Fixture {
  readonly platform = new TestPlatform();
  readonly changes: EnginesChange[] = [];
  readonly service: RunningEnginesService;
  #waiting: Array<() => void> = [];

  constructor() {
    const { platform } = this;
    this.service = createEnginesService({
      watch: platform.watch(),
      metrics: platform.metrics(),
      config: platform.config,
      logger: mockServices.logger.mock(),
      clock: () => platform.now,
    });
    this.service.subscribe(change => {
      this.changes.push(change);
      this.#waiting.splice(0).forEach(resolve => resolve());
    });
  }

  /** Waits until a change makes the check pass; Jest's own limit ends it when it never does. */
  async until(check: () => boolean): Promise<void> {
    while (!check()) {
      await new Promise<void>(resolve => this.#waiting.push(resolve));
    }
  }

  /** Waits until all that happened so far was worked off. */
  async settle(): Promise<void> {
    const marker = poolWorkload({ key: `marker-${this.changes.length}` });
    const namespace = marker.metadata.name;
    this.platform.put('apps/deployments', {
      ...marker,
      metadata: { ...marker.metadata, namespace },
    });
    await this.until(() => Boolean(this.service.get({ ...REF, namespace })));
    this.platform.store
      .cluster('eu-1')
      ?.delete('apps/deployments', namespace, marker.metadata.name);
    await this.until(() => !this.service.get({ ...REF, namespace }));
    const isMarker = (change: EnginesChange) =>
      'ref' in change && change.ref.namespace === namespace;
    this.changes.splice(
      0,
      this.changes.length,
      ...this.changes.filter(change => !isMarker(change)),
    );
  }

  engineChanges(): string[] {
    return this.changes.flatMap(c =>
      'ref' in c ? [`${c.type} ${c.ref.namespace}`] : [],
    );
  }
}

describe('createEnginesService', () => {
  let fixture: Fixture;

  beforeEach(() => {
    fixture = new Fixture();
    fixture.platform.readings.set('llama-70b', reading(0.02));
    fixture.platform.put('nodes', gpuNode('gpu-1'));
  });

  afterEach(() => fixture.service.stop());

  it('assembles what the store holds already, in stable order', async () => {
    const { platform, service } = fixture;
    platform.pool();
    const redis = componentWorkload('redis');
    platform.put('apps/deployments', {
      ...redis,
      metadata: { ...redis.metadata, namespace: 'a-first' },
    });
    service.start();
    await fixture.until(() => service.list().length === 2);
    expect(service.list().map(e => e.ref.namespace)).toEqual([
      'a-first',
      NAMESPACE,
    ]);
    expect(service.get(REF)?.computePools[0].name).toBe('llama-70b');
  });

  it('tells of a change of a pod, of the engine it belongs to alone', async () => {
    const { platform, service } = fixture;
    const workload = platform.pool({ workload: { kind: 'StatefulSet' } });
    service.start();
    await fixture.settle();
    fixture.changes.length = 0;
    platform.put('pods', podOf(workload, 'third', 'starting'));
    await fixture.until(
      () => service.get(REF)?.computePools[0].replicas.starting === 1,
    );
    expect(new Set(fixture.engineChanges())).toEqual(
      new Set([`engine ${NAMESPACE}`]),
    );
  });

  it('shows an engine only when all kinds of its cluster have come or failed', async () => {
    const { platform, service } = fixture;
    platform.freshness.set('eu-1 pods', { ...LIVE, status: 'connecting' });
    platform.pool();
    service.start();
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(service.list()).toEqual([]);
    platform.setFreshness('eu-1 pods', { ...LIVE, status: 'notPermitted' });
    await fixture.until(() => service.get(REF) !== undefined);
    // What is connected again later hides nothing.
    platform.setFreshness('eu-1 pods', { ...LIVE, status: 'connecting' });
    await fixture.settle();
    expect(service.get(REF)).toBeDefined();
  });

  it('is silent when nothing changed that a reader could see', async () => {
    const { platform, service } = fixture;
    const workload = platform.pool();
    service.start();
    await fixture.settle();
    fixture.changes.length = 0;
    platform.tickMetrics();
    platform.put('apps/deployments', {
      ...workload,
      metadata: { ...workload.metadata, resourceVersion: 'next' },
    });
    await fixture.settle();
    expect(fixture.engineChanges()).toEqual([]);
  });

  it('recomputes everything after a round of metrics', async () => {
    const { platform, service } = fixture;
    platform.pool();
    service.start();
    await fixture.settle();
    platform.readings.set('llama-70b', reading(0.3));
    platform.tickMetrics();
    await fixture.until(
      () =>
        service.get(REF)?.computePools[0].metrics.ttftTimeoutRatio.value ===
        0.3,
    );
    expect(fixture.engineChanges()).toContain(`engine ${NAMESPACE}`);
  });

  it('keeps the engines of a cluster that stops answering', async () => {
    const { platform, service } = fixture;
    platform.pool();
    service.start();
    await fixture.settle();
    platform.setFreshness('eu-1', {
      status: 'unreachable',
      since: '2026-11-22T14:02:00Z',
      lastSeenAt: LIVE.lastSeenAt,
    });
    await fixture.until(() => service.get(REF)?.status === 'unknown');
    expect(service.get(REF)?.computePools[0].replicas.ready).toBe(2);
    expect(service.clusters()[0].freshness.status).toBe('unreachable');
    expect(service.clusters()[1].freshness.status).toBe('live');
  });

  it('removes an engine with its last workload', async () => {
    const { platform, service } = fixture;
    const workload = platform.pool();
    service.start();
    await fixture.until(() => service.get(REF) !== undefined);
    platform.store
      .cluster('eu-1')
      ?.delete('apps/deployments', NAMESPACE, workload.metadata.name);
    await fixture.until(() => service.get(REF) === undefined);
    expect(fixture.changes).toContainEqual({ type: 'removed', ref: REF });
    expect(service.list()).toEqual([]);
  });

  it('follows a HelmRelease in another namespace', async () => {
    const { platform, service } = fixture;
    platform.pool();
    service.start();
    await fixture.settle();
    const status = (ready: 'True' | 'False') => ({
      metadata: { ...meta('chat-eu'), namespace: 'flux-system' },
      releaseName: REF.release,
      targetNamespace: NAMESPACE,
      suspended: false,
      status: { conditions: [condition('Ready', ready)], failures: 0 },
    });
    platform.put('helm.toolkit.fluxcd.io/helmreleases', status('False'));
    await fixture.until(() => service.get(REF)?.gitops?.sync === 'OutOfSync');
    platform.put('helm.toolkit.fluxcd.io/helmreleases', status('True'));
    await fixture.until(() => service.get(REF)?.gitops?.sync === 'Synced');
    platform.store
      .cluster('eu-1')
      ?.delete('helm.toolkit.fluxcd.io/helmreleases', 'flux-system', 'chat-eu');
    await fixture.until(() => service.get(REF)?.gitops === undefined);
    expect(service.get(REF)?.problems).not.toContainEqual(
      expect.objectContaining({ code: 'flux-not-ready' }),
    );
  });

  it('follows an Application on another cluster', async () => {
    const { platform, service } = fixture;
    platform.pool();
    service.start();
    await fixture.settle();
    platform.put('argoproj.io/applications', applicationOf(), 'us-1');
    await fixture.until(() => service.get(REF)?.gitops?.sync === 'Synced');
    platform.store
      .cluster('us-1')
      ?.delete('argoproj.io/applications', 'argocd', 'chat-eu');
    await fixture.until(() => service.get(REF)?.gitops === undefined);
    expect(service.get(REF)?.problems).not.toContainEqual(
      expect.objectContaining({ code: 'out-of-sync' }),
    );
  });

  it('sees GPUs that other tenants take, as capacity and in every engine of the cluster', async () => {
    const { platform, service } = fixture;
    platform.pool({ workload: { replicas: 1 } });
    platform.nodes(['gpu-2']);
    service.start();
    await fixture.settle();
    expect(service.clusters()[0].gpus?.[0]).toMatchObject({
      allocatable: 16,
      free: 8,
    });
    platform.put('pods', {
      accountingOnly: true,
      metadata: { ...meta('foreign'), namespace: 'other' },
      nodeName: 'gpu-2',
      tolerations: [],
      containers: [{ name: 'x', requests: { 'nvidia.com/gpu': '8' } }],
      phase: 'Running',
      conditions: [],
      containerStates: [],
    });
    await fixture.until(
      () =>
        service.get(REF)?.computePools[0].scalingPath.stages[5].value ===
        'NVIDIA-H100-80GB-HBM3: 0 of 16 GPUs free',
    );
    expect(service.clusters()[0].gpus?.[0].free).toBe(0);
  });

  it('sees pods that change together with a node', async () => {
    const { platform, service } = fixture;
    platform.pool({ workload: { replicas: 1 } });
    platform.nodes(['gpu-2']);
    service.start();
    await fixture.settle();
    platform.put('pods', {
      accountingOnly: true,
      metadata: { ...meta('foreign'), namespace: 'other' },
      nodeName: 'gpu-2',
      tolerations: [],
      containers: [{ name: 'x', requests: { 'nvidia.com/gpu': '8' } }],
      phase: 'Running',
      conditions: [],
      containerStates: [],
    });
    platform.nodes(['gpu-3']);
    await fixture.until(
      () => service.clusters()[0].gpus?.[0].allocatable === 24,
    );
    expect(service.clusters()[0].gpus?.[0].free).toBe(8);
  });

  it('answers clusters and sources with what is known of them', async () => {
    const { platform, service } = fixture;
    platform.pool();
    service.start();
    await fixture.until(() => service.get(REF) !== undefined);
    expect(service.clusters()[0]).toMatchObject({
      name: 'eu-1',
      title: 'EU-1',
      engines: 1,
      kubernetesVersion: 'v1.36.0',
      kedaInstalled: true,
    });
    expect(service.sources().map(s => s.id)).toEqual(
      expect.arrayContaining([
        'kubernetes:eu-1:pods',
        'kubernetes:us-1:keda.sh/scaledobjects',
        'prometheus:main',
      ]),
    );
  });

  it('keeps going when a listener fails', async () => {
    const { platform, service } = fixture;
    service.subscribe(() => {
      throw new Error('bad listener');
    });
    platform.pool();
    service.start();
    await fixture.until(() => service.get(REF) !== undefined);
    expect(service.list()).toHaveLength(1);
  });

  it('follows nothing after stop', async () => {
    const { platform, service } = fixture;
    platform.pool();
    service.start();
    await fixture.settle();
    service.stop();
    fixture.changes.length = 0;
    platform.readings.set('llama-70b', reading(0.5));
    platform.tickMetrics();
    await new Promise(resolve => setImmediate(resolve));
    expect(fixture.changes).toEqual([]);
  });
});

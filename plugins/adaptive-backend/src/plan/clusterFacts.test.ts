import {
  parseEngineRef,
  type Engine,
} from '@adaptive-portal/plugin-adaptive-common';
import { mockEngine, mockPool } from '../__testUtils__/FakeEnginesService';
import { gpuNode, meta, NAMESPACE } from '../view/__testUtils__/objects';
import { reading, TestPlatform } from '../view/__testUtils__/TestPlatform';
import { clusterFacts } from './clusterFacts';

const OWN = `eu-1/${NAMESPACE}/adaptive`;

/** Facts for whoever sees the `visible` ones of the engines. */
function factsOf(
  platform: TestPlatform,
  options: { engines?: Engine[]; hidden?: Engine[]; ref?: string } = {},
) {
  const { engines = [], hidden = [], ref = OWN } = options;
  const is = (text: Engine['ref']) => (engine: Engine) =>
    JSON.stringify(engine.ref) === JSON.stringify(text);
  const all = [...engines, ...hidden];
  return clusterFacts(
    {
      watch: platform.watch(),
      metrics: platform.metrics(),
      engines: { list: () => all, get: found => all.find(is(found)) },
    },
    {
      engine: parseEngineRef(ref),
      view: { get: found => engines.find(is(found)) },
    },
  );
}

const clusterMeta = (name: string, labels?: Record<string, string>) => ({
  ...meta(name, labels),
  namespace: undefined,
});

describe('clusterFacts', () => {
  let platform: TestPlatform;

  beforeEach(() => {
    platform = new TestPlatform();
  });

  it('groups nodes by what a pool selects and tolerates', () => {
    platform.nodes(
      ['gpu-1', { labels: { 'kubernetes.io/hostname': 'gpu-1', id: 'a' } }],
      ['gpu-2', { labels: { 'kubernetes.io/hostname': 'gpu-2', id: 'b' } }],
      [
        'gpu-3',
        {
          labels: { 'kubernetes.io/hostname': 'gpu-3', id: 'c' },
          unschedulable: true,
        },
      ],
      [
        'other',
        {
          labels: { team: 'search' },
          taints: [
            { key: 'team', value: 'search', effect: 'NoSchedule' },
            { key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' },
          ],
        },
      ],
    );
    platform.pool({ workload: { replicas: 1, gpus: '3' }, node: 'gpu-1' });
    const { nodes, gpuOperator, engineGpus } = factsOf(platform);
    expect(gpuOperator).toEqual({ value: true });
    expect(engineGpus).toEqual({ value: 3 });
    expect(nodes.value).toEqual([
      expect.objectContaining({
        nodes: 1,
        free: 8,
        labels: expect.objectContaining({ team: 'search' }),
        taints: ['team=search:NoSchedule'],
      }),
      {
        resource: 'nvidia.com/gpu',
        product: 'NVIDIA-H100-80GB-HBM3',
        nodes: 2,
        allocatable: 16,
        requested: 3,
        free: 13,
        largestFreeOnOneNode: 8,
        labels: { 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3' },
        freeCpu: 96,
        freeMemoryBytes: 2000 * 1024 ** 3,
        nodeCpu: 96,
        nodeMemoryBytes: 2000 * 1024 ** 3,
        nodeGpus: 8,
        taints: ['nvidia.com/gpu:NoSchedule'],
      },
    ]);
  });

  it('does not count GPUs for which pods still wait', () => {
    platform.pool({ pods: ['pending', 'ready'], workload: { gpus: '8' } });
    expect(factsOf(platform).engineGpus).toEqual({ value: 8 });
  });

  it('says why it knows nothing of a cluster that does not answer', () => {
    platform.nodes(['gpu-1']);
    platform.setFreshness('eu-1', {
      status: 'unreachable',
      since: '2026-11-22T13:00:00Z',
      message: 'connection refused',
    });
    const { known, nodes, namespace, installed, storageClasses } =
      factsOf(platform);
    expect(known).toBe(true);
    expect(nodes).toEqual({
      reason:
        "Cluster 'eu-1' has not answered for nodes since 2026-11-22T13:00:00Z: connection refused",
    });
    for (const fact of [namespace, installed, storageClasses]) {
      expect(fact).toEqual({ reason: expect.stringContaining('13:00:00Z') });
    }
  });

  it('tells what is not permitted from what is not there', () => {
    platform.setFreshness('eu-1 storage.k8s.io/storageclasses', {
      status: 'notPermitted',
      since: '2026-11-22T13:00:00Z',
      message: 'needs list on storageclasses',
    });
    const { storageClasses, ingressClasses } = factsOf(platform);
    expect(ingressClasses).toEqual({ value: [] });
    expect(storageClasses.reason).toBe(
      "The portal is not permitted to list storageclasses in cluster 'eu-1': needs list on storageclasses",
    );
  });

  it('takes nothing for free, or for absent, where not everything is watched', () => {
    platform.nodes(['gpu-1']);
    platform.pool({ workload: { replicas: 1, gpus: '3' }, node: 'gpu-1' });
    platform.put('namespaces', { metadata: clusterMeta('chat') });
    platform.partial.add('pods').add('namespaces');
    const { nodes, engineGpus, namespace } = factsOf(platform);
    expect(nodes).toEqual({
      reason: "The portal watches only some pods of cluster 'eu-1'",
    });
    expect(engineGpus).toEqual({ value: 3 });
    expect(namespace.value).toMatchObject({ exists: true });
    expect(factsOf(platform, { ref: 'eu-1/unseen/b' }).namespace).toEqual({
      reason: "The portal watches only some namespaces of cluster 'eu-1'",
    });
  });

  it('names the clusters there are for one that is not watched', () => {
    const facts = factsOf(platform, { ref: 'eu-9/a/b' });
    expect(facts.known).toBe(false);
    expect(facts.nodes).toEqual({
      reason:
        "The portal does not watch a cluster 'eu-9'; it watches eu-1, us-1",
    });
  });

  it('lists classes and what is installed', () => {
    platform.put('storage.k8s.io/storageclasses', {
      metadata: clusterMeta('fast'),
      provisioner: 'x',
      isDefault: true,
    });
    platform.put('networking.k8s.io/ingressclasses', {
      metadata: clusterMeta('nginx'),
      controller: 'x',
      isDefault: false,
    });
    platform.put('apiextensions.k8s.io/customresourcedefinitions', {
      metadata: clusterMeta('podmonitors.monitoring.coreos.com'),
    });
    platform.setFreshness('eu-1 helm.toolkit.fluxcd.io/helmreleases', {
      status: 'notInstalled',
      since: '2026-11-22T13:00:00Z',
    });
    const facts = factsOf(platform);
    expect(facts.storageClasses.value).toEqual([
      { name: 'fast', default: true },
    ]);
    expect(facts.ingressClasses.value).toEqual(['nginx']);
    expect(facts.installed.value).toMatchObject({
      keda: true,
      flux: false,
      podMonitor: true,
    });
    expect(facts.kubernetesVersion).toEqual({ value: 'v1.36.0' });
  });

  describe('of a namespace', () => {
    const neighbour = mockEngine(`eu-1/${NAMESPACE}/neighbour`);

    beforeEach(() => {
      platform.put('namespaces', { metadata: clusterMeta(NAMESPACE) });
      platform.put('resourcequotas', {
        metadata: meta('gpus'),
        hard: { 'requests.nvidia.com/gpu': '16' },
        used: { 'requests.nvidia.com/gpu': '8' },
      });
    });

    it.each([
      ['where an engine of the caller runs', [mockEngine(OWN)]],
      ['where none runs yet', []],
    ])('tells quotas %s', (_, engines) => {
      expect(factsOf(platform, { engines }).namespace.value).toEqual({
        exists: true,
        taken: false,
        quotas: [
          {
            name: 'gpus',
            items: [
              { resource: 'requests.nvidia.com/gpu', hard: '16', used: '8' },
            ],
          },
        ],
      });
    });

    it('names a neighbour that the caller may see', () => {
      expect(
        factsOf(platform, { engines: [neighbour] }).namespace.value,
      ).toMatchObject({ taken: true, engine: neighbour.ref });
    });

    it.each([
      ['a neighbour', neighbour],
      ['the engine itself', mockEngine(OWN)],
    ])('says nothing of %s that the caller may not see', (_, engine) => {
      const facts = factsOf(platform, { hidden: [engine] });
      expect(facts.namespace.value).toEqual({
        exists: true,
        taken: true,
        quotas: [],
        quotasReason: 'The namespace is taken',
      });
      expect(JSON.stringify(facts)).not.toContain('neighbour');
    });

    it('keeps the place of an engine whose cluster fell silent', () => {
      platform.setFreshness('eu-1', {
        status: 'unreachable',
        since: '2026-11-22T13:00:00Z',
      });
      expect(
        factsOf(platform, { engines: [neighbour] }).namespace.value,
      ).toMatchObject({ exists: true, taken: true, engine: neighbour.ref });
      expect(
        factsOf(platform, { engines: [mockEngine(OWN)] }).namespace.value,
      ).toBeUndefined();
    });

    it('does not take unwatched quotas for none', () => {
      expect(
        factsOf(platform, { ref: 'eu-1/elsewhere/chat' }).namespace.value,
      ).toMatchObject({
        exists: false,
        quotas: [],
        quotasReason: expect.stringContaining(
          'not among those that are watched',
        ),
      });
    });
  });

  describe('of external metrics', () => {
    const bundled = mockEngine(`eu-1/${NAMESPACE}/judge`);
    const serve = (instance: string) =>
      platform.put('apiregistration.k8s.io/apiservices', {
        metadata: clusterMeta('v1beta1.external.metrics.k8s.io', {
          'app.kubernetes.io/instance': instance,
        }),
        service: { namespace: NAMESPACE, name: 'keda-metrics' },
        conditions: [],
      });

    it('knows nobody, or a KEDA of the platform', () => {
      expect(factsOf(platform).externalMetrics.value).toEqual({
        byEngine: false,
      });
      serve('keda');
      expect(
        factsOf(platform, { engines: [bundled] }).externalMetrics.value,
      ).toEqual({ byEngine: false, service: `${NAMESPACE}/keda-metrics` });
    });

    it("tells an engine's own KEDA, with its name only for who may see it", () => {
      serve('judge');
      expect(
        factsOf(platform, { engines: [bundled] }).externalMetrics.value,
      ).toMatchObject({ byEngine: true, engine: bundled.ref });
      const hidden = factsOf(platform, { hidden: [bundled] });
      expect(hidden.externalMetrics.value).toEqual({
        byEngine: true,
        service: `${NAMESPACE}/keda-metrics`,
      });
    });
  });

  describe('of metrics', () => {
    const judge = mockEngine('eu-1/team/judge', {
      computePools: [mockPool({ name: 'judge' })],
    });

    it.each(['noSource', 'sourceDown'] as const)(
      'gives a reason for %s instead of "no series"',
      cause => {
        platform.readings.set('', reading(cause));
        expect(factsOf(platform, { engines: [judge] }).metrics).toEqual({
          reason: expect.stringContaining("cluster 'eu-1'"),
        });
      },
    );

    it.each([
      [
        0.2,
        {
          harmony_generation_requests_count: true,
          harmony_ttft_timeout_count: true,
        },
      ],
      [
        'noTimeoutSeries' as const,
        {
          harmony_generation_requests_count: true,
          harmony_ttft_timeout_count: false,
        },
      ],
      ['noRequests' as const, { harmony_generation_requests_count: true }],
      [
        'noSeries' as const,
        {
          harmony_generation_requests_count: false,
          harmony_ttft_timeout_count: false,
        },
      ],
    ])('knows series by what a pool reads: %s', (cause, series) => {
      platform.readings.set('', reading('noSeries'));
      platform.readings.set('judge', reading(cause));
      const { metrics } = factsOf(platform, { hidden: [judge] });
      expect(metrics.value).toEqual({ series, poolNames: ['judge'] });
    });

    it('leaves out the pools of the engine itself, and of clusters with a label of their own', () => {
      platform.readings.set('', reading('noSeries'));
      const engines = [mockEngine(OWN), mockEngine('us-1/a/b')];
      expect(factsOf(platform, { engines }).metrics.value?.poolNames).toEqual(
        [],
      );
    });
  });

  it('is not confused by a node without labels', () => {
    platform.put('nodes', {
      ...gpuNode('plain'),
      metadata: { ...clusterMeta('plain'), labels: undefined },
    });
    const { nodes, gpuOperator } = factsOf(platform);
    expect(gpuOperator).toEqual({ value: false });
    expect(nodes.value).toMatchObject([{ product: 'unknown', labels: {} }]);
  });
});

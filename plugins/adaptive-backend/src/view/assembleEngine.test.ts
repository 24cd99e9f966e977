import {
  applicationOf,
  componentWorkload,
  podOf,
  poolWorkload,
  meta,
  NAMESPACE,
} from './__testUtils__/objects';
import { LIVE, reading, TestPlatform } from './__testUtils__/TestPlatform';

describe('both chart shapes', () => {
  it('assembles a pool of Deployments, joined by owners, with its raw name', () => {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1'], ['gpu-2'], ['gpu-3']);
    platform.readings.set('Inference Pool', reading(0.02));
    platform.pool({
      workload: { key: 'inference-pool', group: 'Inference Pool', replicas: 3 },
      pods: ['ready', 'ready', 'starting'],
    });
    expect(platform.onlyPool()).toMatchObject({
      name: 'Inference Pool',
      key: 'inference-pool',
      workload: {
        kind: 'Deployment',
        name: 'adaptive-harmony-inference-pool',
      },
      status: 'scalingOut',
      replicas: {
        min: 2,
        max: 6,
        desired: 3,
        current: 3,
        ready: 2,
        starting: 1,
        pending: 0,
      },
      gpus: {
        resource: 'nvidia.com/gpu',
        perReplica: 8,
        requested: 24,
        allocated: 24,
      },
      autoscaling: {
        mode: 'keda',
        scaledObject: 'adaptive-harmony-inference-pool',
        hpa: 'keda-hpa-adaptive-harmony-inference-pool',
        threshold: 0.1,
        metricType: 'AverageValue',
        paused: false,
        fallbackActive: false,
      },
      image: 'registry.example/harmony:1.2.3',
    });
  });

  it('assembles a pool of a StatefulSet without autoscaling', () => {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1']);
    platform.readings.set('judge', reading(0));
    platform.pool({
      workload: { kind: 'StatefulSet', key: 'judge', replicas: 1, gpus: '1' },
      scaledObject: null,
      hpa: null,
    });
    const pool = platform.onlyPool();
    expect(pool).toMatchObject({
      status: 'healthy',
      statusReason: '1 of 1 replica Ready; 0 % timeouts.',
      autoscaling: { mode: 'none' },
      replicas: { desired: 1, current: 1, ready: 1 },
      problems: [],
    });
    expect(pool.replicas.min).toBeUndefined();
    expect(pool.replicas.max).toBeUndefined();
  });

  it('joins a pool that somebody wrote by hand, without the name of the chart', () => {
    const platform = new TestPlatform();
    const workload = poolWorkload({ kind: 'StatefulSet', key: 'by-hand' });
    const { 'app.kubernetes.io/name': _, ...labels } =
      workload.metadata.labels ?? {};
    platform.put('apps/statefulsets', {
      ...workload,
      metadata: { ...workload.metadata, labels },
    });
    platform.put('apps/deployments', {
      ...componentWorkload('nginx'),
      metadata: meta('nginx', { 'app.kubernetes.io/instance': 'adaptive' }),
    });
    const engine = platform.engine();
    expect(engine.computePools.map(pool => pool.name)).toEqual(['by-hand']);
    expect(engine.components).toEqual([]);
  });

  it('tells pools apart whose names begin alike', () => {
    const platform = new TestPlatform();
    platform.pool({ workload: { key: 'a', replicas: 1 } });
    platform.pool({ workload: { key: 'a-b', replicas: 3 } });
    expect(
      platform.engine().computePools.map(p => [p.name, p.pods.length]),
    ).toEqual([
      ['a', 1],
      ['a-b', 3],
    ]);
  });

  it('takes the labels when the ReplicaSet cannot be read', () => {
    const platform = new TestPlatform();
    const workload = poolWorkload({ replicas: 1 });
    platform.put('apps/deployments', workload);
    platform.put('pods', podOf(workload, 'p', 'ready', { owner: 'unknown' }));
    expect(platform.onlyPool().replicas.ready).toBe(1);
  });

  it('names the VariantAutoscaling that advises on a pool', () => {
    const platform = new TestPlatform();
    const workload = platform.pool();
    expect(platform.onlyPool().autoscaling).not.toHaveProperty(
      'variantAutoscaling',
    );
    platform.put('llmd.ai/variantautoscalings', {
      metadata: meta('llama-va'),
      target: { kind: 'Deployment', name: workload.metadata.name },
      status: { conditions: [] },
    });
    expect(platform.onlyPool().autoscaling.variantAutoscaling).toBe('llama-va');
  });

  it('shows other workloads as components, the default group among them', () => {
    const platform = new TestPlatform();
    platform.put('apps/deployments', componentWorkload('redis'));
    platform.put('apps/deployments', componentWorkload('mlflow'));
    platform.put('apps/deployments', componentWorkload('control-plane'));
    platform.put('apps/statefulsets', {
      ...componentWorkload('harmony'),
      kind: 'StatefulSet',
    });
    const engine = platform.engine();
    expect(engine.components.map(c => c.title)).toEqual([
      'Control plane',
      'Harmony default group',
      'MLflow',
      'Redis',
    ]);
    expect(engine.mlflow).toBe('internal');
    expect(engine.computePools).toEqual([]);
  });
});

describe('counts', () => {
  it('counts a pending pod as pending, its GPUs as requested but not allocated', () => {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1']);
    platform.pool({ pods: ['ready', 'pending'] });
    const pool = platform.onlyPool();
    expect(pool.replicas).toMatchObject({ current: 2, ready: 1, pending: 1 });
    expect(pool.gpus).toMatchObject({ requested: 16, allocated: 8 });
    expect(pool.pods[1]).toMatchObject({
      phase: 'Pending',
      reason: '0/2 nodes are available: 2 Insufficient nvidia.com/gpu.',
    });
  });

  it('takes the counts of the workload, and says so, when pods cannot be listed', () => {
    const platform = new TestPlatform();
    const { store } = platform;
    platform.put('apps/deployments', poolWorkload({ replicas: 3, ready: 2 }));
    platform.freshness.set('eu-1 pods', {
      status: 'notPermitted',
      since: LIVE.since,
      message: 'needs list on pods',
    });
    const engine = platform.engine();
    expect(engine.computePools[0]).toMatchObject({
      status: 'unknown',
      replicas: { current: 3, ready: 2, starting: 1 },
    });
    expect(engine.status).toBe('unknown');
    expect(engine.freshness.status).toBe('notPermitted');
    expect(store.cluster('eu-1')?.size('pods')).toBe(0);
  });

  it('does not count a pod that is on its way out, but its GPUs', () => {
    const platform = new TestPlatform();
    const workload = platform.pool({ workload: { replicas: 1 } });
    platform.put('pods', {
      ...podOf(workload, 'old', 'ready', { owner: workload.metadata.uid }),
      metadata: {
        ...meta('old', workload.podLabels),
        deletionTimestamp: '2026-11-22T14:03:00Z',
        ownerReferences: [
          {
            kind: 'Deployment',
            name: 'x',
            uid: workload.metadata.uid,
            controller: true,
          },
        ],
      },
    });
    const pool = platform.onlyPool();
    expect(pool.replicas.current).toBe(1);
    expect(pool.gpus?.allocated).toBe(16);
    expect(pool.status).toBe('scalingIn');
    expect(pool.pods.map(p => p.phase)).toEqual(['Ready', 'Terminating']);
  });
});

describe('GitOps, version, links', () => {
  it('joins the Application by destination and release, and reads version and owner', () => {
    const platform = new TestPlatform();
    platform.pool({ workload: { replicas: 1 } });
    platform.put('namespaces', {
      metadata: {
        ...meta(NAMESPACE, { team: 'chat' }),
        namespace: undefined,
      },
    });
    platform.put('argoproj.io/applications', applicationOf(), 'us-1');
    platform.ownerOf = ({ namespaceLabels, gitopsSources }) =>
      `${namespaceLabels.team}:${gitopsSources[0].valueFiles?.[0]}`;
    const engine = platform.engine();
    expect(engine.gitops).toEqual({
      tool: 'argocd',
      kind: 'Application',
      object: 'argocd/chat-eu',
      cluster: 'us-1',
      sync: 'Synced',
      health: 'Healthy',
      revision: '4f2c1a9',
      repoUrl: 'https://git.example/platform.git',
    });
    expect(engine.chartVersion).toBe('0.23.0');
    expect(engine.owner).toBe('chat:$values/engines/eu-1/chat/values.yaml');
    expect(Object.fromEntries(engine.links.map(l => [l.id, l.url]))).toEqual({
      controlPlane: 'https://adaptive.eu-1.example/',
      grafana:
        'https://grafana.example/d/cedmn8ou8kjk0c?from=now-1h&to=now&var-namespace=chat',
      prometheus: expect.stringContaining(
        'https://prom.example/graph?g0.expr=',
      ),
      argocd: 'https://argo.example/applications/argocd/chat-eu',
      repository: 'https://git.example/platform.git',
    });
  });

  it.each([
    [{ name: 'in-cluster', namespace: NAMESPACE }, 'eu-1', true],
    [
      { server: 'https://kubernetes.default.svc', namespace: NAMESPACE },
      'us-1',
      false,
    ],
    [{ name: 'america', namespace: NAMESPACE }, 'eu-1', false],
    [{ name: 'eu-1', namespace: 'other' }, 'eu-1', false],
  ])('destination %j of a hub in %s', (destination, hub, joined) => {
    const platform = new TestPlatform();
    platform.pool({ workload: { replicas: 1 } });
    platform.put(
      'argoproj.io/applications',
      applicationOf({ destination }),
      hub,
    );
    expect(platform.engine().gitops !== undefined).toBe(joined);
  });

  it('believes what Argo CD wrote on the workloads, not an Application that claims the engine', () => {
    const platform = new TestPlatform();
    const workload = platform.pool({ workload: { replicas: 1 } });
    const forged = applicationOf();
    platform.put('argoproj.io/applications', {
      ...forged,
      metadata: { ...forged.metadata, namespace: 'argocd', name: 'a-forged' },
    });
    expect(platform.engine().gitops?.object).toBe('argocd/a-forged');
    platform.put('argoproj.io/applications', applicationOf());
    platform.put('apps/deployments', {
      ...workload,
      metadata: {
        ...workload.metadata,
        resourceVersion: 'next',
        annotations: {
          'argocd.argoproj.io/tracking-id':
            'chat-eu:apps/Deployment:chat/adaptive-harmony-llama-70b',
        },
      },
    });
    expect(platform.engine().gitops?.object).toBe('argocd/chat-eu');
  });

  it('changes the version when something changes, and only then', () => {
    const platform = new TestPlatform();
    platform.pool({ workload: { replicas: 1 } });
    const before = platform.engine();
    platform.freshness.set('eu-1', {
      ...LIVE,
      lastSeenAt: '2026-11-22T14:04:30Z',
    });
    const after = platform.engine(before);
    expect(after.version).toBe(before.version);
    expect(after.freshness.lastSeenAt).toBe('2026-11-22T14:04:30Z');
    platform.put('apps/deployments', componentWorkload('redis'));
    expect(platform.engine().version).not.toBe(before.version);
  });
});

describe('a cluster that does not answer', () => {
  it('keeps the last known state, and says since when', () => {
    const platform = new TestPlatform();
    platform.pool({ workload: { replicas: 2 } });
    platform.freshness.set('eu-1', {
      status: 'unreachable',
      since: '2026-11-22T14:02:00Z',
      lastSeenAt: '2026-11-22T14:01:50Z',
      message: 'no answer for 30 s',
    });
    const engine = platform.engine();
    expect(engine.status).toBe('unknown');
    expect(engine.statusReason).toBe(
      'Cluster EU-1 is unreachable; the last known state is shown.',
    );
    expect(engine.freshness.status).toBe('unreachable');
    expect(engine.computePools[0].replicas.ready).toBe(2);
    expect(engine.problems[0]).toMatchObject({
      code: 'cluster-unreachable',
      sentence:
        'Cluster EU-1 does not answer: no answer for 30 s. What is shown is the last that is known.',
      since: '2026-11-22T14:02:00Z',
    });
  });

  it('is not degraded by CRDs that are not installed', () => {
    const platform = new TestPlatform();
    platform.readings.set('llama-70b', reading(0));
    platform.nodes(['gpu-1'], ['gpu-2'], ['gpu-3']);
    platform.pool({ scaledObject: null, hpa: null });
    platform.freshness.set('eu-1 keda.sh/scaledobjects', {
      status: 'notInstalled',
      since: LIVE.since,
    });
    const engine = platform.engine();
    expect(engine.freshness.status).toBe('live');
    expect(engine.status).toBe('healthy');
  });
});

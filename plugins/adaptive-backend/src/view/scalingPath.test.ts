import {
  condition,
  hpaOf,
  poolWorkload,
  scaledObjectOf,
} from './__testUtils__/objects';
import { LIVE, reading, TestPlatform } from './__testUtils__/TestPlatform';

function verdicts(platform: TestPlatform) {
  const { scalingPath } = platform.onlyPool();
  return scalingPath.stages.map(s => `${s.id} ${s.verdict}`);
}

describe('a pool that waits for GPUs', () => {
  function platformOutOfGpus() {
    const platform = new TestPlatform();
    platform.nodes(
      ['gpu-1'],
      ['gpu-2', { unschedulable: true }],
      [
        'gpu-3',
        { taints: [{ key: 'team', value: 'x', effect: 'NoSchedule' }] },
      ],
      ['gpu-4', { unschedulable: true }],
    );
    platform.readings.set('llama-70b', reading(0.23));
    platform.pool({
      workload: { replicas: 4 },
      pods: ['ready', 'ready', 'pending', 'pending'],
      hpa: {
        current: 4,
        desired: 4,
        average: '58m',
        conditions: [condition('AbleToScale', 'True', 'ScaleDownStabilized')],
        lastScaleTime: '2026-11-22T14:00:00Z',
      },
    });
    platform.put('events', {
      metadata: {
        name: 'e',
        namespace: 'chat',
        uid: 'e',
        resourceVersion: '1',
      },
      type: 'Normal',
      reason: 'SuccessfulRescale',
      message:
        'New size: 4; reason: external metric s0-prometheus above target',
      involved: {
        kind: 'HorizontalPodAutoscaler',
        name: 'keda-hpa-adaptive-harmony-llama-70b',
      },
      count: 1,
      at: '2026-11-22T14:00:00Z',
    });
    return platform;
  }

  it('names the nodes as what limits, and what happens next', () => {
    const platform = platformOutOfGpus();
    const { scalingPath, status, statusReason } = platform.onlyPool();
    expect(status).toBe('waitingForGpus');
    expect(statusReason).toContain('2 pods wait for 8 GPUs each:');
    expect(scalingPath.limitedBy).toBe('nodes');
    expect(scalingPath.stages.map(s => s.id)).toEqual([
      'metric',
      'trigger',
      'hpa',
      'workload',
      'pods',
      'nodes',
    ]);
    expect(scalingPath.summary).toBe(
      '2 pods wait for 16 GPUs. There is no room for another replica: all 8 GPUs on the one node it may use are taken; 2 other nodes are cordoned, 1 is tainted team=x. ' +
        'When its stabilisation window has passed the HPA will scale in to 3 replicas, although requests still time out, because the trigger uses AverageValue.',
    );
    expect(scalingPath.next).toMatchObject({
      replicas: 3,
      notBefore: '2026-11-22T14:05:00.000Z',
    });
    expect(scalingPath.agreement).toBe('explained');
    expect(scalingPath.computedReplicas).toBe(3);
  });
});

describe('verdicts', () => {
  it('is calm when all is well', () => {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1'], ['gpu-2'], ['gpu-3']);
    platform.readings.set('llama-70b', reading(0.02));
    platform.pool({ workload: { replicas: 2 }, hpa: { average: '10m' } });
    expect(verdicts(platform)).toEqual([
      'metric ok',
      'trigger ok',
      'hpa ok',
      'workload ok',
      'pods ok',
      'nodes ok',
    ]);
    const { scalingPath } = platform.onlyPool();
    expect(scalingPath.limitedBy).toBeUndefined();
    expect(scalingPath.summary).toBe('2 replicas of 2 wanted are Ready.');
    expect(scalingPath.stages[0]).toMatchObject({
      value: 'timeouts 2 %',
      limit: '10 %',
      observedAt: '2026-11-22T14:03:48.000Z',
      source: 'Prometheus main',
    });
  });

  it('names the max when the metrics ask for more', () => {
    const platform = new TestPlatform();
    platform.readings.set('llama-70b', reading(0.9));
    platform.pool({ workload: { replicas: 6 }, hpa: { average: '150m' } });
    const { scalingPath, status } = platform.onlyPool();
    expect(scalingPath.limitedBy).toBe('hpa');
    expect(scalingPath.summary).toContain(
      'The metrics ask for 9 replicas, max is 6.',
    );
    expect(status).toBe('atMax');
  });

  it('names the nodes, not max, while pods of a pool at max wait for GPUs', () => {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1']);
    platform.readings.set('llama-70b', reading(0.9));
    platform.pool({
      workload: { replicas: 6 },
      pods: ['ready', 'ready', 'ready', 'ready', 'ready', 'pending'],
      hpa: { average: '150m' },
    });
    const { scalingPath } = platform.onlyPool();
    expect(verdicts(platform).slice(2)).toEqual([
      'hpa limiting',
      'workload ok',
      'pods ok',
      'nodes limiting',
    ]);
    expect(scalingPath.limitedBy).toBe('nodes');
    expect(scalingPath.summary).toContain(
      '1 pod waits for 8 GPUs. There is no room for another replica',
    );
  });

  it('names max while pods of a pool at max only start', () => {
    const platform = new TestPlatform();
    platform.readings.set('llama-70b', reading(0.9));
    platform.pool({
      workload: { replicas: 6 },
      pods: ['ready', 'ready', 'ready', 'ready', 'ready', 'starting'],
      hpa: { average: '150m' },
    });
    expect(platform.onlyPool().scalingPath.limitedBy).toBe('hpa');
  });

  it('says until when a policy holds back a scale-out', () => {
    const platform = new TestPlatform();
    platform.readings.set('llama-70b', reading(0.52));
    platform.pool({
      workload: { replicas: 3 },
      hpa: {
        targetType: 'Value',
        value: '520m',
        lastScaleTime: '2026-11-22T14:03:00Z',
        conditions: [condition('ScalingLimited', 'True', 'ScaleUpLimit')],
        behavior: {
          scaleUp: {
            policies: [{ type: 'Percent', value: 50, periodSeconds: 300 }],
          },
        },
      },
    });
    platform.put('events', {
      metadata: {
        name: 'e',
        namespace: 'chat',
        uid: 'e',
        resourceVersion: '1',
      },
      type: 'Normal',
      reason: 'SuccessfulRescale',
      message:
        'New size: 3; reason: external metric s0-prometheus above target',
      involved: {
        kind: 'HorizontalPodAutoscaler',
        name: 'keda-hpa-adaptive-harmony-llama-70b',
      },
      count: 1,
      at: '2026-11-22T14:03:00Z',
    });
    const { scalingPath, status } = platform.onlyPool();
    expect(status).toBe('scalingOut');
    expect(scalingPath.limitedBy).toBe('hpa');
    expect(scalingPath.next).toMatchObject({
      replicas: 5,
      notBefore: '2026-11-22T14:08:00.000Z',
    });
    expect(scalingPath.summary).toBe(
      '3 replicas of 3 wanted are Ready. When the period of its scaling policy has passed the HPA will scale out to 5 replicas (6 in the end).',
    );
  });

  it('names the trigger whose arithmetic cannot reach max', () => {
    const platform = new TestPlatform();
    platform.readings.set('llama-70b', reading(1));
    platform.pool({
      workload: { replicas: 10 },
      scaledObject: { maxReplicaCount: 20 },
      hpa: { average: '100m', max: 20 },
    });
    expect(platform.onlyPool().scalingPath).toMatchObject({
      limitedBy: 'trigger',
      summary: expect.stringContaining(
        'this trigger can ask for 10 replicas at most, although max is 20.',
      ),
    });
  });

  it('says what the trigger asks for, by its type and beside others', () => {
    const sentenceWith = (
      scaledObject: Parameters<typeof scaledObjectOf>[1],
      metric = 's0-prometheus',
    ) => {
      const platform = new TestPlatform();
      platform.nodes(['gpu-1']);
      const workload = platform.pool({ scaledObject });
      const hpa = hpaOf(workload);
      platform.put('autoscaling/horizontalpodautoscalers', {
        ...hpa,
        metrics: [{ ...hpa.metrics[0], name: metric }],
      });
      return platform.onlyPool().scalingPath.stages[1].sentence;
    };
    expect(sentenceWith({})).toBe(
      'The trigger asks for one replica per 10 % of timeouts, whatever runs now (AverageValue).',
    );
    expect(sentenceWith({ metricType: 'Value' })).toBe(
      'The trigger asks for more replicas while more than 10 % of the requests time out, and for fewer below (Value).',
    );
    expect(sentenceWith({ metricType: 'Value', load: true })).toMatch(
      /; of the 2 triggers the one that asks for most decides\.$/,
    );
    expect(sentenceWith({ load: true }, 'composite-metric')).toMatch(
      /^A formula of all triggers decides/,
    );
  });

  it('is inactive while paused, and computes nothing', () => {
    const platform = new TestPlatform();
    platform.readings.set('llama-70b', reading(0.3));
    platform.pool({
      scaledObject: {
        annotations: { 'autoscaling.keda.sh/paused-replicas': '2' },
        pausedBy: { manager: 'kubectl-annotate', at: '2026-11-22T13:00:00Z' },
      },
      hpa: null,
    });
    const pool = platform.onlyPool();
    expect(pool.status).toBe('paused');
    expect(pool.statusReason).toBe(
      'Autoscaling is paused at 2 replicas by kubectl-annotate.',
    );
    expect(pool.scalingPath.agreement).toBe('notApplicable');
    expect(pool.scalingPath.limitedBy).toBeUndefined();
    expect(verdicts(platform).slice(1, 3)).toEqual([
      'trigger inactive',
      'hpa inactive',
    ]);
  });

  it('says of a paused pool which pods wait, and names no max', () => {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1'], ['gpu-2'], ['gpu-3']);
    platform.readings.set('llama-70b', reading(0.3));
    platform.pool({
      workload: { replicas: 6 },
      pods: ['ready', 'ready', 'ready', 'ready', 'ready', 'pending'],
      scaledObject: { annotations: { 'autoscaling.keda.sh/paused': 'true' } },
      hpa: null,
    });
    const pods = [...(platform.store.cluster('eu-1')?.list('pods') ?? [])];
    for (const pod of pods.filter(({ nodeName }) => nodeName === undefined)) {
      platform.put('pods', { ...pod, conditions: [] });
    }
    const pool = platform.onlyPool();
    expect(pool.status).toBe('paused');
    expect(pool.statusReason).toBe(
      'Autoscaling is paused. 5 of 6 replicas Ready, 1 pending.',
    );
    expect(pool.scalingPath.summary).toMatch(
      /^1 pod waits for a node\. Autoscaling is paused\. Room for 2 more, yet: /,
    );
    expect(pool.problems.map(p => p.code)).not.toContain(
      'at-max-with-timeouts',
    );
  });

  it.each([
    [{}, '1 pod waits for a node. Room for 3 more, yet: '],
    [{ requests: {} }, '1 pod waits for a node. The scheduler says: '],
  ])(
    'names the nodes where room is there and the scheduler refuses (%j)',
    (workload, begins) => {
      const platform = new TestPlatform();
      platform.nodes(['gpu-1'], ['gpu-2'], ['gpu-3'], ['gpu-4']);
      platform.readings.set('llama-70b', reading(0.02));
      platform.pool({
        workload: { replicas: 3, ...workload },
        pods: ['ready', 'ready', 'pending'],
        hpa: { average: '1m' },
      });
      const message = "0/4 nodes are available: 4 didn't match the affinity.";
      for (const pod of platform.store.cluster('eu-1')?.list('pods') ?? []) {
        if (pod.nodeName) continue;
        platform.put('pods', {
          ...pod,
          conditions: [
            condition('PodScheduled', 'False', 'Unschedulable', message),
          ],
        });
      }
      const { scalingPath, problems } = platform.onlyPool();
      expect(problems.map(p => p.code)).toContain('pending-for-node');
      expect(scalingPath.limitedBy).toBe('nodes');
      expect(scalingPath.summary).toContain(`${begins}${message}`);
    },
  );

  it('knows no free GPUs when nodes cannot be listed', () => {
    const platform = new TestPlatform();
    platform.freshness.set('eu-1 nodes', {
      status: 'notPermitted',
      since: '2026-11-22T13:00:00Z',
    });
    platform.pool();
    expect(platform.onlyPool().scalingPath.stages[5]).toMatchObject({
      verdict: 'unknown',
      value: 'unknown',
    });
  });

  it('has all six stages for a pool that nothing scales', () => {
    const platform = new TestPlatform();
    platform.put('apps/deployments', poolWorkload({ replicas: 1 }));
    expect(platform.onlyPool().scalingPath.stages).toHaveLength(6);
  });
});

describe('a cluster that is not heard of any more', () => {
  function silent(status: 'unreachable' | 'notPermitted') {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1'], ['gpu-2'], ['gpu-3']);
    platform.readings.set('llama-70b', reading(0.02));
    platform.pool({ hpa: { average: '10m' } });
    platform.freshness.set('eu-1', { ...LIVE, status });
    return platform;
  }

  it('is told as last known, without a verdict and without a forecast', () => {
    const platform = silent('unreachable');
    const { scalingPath, status, statusReason } = platform.onlyPool();
    expect(verdicts(platform)).toEqual([
      'metric ok',
      'trigger unknown',
      'hpa unknown',
      'workload unknown',
      'pods unknown',
      'nodes unknown',
    ]);
    expect(scalingPath.stages[4]).toMatchObject({
      sentence:
        'Last known, as the cluster does not answer: All pods are Ready.',
      observedAt: LIVE.lastSeenAt,
    });
    expect(scalingPath.next).toBeUndefined();
    expect(scalingPath.computedReplicas).toBeUndefined();
    expect(scalingPath.summary).toBe(
      'Last known, as the cluster does not answer: 2 replicas of 2 wanted are Ready.',
    );
    expect(status).toBe('unknown');
    expect(statusReason).toBe(
      'Last known, as the cluster does not answer: 2 of 2 replicas Ready.',
    );
  });

  it('may also refuse', () => {
    expect(silent('notPermitted').onlyPool().scalingPath.summary).toContain(
      'Last known, as the cluster can no longer be read: ',
    );
  });
});

import { condition, HOUR_AGO, podOf } from '../view/__testUtils__/objects';
import {
  LIVE,
  reading,
  TestPlatform,
} from '../view/__testUtils__/TestPlatform';
import {
  codes,
  healthyPlatform,
  problem,
  SOUND,
} from './__testUtils__/platform';

describe('GPUs', () => {
  it('pending-for-gpus says what was asked, what is free and what excludes nodes', () => {
    const platform = new TestPlatform();
    platform.nodes(
      ['gpu-1'],
      [
        'gpu-2',
        { taints: [{ key: 'team', value: 'search', effect: 'NoSchedule' }] },
      ],
      ['gpu-3', { unschedulable: true }],
    );
    platform.pool({ pods: ['ready', 'pending'], scaledObject: SOUND });
    const found = problem(platform, 'pending-for-gpus');
    expect(found.sentence).toBe(
      '1 pod waits for 8 GPUs: all 8 GPUs on the one node it may use are taken; 1 other node is cordoned, 1 is tainted team=search.',
    );
    expect(found.evidence[0].value).toContain('Insufficient nvidia.com/gpu');
    expect(platform.onlyPool().status).toBe('waitingForGpus');
  });

  it('a pod that the scheduler has not looked at yet waits for nothing', () => {
    const platform = healthyPlatform();
    const workload = platform.pool({ scaledObject: SOUND, pods: ['ready'] });
    platform.put('pods', {
      ...podOf(workload, 'new', 'pending'),
      conditions: [],
    });
    expect(codes(platform)).not.toContain('pending-for-gpus');
  });

  /** A pool of 3 that the HPA is about to shrink to 2, when its window has passed. */
  function shrinking(ratio: number, value: string): TestPlatform {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1'], ['gpu-2', { unschedulable: true }]);
    platform.readings.set('llama-70b', reading(ratio));
    platform.pool({
      workload: { replicas: 3, ready: 2 },
      pods: ['ready', 'ready', 'pending'],
      scaledObject: { ...SOUND, load: false },
      hpa: {
        targetType: 'Value',
        value,
        conditions: [condition('AbleToScale', 'True', 'ScaleDownStabilized')],
        lastScaleTime: '2026-11-22T14:02:00Z',
      },
    });
    return platform;
  }

  it('a pod that waits and that the HPA takes away again is no alarm', () => {
    const platform = shrinking(0, '0');
    const found = problem(platform, 'pending-for-gpus');
    expect(found).toMatchObject({
      severity: 'info',
      sentence:
        '1 pod waits for 8 GPUs, but is not needed any more: the metrics ask for 2 replicas.',
    });
    expect(found.remedy).toMatch(/^Nothing: the HPA takes it away /);
    expect(platform.onlyPool()).toMatchObject({
      status: 'scalingIn',
      statusReason: found.sentence,
    });
  });

  it.each([
    ['requests time out', 0.2, '200m'],
    ['the metrics hold the size', 0.09, '95m'],
  ])('a pod that waits is one while %s', (_name, ratio, value) => {
    const found = problem(shrinking(ratio, value), 'pending-for-gpus');
    expect(found.severity).toBe('critical');
  });

  it('trusts the scheduler when nodes cannot be listed', () => {
    const platform = new TestPlatform();
    platform.freshness.set('eu-1 nodes', { ...LIVE, lastSeenAt: undefined });
    platform.pool({ pods: ['ready', 'pending'] });
    expect(problem(platform, 'pending-for-gpus').sentence).toBe(
      '1 pod waits for 8 GPUs.',
    );
  });

  it('pending-for-node: the scheduler refuses although there is room', () => {
    const refused = (message: string, nodes: number) => {
      const platform = healthyPlatform();
      const workload = platform.pool({
        workload: { replicas: 3, ...(nodes === 0 && { requests: {} }) },
        pods: ['ready', 'ready', 'pending'],
        scaledObject: SOUND,
      });
      const name = `${workload.metadata.name}-2`;
      const [pod] = [
        ...(platform.store.cluster('eu-1')?.list('pods') ?? []),
      ].filter(({ metadata }) => metadata.name === name);
      platform.put('pods', {
        ...pod,
        conditions: [
          condition('PodScheduled', 'False', 'Unschedulable', message),
        ],
      });
      return platform;
    };
    const message =
      "0/9 nodes are available: 9 node(s) didn't match pod anti-affinity rules.";
    const platform = refused(message, 9);
    expect(problem(platform, 'pending-for-node')).toMatchObject({
      severity: 'critical',
      sentence: `1 pod waits for a node: ${message}`,
      since: HOUR_AGO,
    });
    expect(codes(platform)).not.toContain('pending-for-gpus');
    // A pool without GPUs has the scheduler's word alone.
    expect(codes(refused(message, 0))).toContain('pending-for-node');
    platform.now = Date.parse(HOUR_AGO) + 30_000;
    expect(codes(platform)).not.toContain('pending-for-node');
  });

  it.each([
    [0, 'no Ready node of this cluster may take one'],
    [
      1,
      'only 1 fits on the 1 node that this pool may use, even if nothing else ran there',
    ],
  ])('max-above-what-fits on %d nodes', (nodes, fits) => {
    const platform = new TestPlatform();
    platform.nodes(
      ['gpu-x', { unschedulable: true }],
      ...Array.from({ length: nodes }, (_, n): [string] => [`gpu-${n}`]),
    );
    platform.pool({
      scaledObject: { ...SOUND, minReplicaCount: nodes },
    });
    expect(problem(platform, 'max-above-what-fits').sentence).toBe(
      `Max is 6 replicas, but ${fits}.`,
    );
  });

  it('max-above-what-fits', () => {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1'], ['gpu-2']);
    platform.pool({ scaledObject: SOUND });
    expect(problem(platform, 'max-above-what-fits')).toMatchObject({
      severity: 'info',
      sentence:
        'Max is 6 replicas, but only 2 fit on the 2 nodes that this pool may use, even if nothing else ran there.',
    });
  });

  it.each<[string, Array<'ready' | 'pending'>, number, boolean, string]>([
    [
      'of pods on nodes that take no more',
      ['ready', 'ready'],
      2,
      true,
      'but no Ready node of this cluster may take one: 2 pods keep the node they have, but would not come up again.',
    ],
    [
      'of one such pod, and of one that waits',
      ['ready', 'pending'],
      2,
      true,
      'but no Ready node of this cluster may take one: 1 pod will always wait, and 1 pod keeps the node it has, but would not come up again.',
    ],
    [
      'of pods that do not exist',
      ['ready'],
      3,
      false,
      'but only 1 fits on the 1 node that this pool may use, even if nothing else ran there: 2 pods will always wait.',
    ],
  ])('says of a min above what fits %s', (_name, pods, min, cordoned, says) => {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1', { unschedulable: cordoned }]);
    platform.pool({
      workload: { replicas: pods.length },
      pods,
      scaledObject: { ...SOUND, minReplicaCount: min },
      hpa: { targetType: 'Value' },
    });
    expect(problem(platform, 'min-above-what-fits').sentence).toBe(
      `Min is ${min} replicas, ${says}`,
    );
  });

  it('node-not-ready', () => {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1', { ready: false }]);
    platform.pool();
    expect(problem(platform, 'node-not-ready').sentence).toBe(
      'Node gpu-1 is not Ready; 2 pods of this pool are on it.',
    );
  });
});

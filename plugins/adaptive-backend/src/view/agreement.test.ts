import type { HpaMetric } from '../objects/types';
import { condition, hpaOf, podOf } from './__testUtils__/objects';
import type { PodState } from './__testUtils__/objects';
import { LIVE, reading, TestPlatform } from './__testUtils__/TestPlatform';

describe('agreement with the HPA', () => {
  it.each<[string, object, string, number | undefined]>([
    [
      'is explained by the average',
      { desired: 3, average: '116m' },
      'explained',
      3,
    ],
    [
      'is explained within the tolerance',
      { current: 4, desired: 4, average: '108m' },
      'explained',
      4,
    ],
    ['is not invented', { desired: 6, average: '50m' }, 'cannotExplain', 2],
    [
      'is not applicable without a metric',
      { average: 'x' },
      'notApplicable',
      undefined,
    ],
    [
      'is not applicable when the HPA cannot read what it still shows',
      {
        average: '50m',
        conditions: [
          condition('ScalingActive', 'False', 'FailedGetExternalMetric'),
        ],
      },
      'notApplicable',
      undefined,
    ],
    [
      'is explained by a stabilised scale-in',
      {
        current: 6,
        desired: 6,
        average: '39m',
        conditions: [condition('AbleToScale', 'True', 'ScaleDownStabilized')],
      },
      'explained',
      3,
    ],
    [
      'is explained by a limited scale-out',
      {
        current: 2,
        desired: 3,
        average: '250m',
        conditions: [condition('ScalingLimited', 'True', 'ScaleUpLimit')],
      },
      'explained',
      5,
    ],
    [
      'is explained by a step of a window that the HPA no longer names',
      {
        current: 6,
        desired: 5,
        average: '39m',
        conditions: [condition('AbleToScale', 'True', 'SucceededRescale')],
      },
      'explained',
      3,
    ],
    [
      'is not explained by a window that there is none of',
      {
        current: 2,
        desired: 3,
        average: '250m',
        conditions: [condition('AbleToScale', 'True', 'SucceededRescale')],
      },
      'cannotExplain',
      5,
    ],
    [
      'multiplies Ready pods with Value',
      { targetType: 'Value', value: '230m', desired: 5 },
      'explained',
      5,
    ],
    [
      'takes the tolerance of the HPA, for scaling out',
      {
        desired: 3,
        average: '108m',
        behavior: { scaleUp: { tolerance: '50m' } },
      },
      'explained',
      3,
    ],
    [
      'takes that for scaling out not for scaling in',
      {
        current: 4,
        desired: 4,
        average: '93m',
        behavior: { scaleUp: { tolerance: '0' } },
      },
      'explained',
      4,
    ],
  ])('%s', (_name, hpa, agreement, computed) => {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1']);
    platform.readings.set('llama-70b', reading(0.23));
    platform.pool({ workload: { replicas: 2 }, hpa: { current: 2, ...hpa } });
    const { scalingPath } = platform.onlyPool();
    expect(scalingPath.agreement).toBe(agreement);
    expect(scalingPath.computedReplicas).toBe(computed);
    const says = scalingPath.summary.includes('cannot explain');
    expect(says).toBe(agreement === 'cannotExplain');
    // What cannot be explained cannot be foretold either; an HPA that cannot read stands still.
    const reads = !JSON.stringify(hpa).includes('FailedGetExternalMetric');
    expect(scalingPath.next !== undefined).toBe(
      agreement === 'explained' || !reads,
    );
  });

  it('counts a pod that just became Ready either way, and one on its way out', () => {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1']);
    platform.readings.set('llama-70b', reading(0.23));
    const workload = platform.pool({
      workload: { replicas: 4 },
      hpa: { current: 4, targetType: 'Value', value: '150m', desired: 5 },
    });
    const agreement = () => platform.onlyPool().scalingPath.agreement;
    const become = (name: string, at: string) =>
      platform.put(
        'pods',
        podOf(workload, `adaptive-harmony-llama-70b-${name}`, 'ready', {
          owner: [
            ...(platform.store.cluster('eu-1')?.list('apps/replicasets') ?? []),
          ][0].metadata.uid,
          since: at,
        }),
      );
    // 4 Ready pods ask for 6, 3 for 5.
    expect(agreement()).toBe('cannotExplain');
    become('0', '2026-11-22T14:03:45Z');
    expect(agreement()).toBe('explained');
  });

  it('divides by the pods there are while a rollout has one more', () => {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1']);
    platform.readings.set('llama-70b', reading(0.4));
    const workload = platform.pool({
      workload: { replicas: 3 },
      // 0.4 over 4 pods: with 3 it would be 0.3, and ask for 3.
      hpa: { current: 3, desired: 4, average: '100m' },
    });
    const agreement = () => platform.onlyPool().scalingPath.agreement;
    expect(agreement()).toBe('cannotExplain');
    platform.put('apps/deployments', {
      ...workload,
      status: { ...workload.status, replicas: 4 },
    });
    expect(agreement()).toBe('explained');
  });
});

describe('metrics that only the HPA can compute', () => {
  const cpu = {
    type: 'Resource',
    name: 'cpu',
    targetType: 'Utilization',
  } as const;

  function withMetrics(...metrics: HpaMetric[]) {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1']);
    const workload = platform.pool({
      workload: { replicas: 3 },
      scaledObject: null,
    });
    const hpa = hpaOf(workload, { current: 3, average: '100m' });
    const currentMetrics = metrics.map(({ type, name }) => ({
      type,
      name,
      averageValue: '100m',
    }));
    platform.put('autoscaling/horizontalpodautoscalers', {
      ...hpa,
      metrics,
      status: { ...hpa.status, currentMetrics },
    });
    return platform.onlyPool().scalingPath;
  }

  it('are named, and nothing is computed', () => {
    const path = withMetrics({ ...cpu, target: '80' });
    expect(path.agreement).toBe('notApplicable');
    expect(path.stages[2].sentence).toBe(
      'The HPA wants 3 replicas; what cpu asks for only it can compute, from every pod.',
    );
  });

  it('are those of pods too: an average over pods is not a total over replicas', () => {
    const path = withMetrics({
      type: 'Pods',
      name: 's0-prometheus',
      targetType: 'AverageValue',
      target: '100m',
    });
    expect(path.agreement).toBe('notApplicable');
  });
});

describe('a fallback', () => {
  function fallenBack(
    behavior: string | undefined,
    hpa: object,
    pods?: PodState[],
  ) {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1']);
    platform.readings.set('llama-70b', reading('sourceDown'));
    platform.pool({
      workload: { replicas: pods?.length ?? 5 },
      pods,
      scaledObject: {
        fallback: { failureThreshold: 3, replicas: 2, behavior },
        status: {
          hpaName: 'keda-hpa-adaptive-harmony-llama-70b',
          conditions: [
            condition('Ready', 'True'),
            condition('Fallback', 'True', 'FallbackExists'),
          ],
          health: {
            's0-prometheus': { numberOfFailures: 23, status: 'Failing' },
          },
          externalMetricNames: [],
        },
      },
      hpa: { current: pods?.length ?? 5, ...hpa },
    });
    return platform.onlyPool().scalingPath;
  }

  it('is explained by its rule: static shrinks a pool that needs its replicas', () => {
    const path = fallenBack(undefined, {
      desired: 5,
      average: '40m',
      conditions: [condition('AbleToScale', 'True', 'ScaleDownStabilized')],
    });
    expect(path).toMatchObject({
      agreement: 'explained',
      computedReplicas: 2,
      limitedBy: 'trigger',
      next: { replicas: 2 },
    });
    expect(path.stages[1].sentence).toBe(
      'KEDA cannot read the metric and has fallen back (static): the number it gives to the HPA is made up, so that it asks for 2 replicas.',
    );
  });

  it('currentReplicasIfHigher keeps what runs', () => {
    expect(
      fallenBack('currentReplicasIfHigher', { average: '100m' }),
    ).toMatchObject({
      agreement: 'explained',
      computedReplicas: 5,
      next: {
        replicas: 5,
        sentence: 'The size stays at 5 as long as the fallback lasts.',
      },
    });
  });

  it('of KEDA before 2.18 asks for nothing with a target below 1', () => {
    expect(fallenBack(undefined, { desired: 2, average: '0' })).toMatchObject({
      agreement: 'explained',
      computedReplicas: 2,
    });
    expect(
      fallenBack('currentReplicas', { desired: 2, average: '0' }).agreement,
    ).toBe('explained');
  });

  it('with Value is measured against the pods that are Ready', () => {
    const half = (hpa: object) =>
      fallenBack(undefined, { targetType: 'Value', ...hpa }, [
        'ready',
        'ready',
        'starting',
        'starting',
      ]);
    // What is asked for is as much as is Ready: the HPA leaves the size alone.
    expect(half({ value: '100m', desired: 4 })).toMatchObject({
      agreement: 'explained',
      computedReplicas: 4,
    });
    expect(half({ value: '100m', desired: 3 }).agreement).toBe('cannotExplain');
    // With no Ready pod no number asks for any.
    expect(
      fallenBack(
        'currentReplicas',
        { targetType: 'Value', value: '400m', desired: 2 },
        ['starting', 'starting', 'starting', 'starting'],
      ),
    ).toMatchObject({ agreement: 'explained', computedReplicas: 2 });
  });

  it('that names no size explains nothing', () => {
    expect(fallenBack('triggerScoped', { average: '100m' }).agreement).toBe(
      'notApplicable',
    );
  });
});

describe('the age of what a stage shows', () => {
  it('is when its source was last heard of, and no change of the engine', () => {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1']);
    platform.readings.set('llama-70b', reading(0.02));
    platform.pool();
    const at = (minute: string) => ({
      ...LIVE,
      lastSeenAt: `2026-11-22T14:${minute}:00Z`,
    });
    const resources = [
      ['keda.sh/scaledobjects', '01'],
      ['autoscaling/horizontalpodautoscalers', '02'],
      ['apps/deployments', '03'],
      ['pods', '04'],
      ['nodes', '00'],
    ];
    const before = platform.engine();
    for (const [resource, minute] of resources) {
      platform.freshness.set(`eu-1 ${resource}`, at(minute));
    }
    const after = platform.engine(before);
    const { stages } = after.computePools[0].scalingPath;
    expect(stages.slice(1).map(s => s.observedAt?.slice(14, 16))).toEqual([
      '01',
      '02',
      '03',
      '04',
      '00',
    ]);
    expect(after.version).toBe(before.version);
  });

  it('is unknown while its source was never heard of', () => {
    const platform = new TestPlatform();
    platform.pool();
    platform.freshness.set('eu-1 nodes', { ...LIVE, lastSeenAt: undefined });
    const { stages } = platform.onlyPool().scalingPath;
    expect(stages.at(-1)).not.toHaveProperty('observedAt');
  });
});

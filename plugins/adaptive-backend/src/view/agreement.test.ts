import { condition } from './__testUtils__/objects';
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
      'multiplies Ready pods with Value',
      { targetType: 'Value', value: '230m', desired: 5 },
      'explained',
      5,
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
    expect(scalingPath.next !== undefined).toBe(agreement === 'explained');
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

import type { ScalingPolicy } from '../objects/types';
import { condition } from './__testUtils__/objects';
import { reading, TestPlatform } from './__testUtils__/TestPlatform';

const HPA = 'keda-hpa-adaptive-harmony-llama-70b';

/** A rescale of the HPA, as its controller writes it. */
function rescaled(
  platform: TestPlatform,
  at: string,
  size: number,
  why: string,
) {
  platform.put('events', {
    metadata: {
      name: `${HPA}.${at}`,
      namespace: 'chat',
      uid: at,
      resourceVersion: '1',
    },
    type: 'Normal',
    reason: 'SuccessfulRescale',
    message: `New size: ${size}; reason: ${why}`,
    involved: { kind: 'HorizontalPodAutoscaler', name: HPA },
    count: 1,
    at,
  });
}

const OUT = 'external metric s0-prometheus above target';
const IN = 'All metrics below target';

function next(platform: TestPlatform) {
  return platform.onlyPool().scalingPath.next;
}

describe('the next step of the HPA', () => {
  function growing(policies: ScalingPolicy[], more: object = {}) {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1']);
    platform.readings.set('llama-70b', reading(0.3));
    platform.pool({
      workload: { replicas: 6 },
      scaledObject: { maxReplicaCount: 20 },
      hpa: {
        current: 6,
        max: 20,
        targetType: 'Value',
        value: '300m',
        conditions: [condition('ScalingLimited', 'True', 'ScaleUpLimit')],
        ...more,
        behavior: { scaleUp: { policies } },
      },
    });
    return platform;
  }
  const pods = (value: number, periodSeconds: number): ScalingPolicy => ({
    type: 'Pods',
    value,
    periodSeconds,
  });

  it('waits for the period of a policy that the HPA says is used up', () => {
    const platform = growing([pods(4, 300)]);
    rescaled(platform, '2026-11-22T14:02:00Z', 6, OUT);
    expect(next(platform)).toMatchObject({
      replicas: 10,
      notBefore: '2026-11-22T14:07:00.000Z',
      sentence:
        'When the period of its scaling policy has passed the HPA will scale out to 10 replicas (18 in the end).',
    });
  });

  it('knows from the events how much a policy has left', () => {
    const platform = growing([pods(4, 300)], {
      desired: 6,
      current: 5,
      conditions: [condition('ScalingLimited', 'True', 'ScaleUpLimit')],
    });
    rescaled(platform, '2026-11-22T13:30:00Z', 3, OUT);
    rescaled(platform, '2026-11-22T14:02:00Z', 6, OUT);
    expect(next(platform)).toMatchObject({ replicas: 7 });
    expect(next(platform)).not.toHaveProperty('notBefore');
  });

  it('counts pods where a policy would let all of them go at once', () => {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1']);
    platform.readings.set('llama-70b', reading(0.02));
    platform.pool({
      workload: { replicas: 6 },
      hpa: {
        current: 6,
        average: '5m',
        conditions: [condition('ScalingLimited', 'True', 'ScaleDownLimit')],
        behavior: {
          scaleDown: {
            stabilizationWindowSeconds: 0,
            selectPolicy: 'Min',
            policies: [
              { type: 'Percent', value: 100, periodSeconds: 15 },
              pods(1, 60),
            ],
          },
        },
      },
    });
    rescaled(platform, '2026-11-22T14:03:55Z', 6, IN);
    expect(next(platform)).toMatchObject({
      replicas: 5,
      notBefore: '2026-11-22T14:04:55.000Z',
    });
  });

  it('waits for the scale-in window since it scaled out', () => {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1']);
    platform.readings.set('llama-70b', reading(0.02));
    platform.pool({
      workload: { replicas: 6 },
      hpa: {
        current: 6,
        average: '5m',
        conditions: [condition('AbleToScale', 'True', 'ScaleDownStabilized')],
      },
    });
    rescaled(platform, '2026-11-22T14:00:00Z', 6, OUT);
    expect(next(platform)).toMatchObject({
      replicas: 2,
      notBefore: '2026-11-22T14:05:00.000Z',
    });
    // A step in, after it, says nothing of what keeps it from the next one.
    rescaled(platform, '2026-11-22T14:01:00Z', 6, IN);
    expect(next(platform)).not.toHaveProperty('notBefore');
  });

  it('goes to the highest size that the metric asked for within the window', () => {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1']);
    const at = (minute: number, ratio: number): [number, number] => [
      Date.parse(`2026-11-22T14:0${minute}:00Z`) / 1000,
      ratio,
    ];
    const known = reading(0.15);
    platform.readings.set('llama-70b', {
      ...known,
      metrics: {
        ...known.metrics,
        ttftTimeoutHistory: [at(0, 0.58), at(2, 0.38), at(3, 0.15)],
      },
    });
    platform.pool({
      workload: { replicas: 6 },
      hpa: {
        current: 6,
        average: '25m',
        conditions: [condition('AbleToScale', 'True', 'ScaleDownStabilized')],
      },
    });
    expect(next(platform)).toMatchObject({
      replicas: 4,
      notBefore: '2026-11-22T14:05:00.000Z',
      sentence:
        'When its stabilisation window has passed the HPA will scale in to 4 replicas (2 in the end), although requests still time out, because the trigger uses AverageValue.',
    });
  });
});

describe('a pool whose scaler does nothing', () => {
  it('stays as it is while the HPA cannot read its metric', () => {
    const platform = new TestPlatform();
    platform.pool({
      hpa: {
        conditions: [
          condition('ScalingActive', 'False', 'FailedGetExternalMetric'),
        ],
      },
    });
    expect(next(platform)?.sentence).toBe(
      'The size stays at 2 until the HPA can read its metric again.',
    );
  });

  it('stays as it is while it is paused', () => {
    const platform = new TestPlatform();
    platform.pool({
      scaledObject: {
        annotations: { 'autoscaling.keda.sh/paused-replicas': '3' },
      },
      hpa: null,
    });
    expect(next(platform)).toEqual({
      replicas: 3,
      sentence: 'The size stays at 3 until autoscaling is resumed.',
    });
  });

  it('stays as it is without one', () => {
    const platform = new TestPlatform();
    platform.pool({ scaledObject: null, hpa: null });
    expect(next(platform)?.sentence).toBe(
      'The size stays at 2 until somebody changes it.',
    );
  });
});

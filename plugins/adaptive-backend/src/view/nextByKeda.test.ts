import { condition } from './__testUtils__/objects';
import { reading, TestPlatform } from './__testUtils__/TestPlatform';

function next(platform: TestPlatform) {
  return platform.onlyPool().scalingPath.next;
}

describe('KEDA, between 0 and 1', () => {
  function pool(
    replicas: number,
    active: 'True' | 'False' | 'Unknown',
    scaledObject: object = {},
    ready: 'True' | 'False' = 'True',
  ) {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1']);
    platform.readings.set('llama-70b', reading(0));
    platform.pool({
      workload: { replicas },
      scaledObject: {
        minReplicaCount: 0,
        ...scaledObject,
        status: {
          hpaName: 'keda-hpa-adaptive-harmony-llama-70b',
          lastActiveTime: '2026-11-22T14:02:00Z',
          conditions: [condition('Ready', ready), condition('Active', active)],
          health: {},
          externalMetricNames: ['s0-prometheus'],
        },
      },
      hpa: {
        current: replicas,
        ...(replicas === 0 && {
          conditions: [condition('ScalingActive', 'False', 'ScalingDisabled')],
        }),
      },
    });
    return platform;
  }

  it('puts a pool to sleep after the cooldown', () => {
    expect(next(pool(1, 'False'))).toEqual({
      replicas: 0,
      notBefore: '2026-11-22T14:07:00.000Z',
      sentence:
        'When the cooldown period has passed KEDA will put the pool to sleep at 0 replicas, unless a trigger becomes active.',
    });
    expect(next(pool(1, 'False', { cooldownPeriod: 60 }))).toEqual({
      replicas: 0,
      sentence:
        'With its next poll KEDA will put the pool to sleep at 0 replicas, unless a trigger becomes active.',
    });
  });

  it('gives a new ScaledObject its initial cooldown', () => {
    const platform = pool(1, 'False', { initialCooldownPeriod: 3900 });
    const objects = platform.store.cluster('eu-1');
    const [made] = objects?.list('keda.sh/scaledobjects') ?? [];
    platform.put('keda.sh/scaledobjects', {
      ...made,
      status: { ...made.status, lastActiveTime: undefined },
    });
    expect(next(platform)).toMatchObject({
      replicas: 0,
      notBefore: '2026-11-22T14:09:00.000Z',
      sentence: expect.stringMatching(/^When the initial cooldown period/),
    });
  });

  it('wakes it: to 1, or to min where it has an idle size', () => {
    expect(next(pool(0, 'True'))?.replicas).toBe(1);
    expect(
      next(pool(0, 'True', { minReplicaCount: 2, idleReplicaCount: 0 })),
    ).toMatchObject({
      replicas: 2,
      sentence: 'With its next poll KEDA will scale out to 2 replicas.',
    });
  });

  /** Active without the pool. */
  const triggers = [{ type: 'kafka', metadata: {} }];

  it('leaves a pool asleep, which is no fault of the HPA', () => {
    const asleep = pool(0, 'False', { triggers });
    const { scalingPath, problems, status, statusReason } = asleep.onlyPool();
    expect(scalingPath.next).toEqual({
      replicas: 0,
      sentence:
        'The pool stays at 0 replicas until a trigger is active; KEDA wakes it then.',
    });
    expect(scalingPath.stages[2]).toMatchObject({
      verdict: 'inactive',
      sentence: 'The HPA rests while the pool is at 0 replicas.',
    });
    expect(scalingPath.limitedBy).toBeUndefined();
    expect(problems.map(p => p.code)).not.toContain('hpa-cannot-read-metric');
    expect(status).toBe('healthy');
    expect(statusReason).toBe(
      'Scaled to 0 replicas; KEDA wakes it when a trigger is active.',
    );
    expect(scalingPath.summary).toBe('The pool is scaled to 0 replicas.');
  });

  it('does not take an error for inactive, nor foretells what it does not say', () => {
    expect(next(pool(1, 'False', {}, 'False'))?.replicas).not.toBe(0);
    expect(next(pool(1, 'Unknown'))?.replicas).not.toBe(0);
  });

  it('does not put to sleep while a fallback is to come', () => {
    const failing = (replicas: number) => {
      const platform = pool(1, 'False', {
        fallback: { failureThreshold: 3, replicas },
        cooldownPeriod: 60,
      });
      const objects = platform.store.cluster('eu-1');
      const [made] = objects?.list('keda.sh/scaledobjects') ?? [];
      platform.put('keda.sh/scaledobjects', {
        ...made,
        status: {
          ...made.status,
          health: {
            's0-prometheus': { numberOfFailures: 1, status: 'Failing' },
          },
        },
      });
      return next(platform)?.replicas;
    };
    expect(failing(2)).not.toBe(0);
    // One to 0 replicas is none to KEDA here.
    expect(failing(0)).toBe(0);
  });

  it('does not foretell what a pause forbids', () => {
    const annotations = { 'autoscaling.keda.sh/paused-scale-in': 'true' };
    expect(next(pool(1, 'False', { annotations }))?.replicas).not.toBe(0);
  });

  it.each<['True' | 'False', object]>([
    ['False', {}],
    ['True', {}],
    ['True', { 'autoscaling.keda.sh/paused-scale-in': 'true' }],
  ])(
    'does not wake a pool (active: %s) while scaling out is paused',
    (active, more) => {
      const annotations = {
        'autoscaling.keda.sh/paused-scale-out': 'true',
        ...more,
      };
      const { scalingPath, statusReason } = pool(0, active, {
        triggers,
        annotations,
      }).onlyPool();
      expect(scalingPath.next).toEqual({
        replicas: 0,
        sentence:
          'The pool stays at 0 replicas until scaling out is resumed: KEDA does not wake it while that is paused.',
      });
      expect(statusReason).toBe(
        'Scaled to 0 replicas; it stays there until scaling out is resumed.',
      );
    },
  );

  it('does not promise to wake what nothing can wake', () => {
    const platform = pool(0, 'False');
    const { scalingPath, problems, statusReason } = platform.onlyPool();
    expect(problems.map(p => p.code)).toContain('cannot-wake');
    expect(statusReason).toBe('Scaled to 0 replicas; nothing can wake it.');
    expect(scalingPath.next?.sentence).not.toMatch(/wakes/);
  });
});

import {
  codes,
  healthyPlatform,
  problem,
  SOUND,
} from './__testUtils__/platform';

function pool(scaledObject: object, replicas = 2) {
  const platform = healthyPlatform();
  platform.pool({
    workload: { replicas },
    scaledObject: { ...SOUND, ...scaledObject },
  });
  return platform;
}

describe('cannot-wake', () => {
  it('is a pool that sleeps, with triggers that only its own pods could make active', () => {
    expect(
      problem(pool({ minReplicaCount: 0 }, 0), 'cannot-wake'),
    ).toMatchObject({
      severity: 'warning',
      sentence:
        'The pool is at 0 replicas and nothing can wake it: its 2 triggers read metrics that only its own pods have.',
      evidence: [{ field: 'spec.minReplicaCount', value: '0' }],
      fix: { title: 'Raise min to 1' },
    });
    expect(
      problem(pool({ minReplicaCount: undefined, load: false }), 'cannot-wake'),
    ).toMatchObject({
      sentence:
        'Once the pool is at 0 replicas nothing can wake it: its trigger reads metrics that only its own pods have.',
      evidence: [{ value: '0 (default)' }],
    });
    const idle = problem(pool({ idleReplicaCount: 0 }), 'cannot-wake');
    expect(idle.evidence[0].field).toBe('spec.idleReplicaCount');
    expect(idle.remedy).toMatch(/^Take idleReplicaCount away/);
    expect(idle.fix).toBeUndefined();
  });

  it.each([
    ['never sleeps', { minReplicaCount: 1 }],
    [
      'has a schedule',
      { minReplicaCount: 0, triggers: [{ type: 'cron', metadata: {} }] },
    ],
    [
      'reads what is counted in front of it',
      {
        minReplicaCount: 0,
        triggers: [
          { type: 'prometheus', metadata: { query: 'envoy_requests' } },
        ],
      },
    ],
    [
      'is paused',
      {
        minReplicaCount: 0,
        annotations: { 'autoscaling.keda.sh/paused': 'true' },
      },
    ],
  ])('is not one that %s', (_name, scaledObject) => {
    expect(codes(pool(scaledObject))).not.toContain('cannot-wake');
  });
});

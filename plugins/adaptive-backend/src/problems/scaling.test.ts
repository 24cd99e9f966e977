import { condition } from '../view/__testUtils__/objects';
import { reading } from '../view/__testUtils__/TestPlatform';
import {
  codes,
  healthyPlatform,
  problem,
  SOUND,
} from './__testUtils__/platform';

describe('scaling', () => {
  it('at-max-with-timeouts', () => {
    const platform = healthyPlatform();
    platform.readings.set('llama-70b', reading(0.3));
    platform.pool({ workload: { replicas: 6 }, scaledObject: SOUND });
    expect(problem(platform, 'at-max-with-timeouts').sentence).toBe(
      '30 % of the requests time out (threshold 10 %), and the pool is at its max of 6 replicas.',
    );
    platform.readings.set('llama-70b', reading(0.05));
    expect(codes(platform)).not.toContain('at-max-with-timeouts');
  });

  it('wrong-metric-type and no-fallback for what the chart makes', () => {
    const platform = healthyPlatform();
    platform.pool({ scaledObject: { maxReplicaCount: 20 } });
    expect(problem(platform, 'wrong-metric-type').sentence).toContain(
      'never ask for more than 10, although max is 20',
    );
    expect(problem(platform, 'no-fallback').severity).toBe('info');
  });

  it('no-load-trigger: a ratio alone cannot hold a size, with Value either', () => {
    const platform = healthyPlatform();
    platform.pool({ scaledObject: { ...SOUND, load: false } });
    expect(problem(platform, 'no-load-trigger')).toMatchObject({
      severity: 'info',
      sentence:
        'The only trigger is a ratio with Value: with 5 % of timeouts the pool is halved although it just holds, and above 10 % it grows with every pod that becomes Ready, so its size swings.',
    });
    expect(codes(platform)).toEqual(['no-load-trigger']);
  });

  it('says that both directions are paused', () => {
    const platform = healthyPlatform();
    platform.pool({
      scaledObject: {
        ...SOUND,
        annotations: {
          'autoscaling.keda.sh/paused-scale-in': 'true',
          'autoscaling.keda.sh/paused-scale-out': 'true',
        },
      },
    });
    expect(problem(platform, 'paused').sentence).toBe(
      'Scaling in and out are paused.',
    );
  });

  it('no-fallback is of no concern where no trigger can fail', () => {
    const platform = healthyPlatform();
    platform.pool({
      scaledObject: { triggers: [{ type: 'cron', metadata: {} }] },
    });
    expect(codes(platform)).toEqual([]);
    platform.pool({
      scaledObject: { triggers: [{ type: 'kafka', metadata: {} }] },
    });
    expect(codes(platform)).toEqual(['no-fallback']);
  });

  it('says who paused, and when', () => {
    const platform = healthyPlatform();
    platform.pool({
      scaledObject: {
        ...SOUND,
        annotations: { 'autoscaling.keda.sh/paused-scale-in': 'true' },
        pausedBy: { manager: 'kubectl-annotate', at: '2026-11-22T13:00:00Z' },
      },
    });
    expect(problem(platform, 'paused')).toMatchObject({
      sentence: 'Scaling in is paused by kubectl-annotate.',
      since: '2026-11-22T13:00:00Z',
    });
    expect(platform.onlyPool().status).toBe('healthy');
  });

  it('is not paused by a pause that says false', () => {
    const platform = healthyPlatform();
    platform.pool({
      scaledObject: {
        ...SOUND,
        annotations: { 'autoscaling.keda.sh/paused': 'false' },
      },
    });
    expect(codes(platform)).toEqual([]);
  });

  it.each<[string, object, Record<string, number>, string, object?]>([
    [
      'its size, where nothing else decides',
      { load: false },
      { 's0-prometheus': 5 },
      'and holds the pool at 3 replicas by its fallback (static).',
    ],
    [
      'no size, where another trigger may ask for more',
      {},
      { 's0-prometheus': 5, 's1-prometheus': 0 },
      'and has fallen back (static); of the 2 triggers the one that asks for most decides.',
    ],
    [
      'its size, where all triggers fell back',
      {},
      { 's0-prometheus': 5, 's1-prometheus': 4 },
      'and holds the pool at 3 replicas by its fallback (static).',
    ],
    [
      'the size that the HPA leaves alone with Value',
      { load: false },
      { 's0-prometheus': 5 },
      'and holds the pool at 5 replicas by its fallback (static).',
      {
        pods: ['ready', 'ready', 'ready', 'starting', 'starting'],
        hpa: { targetType: 'Value', value: '100m' },
      },
    ],
  ])('fallback-active names %s', (_name, more, failures, says, pool = {}) => {
    const platform = healthyPlatform();
    platform.pool({
      hpa: { average: '60m' },
      ...pool,
      workload: { replicas: 5 },
      scaledObject: {
        ...SOUND,
        fallback: { failureThreshold: 3, replicas: 3 },
        ...more,
        status: {
          hpaName: 'keda-hpa-adaptive-harmony-llama-70b',
          conditions: [
            condition('Ready', 'True'),
            condition('Fallback', 'True', 'FallbackExists'),
          ],
          health: Object.fromEntries(
            Object.entries(failures).map(([name, numberOfFailures]) => [
              name,
              {
                numberOfFailures,
                status: numberOfFailures > 0 ? 'Failing' : 'Happy',
              },
            ]),
          ),
          externalMetricNames: [],
        },
      },
    });
    const { sentence } = problem(platform, 'fallback-active');
    expect(sentence.slice(sentence.indexOf(') ') + 2)).toBe(says);
  });

  it('fallback-active says the same after every poll, in whatever order KEDA tells', () => {
    const tell = (health: Record<string, number>) => {
      const platform = healthyPlatform();
      platform.pool({
        scaledObject: {
          ...SOUND,
          fallback: { failureThreshold: 3, replicas: 3 },
          status: {
            hpaName: 'keda-hpa-adaptive-harmony-llama-70b',
            conditions: [
              condition('Ready', 'True'),
              condition('Fallback', 'True', 'FallbackExists'),
            ],
            health: Object.fromEntries(
              Object.entries(health).map(([name, numberOfFailures]) => [
                name,
                { numberOfFailures, status: 'Failing' },
              ]),
            ),
            externalMetricNames: [],
          },
        },
      });
      return problem(platform, 'fallback-active');
    };
    const first = tell({ 's1-prometheus': 4, 's0-prometheus': 5 });
    const second = tell({ 's0-prometheus': 6, 's1-prometheus': 5 });
    expect(first.sentence).toContain(' (s0-prometheus, s1-prometheus) ');
    expect(second.sentence).toBe(first.sentence);
    expect(second.evidence).toContainEqual(
      expect.objectContaining({ value: 's0-prometheus: 6, s1-prometheus: 5' }),
    );
  });

  it('hpa-cannot-scale', () => {
    const platform = healthyPlatform();
    platform.pool({
      scaledObject: SOUND,
      hpa: {
        conditions: [
          condition('AbleToScale', 'False', 'FailedGetScale', 'not found'),
        ],
      },
    });
    expect(problem(platform, 'hpa-cannot-scale').sentence).toContain(
      'not found',
    );
    expect(platform.onlyPool().scalingPath.limitedBy).toBe('hpa');
  });

  it('hpa-missing', () => {
    const platform = healthyPlatform();
    platform.pool({ scaledObject: SOUND, hpa: null });
    expect(problem(platform, 'hpa-missing').severity).toBe('critical');
  });

  it('desired-not-reached only after ten minutes', () => {
    const platform = healthyPlatform();
    platform.pool({ scaledObject: SOUND, pods: ['ready', 'starting'] });
    expect(codes(platform)).toEqual([]);
    expect(platform.onlyPool().status).toBe('scalingOut');
    platform.now += 11 * 60_000;
    expect(problem(platform, 'desired-not-reached').sentence).toBe(
      '2 replicas wanted, 1 Ready: 1 pod started and not Ready for more than 10 minutes.',
    );
  });

  it.each<
    [string, Array<{ manager: string; at?: string }> | undefined, boolean]
  >([
    [
      'a second ago',
      [{ manager: 'kubectl', at: '2026-11-22T14:03:59Z' }],
      false,
    ],
    [
      'long ago, and written again just now',
      [
        { manager: 'argocd-controller', at: '2026-11-22T13:10:00Z' },
        { manager: 'kubectl', at: '2026-11-22T14:03:59Z' },
      ],
      false,
    ],
    ['long ago', [{ manager: 'kubectl', at: '2026-11-22T13:10:00Z' }], true],
    ['nobody knows when', [{ manager: 'kubectl' }], false],
    ['by nobody, so when it was made', undefined, true],
  ])(
    'pods are missing by the time at which the size was set: %s',
    (_when, replicasBy, missing) => {
      const platform = healthyPlatform();
      const workload = platform.pool({
        workload: { replicas: 4 },
        pods: ['ready', 'ready'],
        scaledObject: null,
        hpa: null,
      });
      platform.put('apps/deployments', { ...workload, replicasBy });
      expect(codes(platform).includes('desired-not-reached')).toBe(missing);
    },
  );
});

import { poolWorkload, scaledObjectOf } from '../view/__testUtils__/objects';
import { reading, TestPlatform } from '../view/__testUtils__/TestPlatform';
import {
  codes,
  healthyPlatform,
  problem,
  SOUND,
} from './__testUtils__/platform';

describe('metrics', () => {
  it('blind-trigger: unscraped pods and a trigger that swallows gaps', () => {
    const platform = healthyPlatform();
    platform.readings.set('llama-70b', reading('noSeries'));
    platform.pool({ scaledObject: { ...SOUND, load: false } });
    expect(problem(platform, 'blind-trigger').sentence).toBe(
      'The trigger sees nothing: reason noSeries. KEDA takes that for 0, so the pool sits at min (2) whatever happens.',
    );
    expect(platform.onlyPool().status).toBe('blind');
  });

  it.each([
    ['true', true],
    ['false', false],
  ])(
    'blind-trigger: with ignoreNullValues %s the remedy asks to change it: %s',
    (ignoreNullValues, asks) => {
      const platform = healthyPlatform();
      platform.readings.set('llama-70b', reading('noSeries'));
      const workload = platform.pool({ scaledObject: SOUND });
      const scaledObject = scaledObjectOf(workload, SOUND);
      const [trigger, ...others] = scaledObject.triggers;
      platform.put('keda.sh/scaledobjects', {
        ...scaledObject,
        triggers: [
          { ...trigger, metadata: { ...trigger.metadata, ignoreNullValues } },
          ...others,
        ],
      });
      const { remedy } = problem(platform, 'blind-trigger');
      expect(remedy).toMatch(/^Have the pods scraped /);
      expect(remedy.includes('Set ignoreNullValues')).toBe(asks);
    },
  );

  it.each([
    [
      'pods that are scraped and were never asked',
      reading('noSeries', { up: 2 }),
    ],
    ['nobody asks', reading('noRequests')],
    ['the source is down', reading('sourceDown')],
  ])('is not blind when %s', (_name, said) => {
    const platform = healthyPlatform();
    platform.readings.set('llama-70b', said);
    platform.pool({ scaledObject: SOUND });
    expect(codes(platform)).not.toContain('blind-trigger');
  });

  it('is not blind while no pod is Ready: then there is nothing to see', () => {
    const platform = healthyPlatform();
    platform.readings.set('llama-70b', reading('noSeries'));
    platform.pool({
      pods: ['starting', 'starting'],
      scaledObject: SOUND,
    });
    expect(codes(platform)).toEqual(['zero-ready']);
    expect(platform.onlyPool().scalingPath.limitedBy).toBe('pods');
  });

  it('timeouts-above-threshold: a pool that could have more replicas is not well', () => {
    const platform = healthyPlatform();
    platform.readings.set('llama-70b', reading(0.23));
    platform.pool({
      workload: { replicas: 3 },
      scaledObject: SOUND,
      hpa: { average: '77m' },
    });
    expect(codes(platform)).toEqual(['timeouts-above-threshold']);
    expect(platform.onlyPool()).toMatchObject({
      status: 'degraded',
      statusReason:
        '23 % of the requests time out, threshold 10 %; 3 replicas wanted, 3 Ready.',
    });
  });

  it('nothing scales a paused pool whose requests time out', () => {
    const platform = healthyPlatform();
    platform.readings.set('llama-70b', reading(0.23));
    platform.pool({
      scaledObject: {
        ...SOUND,
        annotations: { 'autoscaling.keda.sh/paused': 'true' },
      },
      hpa: null,
    });
    expect(codes(platform)).toEqual([
      'timeouts-with-nothing-scaling',
      'paused',
    ]);
    expect(platform.onlyPool().status).toBe('paused');
    expect(platform.engine().status).toBe('degraded');
  });

  it('a paused pool whose pods wait for GPUs says both, and what must come first', () => {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1']);
    platform.readings.set('llama-70b', reading(0.23));
    platform.pool({
      pods: ['ready', 'pending'],
      scaledObject: {
        ...SOUND,
        annotations: { 'autoscaling.keda.sh/paused': 'true' },
      },
      hpa: null,
    });
    const { status, statusReason } = platform.onlyPool();
    expect(status).toBe('waitingForGpus');
    expect(statusReason).toMatch(
      /^1 pod waits for 8 GPUs: .*\. Autoscaling is paused\.$/,
    );
    const { remedy } = problem(platform, 'timeouts-with-nothing-scaling');
    expect(remedy).toMatch(
      /^Add GPU nodes of this kind, or free GPUs, first: /,
    );
    expect(remedy).toContain('autoscaling.keda.sh/paused');
  });

  it('names no GPUs where there are some for another replica', () => {
    const platform = healthyPlatform();
    platform.readings.set('llama-70b', reading(0.23));
    platform.pool({ scaledObject: null, hpa: null });
    expect(problem(platform, 'timeouts-with-nothing-scaling').remedy).toBe(
      'Raise the replicas in git, or give the pool a ScaledObject.',
    );
  });

  it('series-missing: scraped pods without a series are worth a look, no alarm', () => {
    const platform = healthyPlatform();
    platform.readings.set('llama-70b', reading('noSeries', { up: 2 }));
    platform.pool({ scaledObject: SOUND });
    expect(codes(platform)).toEqual(['series-missing']);
    expect(platform.onlyPool().status).toBe('healthy');
  });

  it('wrong-metric-name: the trigger does not ask for the name that is there', () => {
    const platform = healthyPlatform();
    platform.readings.set('llama-70b', reading(0.05, { suffixed: true }));
    const workload = platform.pool({ scaledObject: SOUND });
    expect(problem(platform, 'wrong-metric-name').sentence).toContain(
      'here the series is named harmony_ttft_timeout_count_total',
    );
    const query = 'sum(harmony_ttft_timeout_count_total{namespace="chat"})';
    platform.put(
      'keda.sh/scaledobjects',
      scaledObjectOf(workload, { ...SOUND, query }),
    );
    expect(codes(platform)).not.toContain('wrong-metric-name');
  });

  it('scaler-errors: what the KEDA operator counts', () => {
    const platform = healthyPlatform();
    const sound = reading(0.05);
    platform.readings.set('llama-70b', {
      ...sound,
      metrics: {
        ...sound.metrics,
        scalerErrorRate: { value: 0.2, source: 'main' },
      },
    });
    platform.pool({ scaledObject: SOUND });
    expect(problem(platform, 'scaler-errors').sentence).toBe(
      "The KEDA operator fails to read this pool's triggers 12 times a minute.",
    );
  });

  it('shared-metric: an equally named pool of another engine, only without a namespace matcher', () => {
    const platform = healthyPlatform();
    const other = poolWorkload();
    platform.put('apps/deployments', {
      ...other,
      metadata: { ...other.metadata, namespace: 'search' },
    });
    const workload = platform.pool({ scaledObject: SOUND });
    expect(codes(platform)).not.toContain('shared-metric');
    platform.put(
      'keda.sh/scaledobjects',
      scaledObjectOf(workload, {
        ...SOUND,
        query: 'sum(rate(harmony_ttft_timeout_count{pool="llama-70b"}[5m]))',
      }),
    );
    expect(problem(platform, 'shared-metric').sentence).toContain(
      'pool llama-70b of eu-1/search/adaptive',
    );
  });

  it('timeouts-with-nothing-scaling', () => {
    const platform = healthyPlatform();
    platform.readings.set('llama-70b', reading(0.4));
    platform.pool({ scaledObject: null, hpa: null });
    expect(problem(platform, 'timeouts-with-nothing-scaling').sentence).toBe(
      '40 % of the requests time out, and nothing scales this pool: it stays at 2 replicas, 2 Ready.',
    );
    platform.readings.set('llama-70b', reading(0.05));
    expect(codes(platform)).toEqual([]);
  });

  describe('a trigger that sees nothing among others', () => {
    const load = {
      type: 'prometheus',
      metadata: { query: 'load', threshold: '5' },
    };

    function blind(ignoreNullValues: string, fallback = false) {
      const platform = healthyPlatform();
      platform.readings.set('llama-70b', reading('noSeries'));
      const { triggers } = scaledObjectOf(poolWorkload());
      const [ttft] = triggers;
      platform.pool({
        scaledObject: {
          ...(fallback && SOUND),
          triggers: [
            { ...ttft, metadata: { ...ttft.metadata, ignoreNullValues } },
            load,
          ],
        },
      });
      return problem(platform, 'blind-trigger').sentence;
    }

    it('leaves the size to them when it says 0', () => {
      expect(blind('true')).toMatch(
        /takes that for 0, so only the other triggers scale the pool, whatever times out\.$/,
      );
    });

    it('keeps them from scaling in when it is in error, or makes the fallback decide', () => {
      expect(blind('false')).toMatch(
        /an error, and the other triggers can scale the pool out, but not in\.$/,
      );
      expect(blind('false', true)).toMatch(
        /an error, and the fallback decides the size\.$/,
      );
    });
  });

  it.each([
    [0.2, '12 times a minute'],
    [0.0033, 'about 12 times an hour'],
    [0.00001, 'about 1 time an hour'],
  ])('says how often %d failures a second are', (value, often) => {
    const platform = healthyPlatform();
    const known = reading(0.02);
    platform.readings.set('llama-70b', {
      ...known,
      metrics: { ...known.metrics, scalerErrorRate: { value, source: 'main' } },
    });
    platform.pool({ scaledObject: SOUND });
    expect(problem(platform, 'scaler-errors').sentence).toBe(
      `The KEDA operator fails to read this pool's triggers ${often}.`,
    );
  });
});

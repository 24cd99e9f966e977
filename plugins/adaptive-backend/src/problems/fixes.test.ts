import { applicationOf, condition } from '../view/__testUtils__/objects';
import { reading, TestPlatform } from '../view/__testUtils__/TestPlatform';
import {
  codes,
  healthyPlatform,
  problem,
  SOUND,
} from './__testUtils__/platform';

const POOL = 'llama-70b';

/** A pool at its max with timeouts, on a cluster with this many nodes. */
function atMax(nodes: number): TestPlatform {
  const platform = new TestPlatform();
  const names = Array.from({ length: nodes }, (_, n) => `gpu-${n + 1}`);
  platform.nodes(...names.map((name): [string] => [name]));
  platform.readings.set(POOL, reading(0.3));
  const workload = platform.pool({
    workload: { replicas: 6, requests: { 'nvidia.com/gpu': '1' } },
    scaledObject: SOUND,
    hpa: { average: '150m' },
  });
  expect(workload.replicas).toBe(6);
  return platform;
}

describe('the fix of a pool at max', () => {
  it('raises max to what the metrics ask for, where that fits', () => {
    // Six of eight GPUs are taken; the metrics ask for nine replicas.
    expect(problem(atMax(1), 'at-max-with-timeouts')).toMatchObject({
      remedy: 'Raise max: 2 more replicas would fit now.',
      fix: {
        template: 'adaptive-engine-edit',
        title: 'Raise max to 8',
        change: { setPools: [{ name: POOL, maxReplicas: 8 }] },
      },
    });
    expect(problem(atMax(2), 'at-max-with-timeouts').fix?.change).toEqual({
      setPools: [{ name: POOL, maxReplicas: 9 }],
    });
  });

  it('is none while no further replica fits', () => {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1']);
    platform.readings.set(POOL, reading(0.3));
    platform.pool({ workload: { replicas: 6 }, scaledObject: SOUND });
    const found = problem(platform, 'at-max-with-timeouts');
    expect(found.fix).toBeUndefined();
    expect(found.remedy).toContain('no further replica fits now');
  });
});

describe('scaling-limited', () => {
  const limited = (reason: string) =>
    condition('ScalingLimited', 'True', reason);

  it('says that the metrics ask for more than max', () => {
    const platform = healthyPlatform();
    platform.pool({
      scaledObject: SOUND,
      hpa: { targetType: 'Value', conditions: [limited('TooManyReplicas')] },
    });
    const found = problem(platform, 'scaling-limited');
    expect(found.sentence).toBe(
      'The metrics ask for more than the max of 6 replicas.',
    );
    expect(found.severity).toBe('info');
  });

  it('says how many they ask for, where that can be computed', () => {
    const platform = healthyPlatform();
    platform.pool({
      workload: { replicas: 6 },
      scaledObject: SOUND,
      hpa: { average: '150m', conditions: [limited('TooManyReplicas')] },
    });
    expect(problem(platform, 'scaling-limited').sentence).toBe(
      'The metrics ask for 9 replicas, more than the max of 6.',
    );
  });

  it.each(['TooFewReplicas', 'ScaleDownLimit'])('is not %s', reason => {
    const platform = healthyPlatform();
    platform.pool({
      scaledObject: SOUND,
      hpa: { targetType: 'Value', conditions: [limited(reason)] },
    });
    expect(codes(platform)).toEqual([]);
  });
});

describe('limits beyond what fits', () => {
  it('lowers max', () => {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1'], ['gpu-2'], ['gpu-3']);
    platform.readings.set(POOL, reading(0.02));
    platform.pool({ scaledObject: SOUND, hpa: { targetType: 'Value' } });
    expect(problem(platform, 'max-above-what-fits').fix).toMatchObject({
      title: 'Lower max to 3',
      change: { setPools: [{ name: POOL, maxReplicas: 3 }] },
    });
  });

  it('says of a min that can never be reached', () => {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1']);
    platform.readings.set(POOL, reading(0.02));
    platform.pool({
      scaledObject: SOUND,
      pods: ['ready', 'pending'],
      hpa: { targetType: 'Value' },
    });
    const found = problem(platform, 'min-above-what-fits');
    expect(found).toMatchObject({
      severity: 'warning',
      sentence:
        'Min is 2 replicas, but only 1 fits on the 1 node that this pool may use, even if nothing else ran there: 1 pod will always wait.',
      evidence: [{ field: 'spec.minReplicaCount', value: '2' }],
      fix: {
        change: {
          setPools: [{ name: POOL, minReplicas: 1, maxReplicas: 1 }],
        },
      },
    });
    expect(codes(platform)).not.toContain('max-above-what-fits');
  });
});

describe('the fix of a trigger', () => {
  function withLabels(labels?: Record<string, string>) {
    const platform = healthyPlatform();
    platform.pool();
    const objects = platform.store.cluster('eu-1');
    const [known] = objects?.list('keda.sh/scaledobjects') ?? [];
    platform.put('keda.sh/scaledobjects', {
      ...known,
      metadata: { ...known.metadata, labels },
    });
    return problem(platform, 'wrong-metric-type').fix;
  }

  it('renders what the portal made again', () => {
    expect(
      withLabels({ 'app.kubernetes.io/managed-by': 'adaptive-portal' }),
    ).toMatchObject({ template: 'adaptive-engine-edit', change: {} });
  });

  it('is none for what others made', () => {
    expect(
      withLabels({ 'app.kubernetes.io/managed-by': 'Helm' }),
    ).toBeUndefined();
  });
});

describe('the end of a pause', () => {
  const PAUSED = 'autoscaling.keda.sh/paused';

  function pausedPool(
    by: string | undefined,
    options: { gitops?: boolean; annotations?: Record<string, string> } = {},
  ) {
    const { gitops = false, annotations = { [PAUSED]: 'true' } } = options;
    const platform = healthyPlatform();
    platform.readings.set(POOL, reading(0.3));
    platform.pool({
      scaledObject: {
        ...SOUND,
        annotations,
        ...(by !== undefined && { pausedBy: { manager: by } }),
      },
      hpa: null,
    });
    if (gitops) platform.put('argoproj.io/applications', applicationOf());
    return ['paused', 'timeouts-with-nothing-scaling'].map(code =>
      problem(platform, code),
    );
  }

  it.each(['argocd-controller', 'helm', 'helm-controller'])(
    'is a change in git where %s applied it from there',
    manager => {
      for (const { fix, remedy } of pausedPool(manager)) {
        expect(fix).toEqual({
          template: 'adaptive-engine-edit',
          title: 'Resume autoscaling',
          change: { autoscaling: { action: 'resume', pools: [POOL] } },
        });
        expect(remedy).toBe(
          `Remove ${PAUSED} in git when the reason for the pause is gone: ${manager} applied it from there.`,
        );
      }
    },
  );

  it.each(['kubectl-annotate', 'Mozilla'])(
    'is a command where %s set it in the cluster, as git has nothing to resume',
    manager => {
      for (const { fix, remedy } of pausedPool(manager, { gitops: true })) {
        expect(fix).toBeUndefined();
        expect(remedy).toBe(
          `It was set in the cluster, not in git. When the reason for the pause is gone: kubectl annotate scaledobject adaptive-harmony-llama-70b -n chat ${PAUSED}-`,
        );
      }
    },
  );

  it.each([undefined, 'kubectl-client-side-apply', 'kubectl', 'terraform'])(
    'is either where nothing says whether %s took it from git',
    manager => {
      const [{ fix, remedy }] = pausedPool(manager, { gitops: true });
      expect(fix?.title).toBe('Resume autoscaling');
      expect(remedy).toContain(
        'in git, or in the cluster with kubectl annotate',
      );
      expect(pausedPool(manager)[0].fix).toBeUndefined();
    },
  );

  it('names every annotation that pauses, and none that says false', () => {
    const [{ remedy }] = pausedPool('kubectl-annotate', {
      annotations: {
        [PAUSED]: 'true',
        [`${PAUSED}-replicas`]: '2',
        [`${PAUSED}-scale-in`]: 'false',
      },
    });
    expect(remedy).toMatch(
      / autoscaling\.keda\.sh\/paused-replicas- autoscaling\.keda\.sh\/paused-$/,
    );
  });
});

describe('rollout-stuck of a StatefulSet', () => {
  function rolling(updateRevision: string, minutes: number) {
    const platform = healthyPlatform();
    const workload = platform.pool({
      workload: { kind: 'StatefulSet', replicas: 3 },
      pods: ['ready', 'ready', 'starting'],
      scaledObject: SOUND,
    });
    platform.put('apps/statefulsets', {
      ...workload,
      status: {
        ...workload.status,
        updatedReplicas: 1,
        currentRevision: 'a',
        updateRevision,
      },
    });
    platform.now += minutes * 60_000;
    return platform;
  }

  it('is a new pod that does not become Ready, which it waits for for ever', () => {
    expect(problem(rolling('b', 15), 'rollout-stuck').sentence).toBe(
      'The rollout is stuck at 1 of 3 new pods: 1 pod not Ready for more than 10 minutes.',
    );
  });

  it('is not one under way, nor a pod that is not Ready without one', () => {
    expect(codes(rolling('b', 5))).not.toContain('rollout-stuck');
    expect(codes(rolling('a', 15))).not.toContain('rollout-stuck');
  });
});

describe('rollout-stuck', () => {
  function platformOf(pods: Array<'ready' | 'pending'>) {
    const platform = healthyPlatform();
    const workload = platform.pool({
      pods,
      scaledObject: SOUND,
      hpa: { targetType: 'Value' },
    });
    platform.put('apps/deployments', {
      ...workload,
      status: {
        ...workload.status,
        updatedReplicas: 1,
        conditions: [
          condition(
            'Progressing',
            'False',
            'ProgressDeadlineExceeded',
            'ReplicaSet "x" has timed out progressing.',
          ),
        ],
      },
    });
    return platform;
  }

  it('says how far it came', () => {
    expect(
      problem(platformOf(['ready', 'ready']), 'rollout-stuck'),
    ).toMatchObject({
      sentence:
        'The rollout is stuck at 1 of 2 new pods: ReplicaSet "x" has timed out progressing.',
      since: '2026-11-22T13:04:00Z',
    });
  });

  it('leaves pods on no node to the problem that says why', () => {
    expect(codes(platformOf(['ready', 'pending']))).not.toContain(
      'rollout-stuck',
    );
  });
});

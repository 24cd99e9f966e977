import type { EventObject } from '../objects/types';
import { meta, podOf } from '../view/__testUtils__/objects';
import { reading, TestPlatform } from '../view/__testUtils__/TestPlatform';
import {
  codes,
  healthyPlatform,
  problem,
  SOUND,
} from './__testUtils__/platform';

function event(
  kind: string,
  name: string,
  more: Partial<EventObject>,
): EventObject {
  return {
    metadata: meta(`event-${name}-${more.reason}-${more.message}`),
    type: 'Normal',
    reason: '',
    message: '',
    involved: { kind, namespace: 'chat', name },
    count: 1,
    at: '2026-11-22T14:00:00Z',
    ...more,
  };
}

describe('flapping', () => {
  const HPA = 'keda-hpa-adaptive-harmony-llama-70b';
  const out = 'New size: 4; reason: external metric above target';
  const back = 'New size: 2; reason: All metrics below target';

  function platformWith(
    outs: Partial<EventObject>,
    ins: Partial<EventObject>,
  ): TestPlatform {
    const platform = healthyPlatform();
    platform.pool({ scaledObject: SOUND });
    for (const [message, more] of [
      [out, outs],
      [back, ins],
    ] as const) {
      const reason = 'SuccessfulRescale';
      platform.put(
        'events',
        event('HorizontalPodAutoscaler', HPA, { reason, message, ...more }),
      );
    }
    return platform;
  }

  it('counts the changes of the last hour in both directions', () => {
    const firstAt = '2026-11-22T13:20:00Z';
    const found = problem(
      platformWith(
        { count: 3, firstAt },
        { count: 2, firstAt, at: '2026-11-22T14:02:00Z' },
      ),
      'flapping',
    );
    expect(found.sentence).toBe(
      'The size changed direction 5 times in the last hour: up 3 times, down 2 times.',
    );
    expect(found.evidence[0].value).toBe(back);
  });

  /** Sizes that an HPA went to, three minutes apart. */
  function platformOf(...sizes: number[]): TestPlatform {
    const platform = healthyPlatform();
    platform.pool({ scaledObject: SOUND });
    sizes.slice(1).forEach((size, i) => {
      const reason =
        size > sizes[i]
          ? 'external metric above target'
          : 'All metrics below target';
      platform.put(
        'events',
        event('HorizontalPodAutoscaler', HPA, {
          metadata: meta(`event-${i}`),
          reason: 'SuccessfulRescale',
          message: `New size: ${size}; reason: ${reason}`,
          at: `2026-11-22T13:${30 + 3 * i}:00Z`,
        }),
      );
    });
    return platform;
  }

  it('is no single surge, in however many steps', () => {
    expect(codes(platformOf(2, 3, 5, 4, 3))).not.toContain('flapping');
    expect(codes(platformOf(2, 3, 5, 4, 3, 4))).not.toContain('flapping');
  });

  it('is going up and down twice', () => {
    expect(problem(platformOf(2, 4, 3, 5, 2), 'flapping').sentence).toBe(
      'The size changed direction 3 times in the last hour: up 2 times, down 2 times.',
    );
  });

  it.each<[string, Partial<EventObject>, Partial<EventObject>]>([
    ['one way only', { count: 5, firstAt: '2026-11-22T13:20:00Z' }, {}],
    [
      'counted since yesterday',
      { count: 9, firstAt: '2026-11-21T14:00:00Z' },
      { count: 9, firstAt: '2026-11-21T14:00:00Z' },
    ],
  ])('is not: %s', (_name, outs, ins) => {
    expect(codes(platformWith(outs, ins))).not.toContain('flapping');
  });
});

describe('the cluster autoscaler', () => {
  const POD = 'adaptive-harmony-llama-70b-1';

  function platformWith(...events: Array<Partial<EventObject>>): TestPlatform {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1']);
    platform.pool({ scaledObject: SOUND, pods: ['ready', 'pending'] });
    for (const more of events) platform.put('events', event('Pod', POD, more));
    return platform;
  }
  const refusal = {
    reason: 'NotTriggerScaleUp',
    message: "pod didn't trigger scale-up: 1 max node group size reached",
  };

  it('cannot add a node', () => {
    expect(
      problem(platformWith(refusal), 'autoscaler-cannot-add').sentence,
    ).toBe(
      "The cluster autoscaler adds no node for the waiting pod: pod didn't trigger scale-up: 1 max node group size reached.",
    );
  });

  it('cannot add one, says Karpenter on the pod', () => {
    const message = 'Failed to schedule pod, incompatible with nodepool "gpu"';
    const karpenter = { reason: 'FailedScheduling', message };
    expect(codes(platformWith(karpenter))).toContain('autoscaler-cannot-add');
  });

  it.each([
    [
      'adds one by now',
      [
        refusal,
        {
          reason: 'TriggeredScaleUp',
          message: 'pod triggered scale-up',
          at: '2026-11-22T14:03:00Z',
        },
      ],
    ],
    ['refused long ago', [{ ...refusal, at: '2026-11-22T12:00:00Z' }]],
    [
      'is not asked: the scheduler alone says no',
      [
        {
          reason: 'FailedScheduling',
          message: '0/2 nodes are available: 2 Insufficient nvidia.com/gpu.',
        },
      ],
    ],
  ])('%s', (_name, events) => {
    expect(codes(platformWith(...events))).not.toContain(
      'autoscaler-cannot-add',
    );
  });
});

describe('rollout-deadlock', () => {
  function rollout(surge: boolean): TestPlatform {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1'], ['gpu-2']);
    const workload = platform.pool({ scaledObject: SOUND, pods: [] });
    const set = (name: string, revision: string) => ({
      metadata: {
        ...meta(name, { revision }),
        ownerReferences: [
          {
            kind: 'Deployment',
            name: workload.metadata.name,
            uid: workload.metadata.uid,
            controller: true,
          },
        ],
      },
      replicas: 1,
    });
    const [before, after] = [set('old', '1'), set('new', '2')];
    platform.put('apps/replicasets', before);
    platform.put('apps/replicasets', after);
    const old = surge ? ['gpu-1', 'gpu-2'] : ['gpu-1'];
    for (const node of old) {
      platform.put(
        'pods',
        podOf(workload, `old-${node}`, 'ready', {
          owner: before.metadata.uid,
          node,
        }),
      );
    }
    platform.put(
      'pods',
      podOf(workload, 'new-1', 'pending', { owner: after.metadata.uid }),
    );
    if (!surge) {
      platform.put('pods', {
        ...podOf(workload, 'foreign', 'ready', { node: 'gpu-2' }),
        metadata: { ...meta('foreign'), namespace: 'other' },
      });
    }
    return platform;
  }

  it('is a new pod that waits for GPUs that the old ones keep', () => {
    expect(problem(rollout(true), 'rollout-deadlock')).toMatchObject({
      sentence:
        'The rollout is stuck: its new pod needs 8 GPUs that no node has free, and the 2 old pods keep theirs until the new one is Ready.',
      remedy: expect.stringContaining('maxUnavailable 1'),
    });
  });

  it('is not a pod that somebody else leaves no room for', () => {
    expect(codes(rollout(false))).toContain('pending-for-gpus');
    expect(codes(rollout(false))).not.toContain('rollout-deadlock');
  });
});

describe('quota-below-max', () => {
  function withQuota(hard: string, used: string): TestPlatform {
    const platform = healthyPlatform();
    platform.pool({ scaledObject: SOUND });
    platform.put('resourcequotas', {
      metadata: meta('gpus'),
      hard: { 'requests.nvidia.com/gpu': hard, pods: '100' },
      used: { 'requests.nvidia.com/gpu': used },
    });
    return platform;
  }

  it('says how far the quota reaches', () => {
    expect(problem(withQuota('24', '20'), 'quota-below-max').sentence).toBe(
      'Quota gpus leaves 4 of 24 GPUs in this namespace, so the pool can have 2 replicas at most, although max is 6.',
    );
  });

  it('is nothing while max fits', () => {
    expect(codes(withQuota('48', '16'))).toEqual([]);
  });
});

describe('idle-gpus', () => {
  function withRate(value: number, more: object): TestPlatform {
    const platform = healthyPlatform();
    const idle = reading('noRequests', more);
    platform.readings.set('llama-70b', {
      ...idle,
      metrics: { ...idle.metrics, requestRate: { value, source: 'main' } },
    });
    platform.pool({ scaledObject: SOUND });
    return platform;
  }

  it('names the GPUs that nobody uses', () => {
    expect(
      problem(withRate(0, { historyKnown: true }), 'idle-gpus'),
    ).toMatchObject({
      severity: 'info',
      sentence:
        'Nobody has asked this pool for half an hour, and it holds 16 GPUs.',
    });
  });

  it.each([
    ['the last half hour is not known', 0, {}],
    ['somebody asks', 0.1, { historyKnown: true }],
  ])('is not: %s', (_name, rate, more) => {
    expect(codes(withRate(rate, more))).toEqual([]);
  });
});

describe('pods-not-created', () => {
  it('is read from the events of a StatefulSet', () => {
    const platform = healthyPlatform();
    const workload = platform.pool({
      workload: { kind: 'StatefulSet' },
      scaledObject: SOUND,
      pods: ['ready'],
    });
    const failed = event('StatefulSet', workload.metadata.name, {
      type: 'Warning',
      reason: 'FailedCreate',
      message: 'pods "p-1" is forbidden: exceeded quota: gpus',
    });
    platform.put('events', failed);
    expect(problem(platform, 'pods-not-created').sentence).toBe(
      'Only 1 of 2 pods exists, more cannot be created: pods "p-1" is forbidden: exceeded quota: gpus.',
    );
    platform.put('events', { ...failed, at: '2026-11-22T13:00:00Z' });
    expect(codes(platform)).not.toContain('pods-not-created');
  });
});

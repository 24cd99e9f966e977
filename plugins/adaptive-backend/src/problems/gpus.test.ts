import { podOf } from '../view/__testUtils__/objects';
import { LIVE, TestPlatform } from '../view/__testUtils__/TestPlatform';
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

  it('trusts the scheduler when nodes cannot be listed', () => {
    const platform = new TestPlatform();
    platform.freshness.set('eu-1 nodes', { ...LIVE, lastSeenAt: undefined });
    platform.pool({ pods: ['ready', 'pending'] });
    expect(problem(platform, 'pending-for-gpus').sentence).toBe(
      '1 pod waits for 8 GPUs.',
    );
  });

  it('max-above-what-fits', () => {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1'], ['gpu-2']);
    platform.pool({ scaledObject: SOUND });
    expect(problem(platform, 'max-above-what-fits')).toMatchObject({
      severity: 'info',
      sentence:
        'Max is 6 replicas, but 2 fit on the 2 nodes that this pool may use, even if nothing else ran there.',
    });
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

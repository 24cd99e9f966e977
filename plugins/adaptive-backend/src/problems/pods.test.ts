import { condition, podOf } from '../view/__testUtils__/objects';
import {
  codes,
  healthyPlatform,
  problem,
  SOUND,
} from './__testUtils__/platform';

describe('pods', () => {
  it.each([
    ['crash-loop', { waiting: 'CrashLoopBackOff' }],
    ['image-pull', { waiting: 'ImagePullBackOff' }],
    ['oom-killed', { waiting: 'CrashLoopBackOff', lastReason: 'OOMKilled' }],
    ['container-config-error', { waiting: 'CreateContainerConfigError' }],
  ])('%s', (code, state) => {
    const platform = healthyPlatform();
    platform.pool({
      scaledObject: SOUND,
      pods: ['ready', { ...state, message: 'the message' }],
    });
    const found = problem(platform, code);
    expect(found.severity).toBe('critical');
    expect(found.sentence).toContain('the message');
    expect(found.evidence[0].object).toBe(
      'Pod chat/adaptive-harmony-llama-70b-1',
    );
    expect(platform.onlyPool().status).toBe('degraded');
  });

  it('a pool none of whose pods runs has failed', () => {
    const platform = healthyPlatform();
    const crash = { waiting: 'CrashLoopBackOff' };
    platform.pool({ scaledObject: SOUND, pods: [crash, crash] });
    expect(codes(platform)).toEqual(
      expect.arrayContaining(['crash-loop', 'zero-ready']),
    );
    expect(platform.onlyPool().status).toBe('failed');
    expect(platform.engine().status).toBe('failed');
  });

  it('a new pool may take its time', () => {
    const platform = healthyPlatform();
    platform.now = Date.parse('2026-11-22T13:05:00Z');
    platform.pool({ scaledObject: SOUND, pods: ['starting', 'starting'] });
    expect(codes(platform)).not.toContain('zero-ready');
    expect(platform.onlyPool().status).toBe('starting');
  });

  it('pods-not-created', () => {
    const platform = healthyPlatform();
    const workload = platform.pool({ scaledObject: SOUND, pods: ['ready'] });
    platform.put('apps/deployments', {
      ...workload,
      metadata: { ...workload.metadata, resourceVersion: 'next' },
      status: {
        ...workload.status,
        conditions: [
          condition('ReplicaFailure', 'True', 'FailedCreate', 'exceeded quota'),
        ],
      },
    });
    expect(problem(platform, 'pods-not-created').sentence).toBe(
      'Pods cannot be created: exceeded quota.',
    );
    expect(platform.onlyPool().scalingPath.limitedBy).toBe('workload');
  });

  it('pod-failed', () => {
    const platform = healthyPlatform();
    const workload = platform.pool({ scaledObject: SOUND });
    platform.put('pods', {
      ...podOf(workload, 'evicted', 'ready', {
        owner: 'a ReplicaSet that is gone',
      }),
      phase: 'Failed',
      reason: 'Evicted',
    });
    expect(problem(platform, 'pod-failed').sentence).toBe(
      '1 pod failed: Evicted.',
    );
    expect(platform.onlyPool().replicas.current).toBe(2);
  });
});

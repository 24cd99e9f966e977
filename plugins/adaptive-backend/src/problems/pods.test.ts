import { condition, podOf } from '../view/__testUtils__/objects';
import type { PodState } from '../view/__testUtils__/objects';
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

  it('says it of one pod as of several, with the most restarts', () => {
    const crash = { waiting: 'CrashLoopBackOff' };
    const sentences = (...pods: PodState[]) => {
      const platform = healthyPlatform();
      platform.pool({ pods, scaledObject: SOUND });
      return problem(platform, 'crash-loop').sentence;
    };
    expect(sentences(crash, 'ready')).toBe(
      '1 pod crashes again and again (CrashLoopBackOff, 7 restarts).',
    );
    expect(sentences(crash, crash)).toBe(
      '2 pods crash again and again (CrashLoopBackOff, up to 7 restarts).',
    );
  });

  it('zero-ready says it of one replica as of several', () => {
    const platform = healthyPlatform();
    platform.pool({
      workload: { replicas: 1 },
      pods: ['starting'],
      scaledObject: SOUND,
    });
    expect(problem(platform, 'zero-ready').sentence).toBe(
      'The only replica is not Ready: this pool answers no requests.',
    );
  });

  it('a pool that was woken may take its time too', () => {
    const platform = healthyPlatform();
    const workload = platform.pool({
      workload: { replicas: 1 },
      pods: ['starting'],
      scaledObject: { ...SOUND, minReplicaCount: 0 },
    });
    expect(codes(platform)).toContain('zero-ready');
    const [pod] = [...(platform.store.cluster('eu-1')?.list('pods') ?? [])];
    expect(pod.metadata.name).toBe(`${workload.metadata.name}-0`);
    platform.put('pods', {
      ...pod,
      metadata: { ...pod.metadata, creationTimestamp: '2026-11-22T14:00:00Z' },
    });
    expect(codes(platform)).not.toContain('zero-ready');
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
      'Only 1 of 2 pods exists, more cannot be created: exceeded quota.',
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

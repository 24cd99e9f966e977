import {
  applicationOf,
  componentWorkload,
} from '../view/__testUtils__/objects';
import { LIVE, TestPlatform } from '../view/__testUtils__/TestPlatform';
import {
  codes,
  healthyPlatform,
  problem,
  SOUND,
} from './__testUtils__/platform';

describe('the engine', () => {
  function withApplication(
    status: Parameters<typeof applicationOf>[0],
  ): TestPlatform {
    const platform = healthyPlatform();
    platform.pool({ scaledObject: SOUND });
    platform.put('argoproj.io/applications', applicationOf(status));
    return platform;
  }

  it.each([
    ['out-of-sync', { sync: 'OutOfSync' }],
    ['application-degraded', { health: 'Degraded' }],
    ['sync-failed', { operationPhase: 'Failed', operationMessage: 'no chart' }],
  ])('%s', (code, status) => {
    const platform = withApplication(status);
    const found = problem(platform, code);
    expect(found.sentence).toContain('argocd/chat-eu');
    expect(found.pool).toBeUndefined();
    expect(codes(withApplication({}))).toEqual([]);
  });

  it('prometheus-down', () => {
    const platform = healthyPlatform();
    platform.pool({ scaledObject: SOUND });
    platform.prometheus = {
      status: 'unreachable',
      since: '2026-11-22T14:00:00Z',
      message: 'refused',
    };
    expect(problem(platform, 'prometheus-down')).toMatchObject({
      sentence: 'Metric source Main does not answer: refused.',
      since: '2026-11-22T14:00:00Z',
    });
  });

  it('prometheus-down does not say that metrics of before are shown', () => {
    const platform = healthyPlatform();
    platform.pool({ scaledObject: SOUND });
    platform.prometheus = {
      status: 'unreachable',
      since: '2026-11-22T14:00:00Z',
      lastSeenAt: '2026-11-22T13:59:58Z',
      message: 'refused',
    };
    expect(problem(platform, 'prometheus-down').sentence).toBe(
      'Metric source Main does not answer: refused. Metrics are unknown until it answers.',
    );
  });

  it('cluster-not-live', () => {
    const platform = healthyPlatform();
    platform.pool({ scaledObject: SOUND });
    platform.freshness.set('eu-1', { ...LIVE, status: 'stale' });
    expect(problem(platform, 'cluster-not-live').severity).toBe('warning');
  });

  it('component-not-ready', () => {
    const platform = healthyPlatform();
    platform.put('apps/deployments', componentWorkload('redis', { ready: 0 }));
    expect(problem(platform, 'component-not-ready').sentence).toBe(
      'Redis: 0 of 1 replica Ready.',
    );
    expect(platform.engine().status).toBe('degraded');
  });
});

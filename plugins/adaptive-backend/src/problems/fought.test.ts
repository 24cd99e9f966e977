import { applicationOf, meta } from '../view/__testUtils__/objects';
import type { TestPlatform } from '../view/__testUtils__/TestPlatform';
import { fluxPlatform } from './__testUtils__/fluxPlatform';
import {
  codes,
  healthyPlatform,
  problem,
  SOUND,
} from './__testUtils__/platform';

describe('replicas-fought-over', () => {
  const HPA = 'keda-hpa-adaptive-harmony-llama-70b';

  function rescaled(
    platform: TestPlatform,
    message: string,
    count: number,
  ): TestPlatform {
    platform.put('events', {
      metadata: meta(`event-${message}`),
      type: 'Normal',
      reason: 'SuccessfulRescale',
      message,
      involved: {
        kind: 'HorizontalPodAutoscaler',
        namespace: 'chat',
        name: HPA,
      },
      count,
      firstAt: '2026-11-22T13:30:00Z',
      at: '2026-11-22T14:00:00Z',
    });
    return platform;
  }
  const out = 'New size: 4; reason: external metric above target';

  it('names the HelmRelease that sets the size back', () => {
    const found = problem(
      rescaled(fluxPlatform(), out, 4),
      'replicas-fought-over',
    );
    expect(found.pool).toBe('llama-70b');
    expect(found.sentence).toBe(
      'The HPA set the size to 4, 4 times within an hour, and each time it was set back: Flux (HelmRelease flux-system/chat-eu) writes the replicas too.',
    );
    expect(found.remedy).toContain('driftDetection.ignore');
  });

  it('names the Application', () => {
    const platform = rescaled(healthyPlatform(), out, 3);
    platform.pool({ scaledObject: SOUND });
    platform.put('argoproj.io/applications', applicationOf());
    const found = problem(platform, 'replicas-fought-over');
    expect(found.sentence).toContain('Argo CD (Application argocd/chat-eu)');
    expect(found.remedy).toContain('ignoreDifferences');
  });

  function owned(
    managers: Array<[manager: string, at: string]>,
    lastScaleTime = '2026-11-22T13:50:00Z',
  ): TestPlatform {
    const platform = healthyPlatform();
    const workload = platform.pool({
      scaledObject: SOUND,
      hpa: { lastScaleTime, desired: 4 },
    });
    platform.put('apps/deployments', {
      ...workload,
      metadata: {
        ...workload.metadata,
        creationTimestamp: '2026-11-22T12:00:00Z',
      },
      replicasBy: managers.map(([manager, at]) => ({ manager, at })),
    });
    platform.put('argoproj.io/applications', applicationOf());
    return platform;
  }
  const AFTER = '2026-11-22T13:51:00Z';

  it('is seen the first time, by who owns the replicas', () => {
    const found = problem(
      owned([['argocd-controller', AFTER]]),
      'replicas-fought-over',
    );
    expect(found).toMatchObject({
      sentence:
        'After the HPA had scaled, argocd-controller set the size to 2, where it wants 4: both write the replicas.',
      evidence: [
        {
          field: 'metadata.managedFields[argocd-controller] f:spec.f:replicas',
          value: AFTER,
        },
        { field: 'status.lastScaleTime', value: '2026-11-22T13:50:00Z' },
      ],
      since: AFTER,
    });
    expect(found.remedy).toContain('ignoreDifferences');
  });

  it.each<[string, TestPlatform]>([
    ['the scaler', owned([['kube-controller-manager', AFTER]])],
    [
      'the tool and the scaler, who agree',
      owned([
        ['argocd-controller', AFTER],
        ['kube-controller-manager', AFTER],
      ]),
    ],
    ['a person', owned([['kubectl', AFTER]])],
    [
      'a tool that wrote before the HPA scaled, which is only not seen yet',
      owned([['argocd-controller', '2026-11-22T12:00:00Z']]),
    ],
    [
      'a tool, where the HPA has not scaled for long',
      owned([['argocd-controller', AFTER]], '2026-11-22T12:50:00Z'),
    ],
    [
      'a tool that made the workload after the HPA had scaled',
      owned([['argocd-controller', AFTER]], '2026-11-22T11:59:00Z'),
    ],
  ])('is not where the owner is %s', (_who, platform) => {
    expect(codes(platform)).not.toContain('replicas-fought-over');
  });

  it('is not a pool that grows step by step, nor one that goes up and down', () => {
    const platform = rescaled(fluxPlatform(), out, 1);
    for (const size of [5, 6, 7]) {
      rescaled(platform, `New size: ${size}; reason: above target`, 1);
    }
    expect(codes(platform)).not.toContain('replicas-fought-over');
    const flapping = rescaled(fluxPlatform(), out, 4);
    rescaled(flapping, 'New size: 2; reason: All metrics below target', 4);
    expect(codes(flapping)).not.toContain('replicas-fought-over');
  });
});

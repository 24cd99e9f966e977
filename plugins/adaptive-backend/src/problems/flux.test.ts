import type { HelmReleaseObject } from '../objects/partTypes';
import type { WorkloadObject } from '../objects/types';
import { applicationOf, condition, meta } from '../view/__testUtils__/objects';
import { TestPlatform } from '../view/__testUtils__/TestPlatform';
import {
  codes,
  healthyPlatform,
  problem,
  SOUND,
} from './__testUtils__/platform';

const FLUX = 'flux-system';
const COMMIT = '4f2c1a9d5b0e8c7a6f5e4d3c2b1a09f8e7d6c5b4';

function helmRelease(
  more: Partial<HelmReleaseObject> & { name?: string } = {},
): HelmReleaseObject {
  const { name = 'chat-eu', ...rest } = more;
  return {
    metadata: {
      ...meta(name, {
        'kustomize.toolkit.fluxcd.io/name': 'engines',
        'kustomize.toolkit.fluxcd.io/namespace': FLUX,
      }),
      namespace: FLUX,
    },
    releaseName: 'adaptive',
    targetNamespace: 'chat',
    suspended: false,
    source: { kind: 'OCIRepository', name: 'adaptive' },
    status: {
      conditions: [condition('Ready', 'True', 'UpgradeSucceeded')],
      failures: 0,
      installed: { chartName: 'adaptive', chartVersion: '0.23.0' },
    },
    ...rest,
  };
}

/** An engine that Flux installs; each object can be replaced. */
function fluxPlatform(
  release: HelmReleaseObject = helmRelease(),
  labels: Record<string, string> = {},
): TestPlatform {
  const platform = healthyPlatform();
  const workload: WorkloadObject = platform.pool({ scaledObject: SOUND });
  platform.put('apps/deployments', {
    ...workload,
    metadata: {
      ...workload.metadata,
      labels: { ...workload.metadata.labels, ...labels },
    },
  });
  platform.put('helm.toolkit.fluxcd.io/helmreleases', release);
  platform.put('source.toolkit.fluxcd.io/ocirepositories', {
    metadata: { ...meta('adaptive'), namespace: FLUX },
    url: 'oci://ghcr.io/adaptive-ml/adaptive',
    ref: { tag: '0.23.0' },
    suspended: false,
    revision: '0.23.0@sha256:aa',
    status: { conditions: [condition('Ready', 'True')] },
  });
  platform.put('kustomize.toolkit.fluxcd.io/kustomizations', {
    metadata: { ...meta('engines'), namespace: FLUX },
    source: { kind: 'GitRepository', name: 'platform' },
    path: './engines/eu-1/chat/adaptive',
    suspended: false,
    lastAppliedRevision: `main@sha1:${COMMIT}`,
    status: { conditions: [condition('Ready', 'True')] },
  });
  platform.put('source.toolkit.fluxcd.io/gitrepositories', {
    metadata: { ...meta('platform'), namespace: FLUX },
    url: 'https://git.example/platform.git',
    ref: { branch: 'main' },
    suspended: false,
    revision: `main@sha1:${COMMIT}`,
    status: { conditions: [condition('Ready', 'True')] },
  });
  return platform;
}

function failing(reason: string, failures = 0): HelmReleaseObject {
  const release = helmRelease();
  return {
    ...release,
    status: {
      ...release.status,
      failures,
      conditions: [condition('Ready', 'False', reason, 'no such value')],
    },
  };
}

describe('an engine that Flux installs', () => {
  it('has revision, sync and health, and what it hangs on', () => {
    const engine = fluxPlatform().engine();
    expect(engine.gitops).toMatchObject({
      tool: 'flux',
      kind: 'HelmRelease',
      object: 'flux-system/chat-eu',
      cluster: 'eu-1',
      sync: 'Synced',
      health: 'Healthy',
      revision: COMMIT,
      repoUrl: 'https://git.example/platform.git',
    });
    expect(engine.gitops?.parts?.map(p => `${p.kind} ${p.ready}`)).toEqual([
      'OCIRepository true',
      'Kustomization true',
      'GitRepository true',
    ]);
    expect(engine.sources.at(-1)?.title).toBe('Flux on eu-1');
    expect(engine.links.map(link => link.id)).not.toContain('argocd');
    expect(engine.problems).toEqual([]);
  });

  it('is joined by target, not by name', () => {
    const other = helmRelease({ targetNamespace: 'search' });
    expect(fluxPlatform(other).engine().gitops).toBeUndefined();
  });

  it('is that of the HelmRelease that helm-controller wrote on it', () => {
    const platform = fluxPlatform(helmRelease(), {
      'helm.toolkit.fluxcd.io/name': 'chat-eu',
      'helm.toolkit.fluxcd.io/namespace': FLUX,
    });
    platform.put(
      'helm.toolkit.fluxcd.io/helmreleases',
      helmRelease({ name: 'a-forged' }),
    );
    platform.put('argoproj.io/applications', applicationOf());
    expect(platform.engine().gitops?.object).toBe('flux-system/chat-eu');
  });

  it('is that of Argo CD where nothing says who installed it', () => {
    const platform = fluxPlatform();
    platform.put('argoproj.io/applications', applicationOf());
    expect(platform.engine().gitops?.tool).toBe('argocd');
  });

  it('knows the chart version from Flux where no label tells', () => {
    const platform = fluxPlatform();
    const objects = platform.store.cluster('eu-1');
    const [workload] = objects?.list('apps/deployments') ?? [];
    const { 'helm.sh/chart': _, ...labels } = workload.metadata.labels ?? {};
    platform.put('apps/deployments', {
      ...workload,
      metadata: { ...workload.metadata, labels },
    });
    expect(platform.engine().chartVersion).toBe('0.23.0');
  });
});

describe('problems of Flux', () => {
  it('flux-failed', () => {
    const platform = fluxPlatform(failing('UpgradeFailed', 3));
    expect(problem(platform, 'flux-failed')).toMatchObject({
      severity: 'critical',
      sentence:
        'HelmRelease flux-system/chat-eu failed (3 times): no such value.',
      evidence: [
        {
          object: 'HelmRelease flux-system/chat-eu',
          field: 'status.conditions[Ready].reason',
          value: 'UpgradeFailed',
        },
      ],
      since: '2026-11-22T13:04:00Z',
    });
    expect(platform.engine().gitops).toMatchObject({
      sync: 'OutOfSync',
      health: 'Degraded',
      failed: true,
      message: 'no such value',
    });
  });

  it('flux-not-ready while it waits', () => {
    const platform = fluxPlatform(failing('DependencyNotReady'));
    expect(codes(platform)).toEqual(['flux-not-ready']);
  });

  it('flux-failed of the Kustomization', () => {
    const platform = fluxPlatform();
    const objects = platform.store.cluster('eu-1');
    const [known] =
      objects?.list('kustomize.toolkit.fluxcd.io/kustomizations') ?? [];
    platform.put('kustomize.toolkit.fluxcd.io/kustomizations', {
      ...known,
      status: {
        conditions: [condition('Ready', 'False', 'BuildFailed', 'bad yaml')],
      },
    });
    expect(problem(platform, 'flux-failed').sentence).toBe(
      'Kustomization flux-system/engines cannot be applied: bad yaml.',
    );
  });

  it('flux-source-failed', () => {
    const platform = fluxPlatform();
    const objects = platform.store.cluster('eu-1');
    const [known] =
      objects?.list('source.toolkit.fluxcd.io/ocirepositories') ?? [];
    platform.put('source.toolkit.fluxcd.io/ocirepositories', {
      ...known,
      status: {
        conditions: [condition('Ready', 'False', 'OCIPullFailed', 'denied')],
      },
    });
    expect(problem(platform, 'flux-source-failed').sentence).toBe(
      'OCIRepository flux-system/adaptive cannot be fetched: denied.',
    );
  });

  it('flux-suspended', () => {
    const platform = fluxPlatform(helmRelease({ suspended: true }));
    expect(problem(platform, 'flux-suspended').evidence[0]).toEqual({
      object: 'HelmRelease flux-system/chat-eu',
      field: 'spec.suspend',
      value: 'true',
    });
    expect(platform.engine().gitops?.suspended).toBe(true);
  });
});

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

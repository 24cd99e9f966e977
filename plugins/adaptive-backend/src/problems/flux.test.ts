import type { HelmReleaseObject } from '../objects/partTypes';
import { applicationOf, condition } from '../view/__testUtils__/objects';
import {
  COMMIT,
  fluxPlatform,
  helmRelease,
} from './__testUtils__/fluxPlatform';
import { codes, problem } from './__testUtils__/platform';

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
      'helm.toolkit.fluxcd.io/namespace': 'flux-system',
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

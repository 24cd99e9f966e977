import type { HelmReleaseObject } from '../../objects/partTypes';
import type { WorkloadObject } from '../../objects/types';
import { condition, meta } from '../../view/__testUtils__/objects';
import type { TestPlatform } from '../../view/__testUtils__/TestPlatform';
import { healthyPlatform, SOUND } from './platform';

const FLUX = 'flux-system';
export const COMMIT = '4f2c1a9d5b0e8c7a6f5e4d3c2b1a09f8e7d6c5b4';

/** A HelmRelease with which nothing is wrong. */
export function helmRelease(
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
export function fluxPlatform(
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

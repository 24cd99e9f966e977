import type { RenderTarget } from '@adaptive-portal/plugin-adaptive-manifests';
import type { ClusterTarget } from './readClusterTargets';
import type { GitOpsRepositoryConfig } from './types';

function gitopsOf({
  repository: { gitops },
  cluster,
}: RenderTargetForOptions): RenderTarget['gitops'] {
  switch (gitops.tool) {
    case 'flux':
      return gitops;
    case 'applicationSet':
      return { tool: 'applicationSet', clusters: cluster.environments };
    default:
      return { tool: 'argocd' };
  }
}

/**
 * Options of {@link renderTargetFor}.
 *
 * @public
 */
export interface RenderTargetForOptions {
  repository: GitOpsRepositoryConfig;
  cluster: ClusterTarget;
}

/**
 * Puts together what the generator needs to know about the place an engine's files go to. Holds no credentials.
 *
 * @public
 */
export function renderTargetFor(options: RenderTargetForOptions): RenderTarget {
  const { repository, cluster } = options;
  return {
    repository: {
      id: repository.id,
      url: repository.argocdUrl,
      branch: repository.branch,
      layout: repository.layout,
    },
    argocd: cluster.argocd,
    autoscaling: cluster.autoscaling,
    gitops: gitopsOf(options),
  };
}

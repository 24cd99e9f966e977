import type { JsonObject } from '@backstage/types';
import { chartCapabilities } from '../capabilities';
import type {
  EngineInput,
  KubernetesObject,
  RenderTarget,
  RepositoryLayout,
} from '../model';
import { engineEntityName, engineNames } from '../names';
import { namespaceOwner } from './owner';

/** Label on the namespace that says which group owns the engines in it. */
const OWNER_LABEL = 'adaptive-portal.io/owner';

function sources(
  input: EngineInput,
  target: RenderTarget,
  paths: RepositoryLayout,
  hasManifests: boolean,
): JsonObject[] {
  const git = {
    repoURL: target.repository.url,
    targetRevision: target.repository.branch,
  };
  return [
    {
      // Without a scheme Argo CD takes the address as an OCI registry of charts.
      repoURL: target.argocd.chartRegistry,
      chart: 'adaptive',
      targetRevision: input.chartVersion,
      helm: {
        // All names and labels derive from it; the default would be the Application's name.
        releaseName: input.name,
        valueFiles: [`$values/${paths.engine}/values.yaml`],
      },
    },
    { ...git, ref: 'values' },
    ...(hasManifests ? [{ ...git, path: paths.manifests }] : []),
  ];
}

function ignoredReplicas(input: EngineInput): JsonObject[] {
  if (input.autoscaling.mode === 'off') {
    return [];
  }
  const { pools } = chartCapabilities(input.chartVersion);
  const names = engineNames(input.name, input.chartVersion);
  return input.pools.map(pool => ({
    group: 'apps',
    kind: pools.shape === 'deployment' ? 'Deployment' : 'StatefulSet',
    name: names.poolWorkload(pool.name),
    namespace: input.namespace,
    jsonPointers: ['/spec/replicas'],
  }));
}

/**
 * The Argo CD Application of an engine.
 *
 * It has the cascading finalizer: removing its file from git is how an engine is deleted, and an engine that
 * nobody finds in git any more would keep its GPUs.
 */
export function application(
  input: EngineInput,
  target: RenderTarget,
  paths: RepositoryLayout,
  hasManifests: boolean,
): KubernetesObject {
  const owner = namespaceOwner(input.owner);
  const ignoreDifferences = ignoredReplicas(input);
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: engineEntityName({
        cluster: input.cluster,
        namespace: input.namespace,
        release: input.name,
      }),
      namespace: target.argocd.namespace,
      labels: {
        'app.kubernetes.io/managed-by': 'adaptive-portal',
      },
      finalizers: ['resources-finalizer.argocd.argoproj.io'],
    },
    spec: {
      project: target.argocd.project,
      destination: {
        ...target.argocd.destination,
        namespace: input.namespace,
      },
      sources: sources(input, target, paths, hasManifests),
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: [
          'CreateNamespace=true',
          'ServerSideApply=true',
          // Without it a sync still writes the replicas that it does not compare.
          'RespectIgnoreDifferences=true',
        ],
        ...(owner
          ? { managedNamespaceMetadata: { labels: { [OWNER_LABEL]: owner } } }
          : {}),
      },
      ...(ignoreDifferences.length > 0 ? { ignoreDifferences } : {}),
    },
  };
}

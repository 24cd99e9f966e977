import type { JsonObject } from '@backstage/types';
import { chartCapabilities } from '../capabilities';
import type {
  EngineInput,
  KubernetesObject,
  RenderTarget,
  RepositoryLayout,
} from '../model';
import { engineEntityName, engineNames } from '../names';
import { monitoringChart } from './monitoring';
import { namespaceOwner, OWNER_LABEL } from './owner';
import { secretsAnnotation } from './secretManifests';
import { suppliedSecrets } from './suppliedSecrets';
import { valueFiles } from './valueFiles';

export function chartSources(
  input: EngineInput,
  target: RenderTarget,
  paths: RepositoryLayout,
  hasManifests: boolean,
): JsonObject[] {
  const git = {
    repoURL: target.repository.url,
    targetRevision: target.repository.branch,
  };
  const files = valueFiles(input);
  const monitoring = monitoringChart(input);
  const inGit = (names: string[]) =>
    names.map(name => `$values/${paths.engine}/${name}`);
  return [
    {
      // Without a scheme Argo CD takes the address as an OCI registry of charts.
      repoURL: target.argocd.chartRegistry,
      chart: 'adaptive',
      targetRevision: input.chartVersion,
      helm: {
        // All names and labels derive from it; the default would be the Application's name.
        releaseName: input.name,
        valueFiles: inGit(files.engine),
      },
    },
    ...(monitoring
      ? [
          {
            repoURL: target.argocd.chartRegistry,
            chart: 'monitoring',
            targetRevision: monitoring.chartVersion,
            helm: {
              releaseName: `${input.name}-monitoring`,
              valueFiles: inGit(files.monitoring),
            },
          },
        ]
      : []),
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

/** Secrets whose data is not from git: the chart would write a random or empty value over it. */
function ignoredSecrets(input: EngineInput): JsonObject[] {
  return suppliedSecrets(input).map(({ chartSecret }) => ({
    kind: 'Secret',
    name: chartSecret,
    namespace: input.namespace,
    jsonPointers: ['/data'],
  }));
}

/** Sources, sync policy and what the sync ignores: everything but the destination. */
export function applicationSpec(
  input: EngineInput,
  sources: JsonObject[],
): JsonObject {
  const owner = namespaceOwner(input.owner);
  const ignoreDifferences = [
    ...ignoredReplicas(input),
    ...ignoredSecrets(input),
  ];
  return {
    sources,
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
  };
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
      ...secretsAnnotation(input),
      finalizers: ['resources-finalizer.argocd.argoproj.io'],
    },
    spec: {
      project: target.argocd.project,
      destination: {
        ...target.argocd.destination,
        namespace: input.namespace,
      },
      ...applicationSpec(
        input,
        chartSources(input, target, paths, hasManifests),
      ),
    },
  };
}

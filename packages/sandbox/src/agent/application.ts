import type { KubernetesObject } from '../kube/object';
import { asArray, asObject, asString } from './resources';

/** What the agent needs of an Argo CD Application. */
export interface ApplicationSpec {
  name: string;
  namespace: string;
  targetNamespace: string;
  chart?: {
    repoUrl: string;
    name: string;
    version: string;
    releaseName: string;
    /** Paths from the root of the values repository. */
    valueFiles: string[];
  };
  /** Folders of plain manifests in the GitOps repository. */
  paths: string[];
  createNamespace: boolean;
  namespaceLabels: Record<string, string>;
  prune: boolean;
  /** `group/Kind` (kind alone for the core group) whose `/spec/replicas` belongs to somebody else. */
  ignoreReplicasOf: Set<string>;
}

function stringMap(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(asObject(value)).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

function readChart(name: string, sources: unknown[]): ApplicationSpec['chart'] {
  const source = sources.map(asObject).find(s => asString(s.chart));
  if (!source) return undefined;
  const helm = asObject(source.helm);
  return {
    repoUrl: asString(source.repoURL) ?? '',
    name: asString(source.chart) ?? '',
    version: asString(source.targetRevision) ?? '',
    releaseName: asString(helm.releaseName) ?? name,
    valueFiles: asArray(helm.valueFiles)
      .map(asString)
      .filter((file): file is string => file !== undefined)
      .map(file => file.replace(/^\$[^/]+\//, '')),
  };
}

/** Reads the parts of an Application; missing parts get Argo CD's defaults. */
export function readApplication(object: KubernetesObject): ApplicationSpec {
  const spec = asObject(object.spec);
  const sources = spec.sources ? asArray(spec.sources) : [spec.source];
  const policy = asObject(spec.syncPolicy);
  const options = asArray(policy.syncOptions);
  const managed = asObject(policy.managedNamespaceMetadata);
  const ignored = asArray(spec.ignoreDifferences)
    .map(asObject)
    .filter(entry => asArray(entry.jsonPointers).includes('/spec/replicas'))
    .map(entry => `${asString(entry.group) ?? ''}/${asString(entry.kind)}`);
  return {
    name: object.metadata.name,
    namespace: object.metadata.namespace ?? 'argocd',
    targetNamespace:
      asString(asObject(spec.destination).namespace) ?? 'default',
    chart: readChart(object.metadata.name, sources),
    paths: sources
      .map(asObject)
      .map(source => asString(source.path))
      .filter((path): path is string => path !== undefined),
    createNamespace: options.includes('CreateNamespace=true'),
    namespaceLabels: stringMap(managed.labels),
    prune: asObject(policy.automated).prune === true,
    ignoreReplicasOf: new Set(ignored),
  };
}

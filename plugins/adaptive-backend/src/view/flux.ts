import type {
  EngineGitOps,
  EngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import type {
  ControllerStatus,
  FluxReference,
  FluxSourceObject,
  HelmReleaseObject,
  KustomizationObject,
} from '../objects/partTypes';
import type { ClusterObjects, Meta, WorkloadObject } from '../objects/types';
import { conditionOf } from './autoscaling';

/** A Flux HelmRelease, the engine it installs, and the objects that it hangs on. */
export interface FluxEntry extends EngineRef {
  helmRelease: HelmReleaseObject;
  /** Where the chart comes from, where that is an object that is watched. */
  chartSource?: FluxSourceObject;
  chartSourceKind?: 'OCIRepository' | 'GitRepository';
  /** What applies the HelmRelease from git. */
  kustomization?: KustomizationObject;
  /** The repository that the Kustomization reads. */
  gitSource?: FluxSourceObject;
}

const SOURCES = {
  OCIRepository: 'source.toolkit.fluxcd.io/ocirepositories',
  GitRepository: 'source.toolkit.fluxcd.io/gitrepositories',
} as const;

function isWatched(kind: string): kind is keyof typeof SOURCES {
  return Object.hasOwn(SOURCES, kind);
}

function sourceOf(
  objects: ClusterObjects,
  owner: Meta,
  reference: FluxReference | undefined,
): Pick<FluxEntry, 'chartSource' | 'chartSourceKind'> {
  if (!reference || !isWatched(reference.kind)) return {};
  const chartSource = objects.get(
    SOURCES[reference.kind],
    reference.namespace ?? owner.namespace,
    reference.name,
  );
  return { chartSource, chartSourceKind: reference.kind };
}

/** The Kustomization that kustomize-controller says an object came from. */
function kustomizationOf(
  objects: ClusterObjects,
  { labels = {} }: Meta,
): KustomizationObject | undefined {
  const name = labels['kustomize.toolkit.fluxcd.io/name'];
  const namespace = labels['kustomize.toolkit.fluxcd.io/namespace'];
  return name === undefined
    ? undefined
    : objects.get(
        'kustomize.toolkit.fluxcd.io/kustomizations',
        namespace,
        name,
      );
}

/** HelmReleases of one cluster, with what they hang on. They install into their own cluster. */
export function indexFlux(objects: ClusterObjects): FluxEntry[] {
  const entries: FluxEntry[] = [];
  for (const helmRelease of objects.list(
    'helm.toolkit.fluxcd.io/helmreleases',
  )) {
    const { metadata, targetNamespace, releaseName, source } = helmRelease;
    const kustomization = kustomizationOf(objects, metadata);
    const git =
      kustomization &&
      sourceOf(objects, kustomization.metadata, kustomization.source);
    entries.push({
      cluster: objects.cluster,
      namespace: targetNamespace,
      release: releaseName,
      helmRelease,
      ...sourceOf(objects, metadata, source),
      ...(kustomization && { kustomization }),
      ...(git?.chartSource && { gitSource: git.chartSource }),
    });
  }
  return entries;
}

/** Differs when any object of the entry does. */
export function fluxVersion(entry: FluxEntry): string {
  const { helmRelease, chartSource, kustomization, gitSource } = entry;
  return [helmRelease, chartSource, kustomization, gitSource]
    .map(object => object?.metadata.resourceVersion ?? '')
    .join(' ');
}

/** The HelmRelease that helm-controller says an object belongs to. */
function installedBy({ metadata }: WorkloadObject): string | undefined {
  const name = metadata.labels?.['helm.toolkit.fluxcd.io/name'];
  const namespace = metadata.labels?.['helm.toolkit.fluxcd.io/namespace'];
  return name && `${namespace ?? ''}/${name}`;
}

function objectOf({ metadata }: { metadata: Meta }): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

/**
 * The HelmRelease that installs a release, among those that name it as their target. What helm-controller wrote on the
 * workloads decides, as anybody who may create HelmReleases may name any target; without that, the first by name.
 */
export function chooseFlux(
  entries: readonly FluxEntry[],
  workloads: readonly WorkloadObject[],
): FluxEntry | undefined {
  const owners = new Set(workloads.map(installedBy).filter(Boolean));
  return [...entries]
    .filter(
      ({ helmRelease }) =>
        owners.size === 0 || owners.has(objectOf(helmRelease)),
    )
    .sort((a, b) =>
      objectOf(a.helmRelease) < objectOf(b.helmRelease) ? -1 : 1,
    )[0];
}

/** Why a controller is not done with an object, in its own words; undefined when it is. */
export function notReady({ conditions }: ControllerStatus): string | undefined {
  const ready = conditionOf(conditions, 'Ready');
  return ready?.status === 'False'
    ? ready.message ?? ready.reason ?? 'it gives no reason'
    : undefined;
}

const FAILURE = /Failed|Error|Exceeded|Stalled|Missing/;

/** Whether the last install or upgrade failed, and not merely waits for something. */
export function hasFailed({ status }: HelmReleaseObject): boolean {
  const ready = conditionOf(status.conditions, 'Ready');
  const released = conditionOf(status.conditions, 'Released');
  return (
    ready?.status === 'False' &&
    (status.failures > 0 ||
      released?.status === 'False' ||
      FAILURE.test(ready.reason ?? ''))
  );
}

/** `main@sha1:4f2c…` → `4f2c…`; a tag or version as it is. */
function revisionOf(text: string | undefined): string | undefined {
  return text?.replace(/^.*@?sha(1|256):/, '');
}

function partsOf(entry: FluxEntry): NonNullable<EngineGitOps['parts']> {
  const { chartSource, chartSourceKind, kustomization, gitSource } = entry;
  const part = (
    kind: NonNullable<EngineGitOps['parts']>[number]['kind'],
    object: { metadata: Meta; suspended: boolean; status: ControllerStatus },
    revision: string | undefined,
  ) => {
    const ready = conditionOf(object.status.conditions, 'Ready')?.status;
    const message = notReady(object.status);
    return {
      kind,
      object: objectOf(object),
      ...(revision !== undefined && { revision }),
      ...(ready !== undefined &&
        ready !== 'Unknown' && { ready: ready === 'True' }),
      suspended: object.suspended,
      ...(message !== undefined && { message }),
    };
  };
  return [
    ...(chartSource && chartSourceKind
      ? [part(chartSourceKind, chartSource, chartSource.revision)]
      : []),
    ...(kustomization
      ? [
          part(
            'Kustomization',
            kustomization,
            kustomization.lastAppliedRevision,
          ),
        ]
      : []),
    ...(gitSource
      ? [part('GitRepository', gitSource, gitSource.revision)]
      : []),
  ];
}

const HEALTH = { True: 'Healthy', False: 'Degraded', Unknown: 'Progressing' };

/** Sync and health in the words that Argo CD has for them, so that a page needs one set. */
export function assembleFlux(entry: FluxEntry): EngineGitOps {
  const { helmRelease, kustomization, gitSource, chartSource } = entry;
  const { status, metadata } = helmRelease;
  const ready = conditionOf(status.conditions, 'Ready');
  // An older generation is what Flux has not looked at yet.
  const behind =
    status.observedGeneration !== undefined &&
    metadata.generation !== undefined &&
    status.observedGeneration < metadata.generation;
  const sync = ready?.status === 'True' && !behind ? 'Synced' : 'OutOfSync';
  const applied = revisionOf(kustomization?.lastAppliedRevision);
  const revision = applied ?? status.installed?.chartVersion;
  const message =
    notReady(status) ?? (kustomization && notReady(kustomization.status));
  const repoUrl = gitSource?.url ?? chartSource?.url;
  return {
    tool: 'flux',
    kind: 'HelmRelease',
    object: objectOf(helmRelease),
    cluster: entry.cluster,
    ...(ready && { sync, health: HEALTH[ready.status] }),
    ...(revision !== undefined && { revision }),
    ...(repoUrl !== undefined && { repoUrl }),
    ...(hasFailed(helmRelease) && { failed: true }),
    ...((helmRelease.suspended || kustomization?.suspended) && {
      suspended: true,
    }),
    parts: partsOf(entry),
    ...(message !== undefined && { message }),
  };
}

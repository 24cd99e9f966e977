import type {
  Engine,
  EngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import { stringifyEngineRef } from '@adaptive-portal/plugin-adaptive-common';
import type { MetricsService, MetricsSnapshot } from '../metrics/types';
import type { ClusterObjects } from '../objects/types';
import type { ClusterWatchStatus } from '../objects/watchService';
import type { EngineSources } from './assembleEngine';
import type { ClusterState } from './ClusterState';
import { findKedaOperators } from './clusterView';
import type { ViewConfig } from './config';
import { isKnown, resourceFreshness } from './freshness';
import type { FluxEntry } from './flux';
import type { GitOpsEntry } from './gitops';
import { chooseInstaller } from './installer';
import type { NamespaceIndex } from './namespaceIndex';
import type { OwnerOf } from './types';

/** What one batch of work looks at: the same for all of its engines. */
export interface Batch {
  now: number;
  metrics: MetricsSnapshot;
  statuses: ReadonlyMap<string, ClusterWatchStatus>;
  /** Applications by the engine that they name as their destination. */
  applications: ReadonlyMap<string, readonly GitOpsEntry[]>;
}

/** What the engines of one cluster share in a batch. */
export type Shared = Omit<
  EngineSources,
  | 'ref'
  | 'index'
  | 'workloads'
  | 'gitops'
  | 'flux'
  | 'installer'
  | 'gitopsFreshness'
  | 'previous'
> & {
  /** HelmReleases that name an engine as their target. */
  fluxOf(ref: EngineRef): readonly FluxEntry[];
};

/** The result of the first call, for all calls. */
function once<T>(compute: () => T): () => T {
  let result: { value: T } | undefined;
  return () => {
    result ??= { value: compute() };
    return result.value;
  };
}

export function shareCluster(input: {
  batch: Batch;
  objects: ClusterObjects;
  watch: ClusterWatchStatus;
  state: ClusterState;
  metrics: MetricsService;
  config: ViewConfig;
  ownerOf?: OwnerOf;
}): Shared {
  const { batch, objects, watch, state, metrics, config, ownerOf } = input;
  const statuses = metrics.status();
  return {
    now: batch.now,
    objects,
    watch,
    podsKnown: isKnown(watch, 'pods'),
    capacity: state.capacity,
    metrics: batch.metrics,
    metricSources: metrics
      .sources()
      .map((info, i) => ({ info, status: statuses[i] }))
      .filter(({ info }) => info.serves(watch.name)),
    kedaOperators: once(() => findKedaOperators(objects)),
    fluxOf: ref => state.installers.fluxOf(ref),
    enginesWithPool: name => state.enginesWithPool(objects, name),
    config,
    ownerOf,
  };
}

/** Adds what is the engine's own to what its cluster shares. */
export function gatherEngine(
  shared: Shared,
  batch: Batch,
  own: { ref: EngineRef; index: NamespaceIndex; previous?: Engine },
): EngineSources {
  const { fluxOf, ...rest } = shared;
  const workloads = own.index.releases.get(own.ref.release) ?? [];
  const found = chooseInstaller(
    batch.applications.get(stringifyEngineRef(own.ref)) ?? [],
    fluxOf(own.ref),
    workloads,
  );
  const watched = found.gitops
    ? batch.statuses.get(found.gitops.hub)
    : found.flux && shared.watch;
  const gitopsFreshness = resourceFreshness(
    watched,
    found.gitops
      ? 'argoproj.io/applications'
      : 'helm.toolkit.fluxcd.io/helmreleases',
  );
  return { ...rest, ...own, workloads, ...found, gitopsFreshness };
}

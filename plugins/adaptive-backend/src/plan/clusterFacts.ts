import type {
  ClusterFacts,
  Engine,
  EngineRef,
  Fact,
} from '@adaptive-portal/plugin-adaptive-common';
import type { EnginesService } from '@adaptive-portal/plugin-adaptive-node';
import type { MetricsService } from '../metrics/types';
import type { ClusterObjects } from '../objects/types';
import type { ClusterWatchStatus, WatchService } from '../objects/watchService';
import type { EnginesView } from '../permissions';
import { computeCapacity } from '../view/capacity';
import { clusterFreshness } from '../view/freshness';
import { indexNamespace } from '../view/namespaceIndex';
import { gpuRequest, sumRequests } from '../view/quantities';
import { factOf, wholeFactOf } from './fact';
import { installedApis } from './installedApis';
import { externalMetricsFact, metricsFact } from './metricFacts';
import { namespaceFact } from './namespaceFact';
import { nodeGroups } from './nodeGroups';

/** Where facts come from: all of it is in memory. */
export interface FactSources {
  watch: WatchService;
  metrics: MetricsService;
  /** Every engine there is, whoever asks. */
  engines: Pick<EnginesService, 'list' | 'get'>;
}

/** What a set of facts is about and who asks. */
export interface FactQuestion {
  engine: EngineRef;
  /** The engines that the caller may see. */
  view: Pick<EnginesView, 'get'>;
}

/** Parts that facts of one watched cluster are made of. */
export interface ClusterSources {
  objects: ClusterObjects;
  watch: ClusterWatchStatus;
  /** All engines of the cluster. */
  engines: readonly Engine[];
}

/** Discovery of the GPU Operator, or of the device plugin's own feature discovery. */
const GPU_LABEL = /^nvidia\.com\/(gpu\.product|gpu\.present|gpu\.deploy\.)/;

function hasGpuLabels(objects: ClusterObjects): boolean {
  for (const { metadata } of objects.list('nodes')) {
    if (Object.keys(metadata.labels ?? {}).some(key => GPU_LABEL.test(key))) {
      return true;
    }
  }
  return false;
}

/** GPUs that pods of the engine hold on nodes; pods that wait hold none. */
function gpusHeld(objects: ClusterObjects, engine: EngineRef): number {
  const index = indexNamespace(objects, engine.namespace);
  let held = 0;
  for (const workload of index.releases.get(engine.release) ?? []) {
    for (const pod of index.podsOf(workload)) {
      const finished = pod.phase === 'Succeeded' || pod.phase === 'Failed';
      if (pod.nodeName !== undefined && !finished) {
        held += gpuRequest(sumRequests(pod.containers))?.amount ?? 0;
      }
    }
  }
  return held;
}

function engineGpusFact(
  { objects, watch }: ClusterSources,
  { engines }: FactSources,
  { engine, view }: FactQuestion,
): Fact<number> {
  if (engines.get(engine) && !view.get(engine)) {
    return { reason: 'The place is taken' };
  }
  return factOf(watch, ['pods', 'apps/deployments', 'apps/statefulsets'], () =>
    gpusHeld(objects, engine),
  );
}

function unknownCluster(name: string, configured: string[]): ClusterFacts {
  const reason = `The portal does not watch a cluster '${name}'; it watches ${
    configured.join(', ') || 'none'
  }`;
  return {
    name,
    known: false,
    kubernetesVersion: { reason },
    gpuOperator: { reason },
    nodes: { reason },
    namespace: { reason },
    installed: { reason },
    storageClasses: { reason },
    ingressClasses: { reason },
    externalMetrics: { reason },
    metrics: { reason },
    engineGpus: { reason },
  };
}

function classFacts({ objects, watch }: ClusterSources) {
  const byName = (a: { name: string }, b: { name: string }) =>
    a.name < b.name ? -1 : 1;
  return {
    storageClasses: factOf(watch, ['storage.k8s.io/storageclasses'], () =>
      [...objects.list('storage.k8s.io/storageclasses')]
        .map(found => ({ name: found.metadata.name, default: found.isDefault }))
        .sort(byName),
    ),
    ingressClasses: factOf(watch, ['networking.k8s.io/ingressclasses'], () =>
      [...objects.list('networking.k8s.io/ingressclasses')]
        .map(({ metadata }) => metadata.name)
        .sort(),
    ),
  };
}

/**
 * What is known of the place that a change is about, as far as the caller may know it. Answers from memory: no cluster
 * and no Prometheus is asked.
 */
export function clusterFacts(
  sources: FactSources,
  question: FactQuestion,
): ClusterFacts {
  const { engine } = question;
  const statuses = sources.watch.clusters();
  const watch = statuses.find(({ name }) => name === engine.cluster);
  const objects = sources.watch.store.cluster(engine.cluster);
  if (!watch || !objects) {
    return unknownCluster(
      engine.cluster,
      statuses.map(({ name }) => name),
    );
  }
  const all = sources.engines.list();
  const cluster: ClusterSources = {
    objects,
    watch,
    engines: all.filter(({ ref }) => ref.cluster === engine.cluster),
  };
  return {
    name: engine.cluster,
    known: true,
    freshness: clusterFreshness(watch),
    kubernetesVersion:
      watch.kubernetesVersion === undefined
        ? { reason: `Cluster '${watch.name}' has not told its version yet` }
        : { value: watch.kubernetesVersion },
    gpuOperator: factOf(watch, ['nodes'], () => hasGpuLabels(objects)),
    nodes: wholeFactOf(watch, ['nodes', 'pods'], () =>
      nodeGroups(computeCapacity(objects.list('nodes'), objects.list('pods'))),
    ),
    namespace: namespaceFact(cluster, question),
    installed: installedApis(cluster),
    ...classFacts(cluster),
    externalMetrics: externalMetricsFact(cluster, question),
    metrics: metricsFact(sources.metrics, all, question),
    engineGpus: engineGpusFact(cluster, sources, question),
  };
}

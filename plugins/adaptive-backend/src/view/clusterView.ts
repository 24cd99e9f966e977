import type {
  ClusterStatus,
  EngineRef,
  SourceStatus,
} from '@adaptive-portal/plugin-adaptive-common';
import type { ClusterObjects, WorkloadObject } from '../objects/types';
import type { ClusterWatchStatus } from '../objects/watchService';
import { rawPoolName } from './poolWorkloads';
import { capacityOf } from './capacity';
import type { ClusterCapacity } from './capacity';
import { clusterFreshness, isComplete, resourceFreshness } from './freshness';
import type { PodRequests } from './PodRequests';
import { NAME_LABEL, poolKeyOf, releaseOf } from './labels';

function* allWorkloads(objects: ClusterObjects): Iterable<WorkloadObject> {
  yield* objects.list('apps/deployments');
  yield* objects.list('apps/statefulsets');
}

/** Namespaces that hold workloads of the chart. */
export function engineNamespaces(objects: ClusterObjects): Set<string> {
  const namespaces = new Set<string>();
  for (const { metadata } of allWorkloads(objects)) {
    if (metadata.namespace !== undefined && releaseOf(metadata) !== undefined) {
      namespaces.add(metadata.namespace);
    }
  }
  return namespaces;
}

/** Engines of a cluster by the raw names of their pools. */
export function enginesByPoolName(
  objects: ClusterObjects,
): Map<string, EngineRef[]> {
  const byName = new Map<string, EngineRef[]>();
  for (const workload of allWorkloads(objects)) {
    const { metadata } = workload;
    const release = releaseOf(metadata);
    const { namespace } = metadata;
    if (!release || !namespace || poolKeyOf(metadata) === undefined) continue;
    const ref = { cluster: objects.cluster, namespace, release };
    const name = rawPoolName(workload);
    const known = byName.get(name);
    if (!known) byName.set(name, [ref]);
    // While a pool changes its workload an engine has it twice.
    else if (
      !known.some(r => r.namespace === namespace && r.release === release)
    ) {
      known.push(ref);
    }
  }
  return byName;
}

/** Deployments of KEDA operators, also of one that an engine's chart brought along; sorted. */
export function findKedaOperators(objects: ClusterObjects): WorkloadObject[] {
  const found: WorkloadObject[] = [];
  for (const workload of objects.list('apps/deployments')) {
    const { name, labels } = workload.metadata;
    const isOperator =
      labels?.[NAME_LABEL] === 'keda-operator' ||
      labels?.app === 'keda-operator' ||
      name === 'keda-operator';
    if (isOperator && workload.replicas > 0) found.push(workload);
  }
  const key = ({ metadata }: WorkloadObject) =>
    `${metadata.namespace ?? ''}/${metadata.name}`;
  return found.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Capacity of a cluster; undefined unless all nodes and pods were listed: unknown is not free. */
export function knownCapacity(
  objects: ClusterObjects,
  watch: ClusterWatchStatus,
  requests: PodRequests,
): ClusterCapacity | undefined {
  return isComplete(watch, 'nodes') && isComplete(watch, 'pods')
    ? capacityOf(objects.list('nodes'), node => requests.on(node))
    : undefined;
}

/** Changes when something about GPU nodes changes that engines show. */
export function capacityFingerprint(
  capacity: ClusterCapacity | undefined,
): string {
  const products = new Set(capacity?.gpus.map(gpu => gpu.resource));
  return JSON.stringify(
    capacity?.nodes
      .filter(use => [...products].some(name => name in use.allocatable))
      .map(use => [use.name, use.requested]),
  );
}

/** Whether the `keda.sh` API is served; undefined while it never answered. */
export function kedaInstalled(watch: ClusterWatchStatus): boolean | undefined {
  const freshness = resourceFreshness(watch, 'keda.sh/scaledobjects');
  if (freshness?.status === 'notInstalled') return false;
  return freshness?.lastSeenAt === undefined ? undefined : true;
}

export function clusterSources(watch: ClusterWatchStatus): SourceStatus[] {
  return watch.resources.map(({ resource, freshness, items }) => ({
    id: `kubernetes:${watch.name}:${resource}`,
    kind: resource === 'argoproj.io/applications' ? 'gitops' : 'kubernetes',
    cluster: watch.name,
    resource,
    freshness,
    items,
  }));
}

export function assembleCluster(
  watch: ClusterWatchStatus,
  engines: number,
  capacity: ClusterCapacity | undefined,
): ClusterStatus {
  const keda = kedaInstalled(watch);
  return {
    name: watch.name,
    title: watch.title,
    freshness: clusterFreshness(watch),
    ...(watch.kubernetesVersion !== undefined && {
      kubernetesVersion: watch.kubernetesVersion,
    }),
    sources: clusterSources(watch),
    engines,
    ...(capacity && { gpus: capacity.gpus }),
    ...(keda !== undefined && { kedaInstalled: keda }),
  };
}

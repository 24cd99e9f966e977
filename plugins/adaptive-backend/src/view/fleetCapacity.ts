import type {
  CapacityResponse,
  ClusterCapacityView,
  ClusterStatus,
  Engine,
  GpuCapacity,
  GpuProductCapacity,
  WaitingGpus,
} from '@adaptive-portal/plugin-adaptive-common';

/** What the pools of an engine hold of one product. */
function heldBy(engine: Engine, gpu: GpuCapacity): number {
  return engine.computePools
    .filter(({ gpus }) => gpus?.resource === gpu.resource)
    .flatMap(({ gpus }) => gpus?.products ?? [])
    .filter(({ product }) => product === gpu.product)
    .reduce((sum, { allocated }) => sum + allocated, 0);
}

function productView(
  gpu: GpuCapacity,
  engines: readonly Engine[],
): GpuProductCapacity {
  const holders = engines
    .map(engine => ({ ref: engine.ref, allocated: heldBy(engine, gpu) }))
    .filter(({ allocated }) => allocated > 0)
    // Of equals the order of the engines, which is stable.
    .sort((a, b) => b.allocated - a.allocated);
  const known = holders.reduce((sum, { allocated }) => sum + allocated, 0);
  return {
    ...gpu,
    engines: holders,
    // Pods on nodes that are cordoned or not Ready hold devices that are not counted as requested.
    otherAllocated: Math.max(gpu.requested - known, 0),
  };
}

function waitingOf(engine: Engine): WaitingGpus[] {
  return engine.computePools.flatMap(({ name, gpus, replicas }) =>
    gpus && replicas.pending > 0
      ? [
          {
            ref: engine.ref,
            pool: name,
            resource: gpus.resource,
            pods: replicas.pending,
            gpus: Math.max(gpus.requested - gpus.allocated, 0),
          },
        ]
      : [],
  );
}

function clusterView(
  cluster: ClusterStatus,
  engines: readonly Engine[],
): ClusterCapacityView {
  const { name, title, freshness, gpus } = cluster;
  return {
    cluster: name,
    title,
    freshness,
    ...(gpus && { products: gpus.map(gpu => productView(gpu, engines)) }),
    waiting: engines.flatMap(waitingOf),
  };
}

/**
 * GPUs by cluster and product, with who holds them and who waits for them. Pure.
 *
 * @param clusters - in the order of the answer
 * @param engines - those that the reader may see; what others hold is in `otherAllocated`
 */
export function fleetCapacity(
  clusters: readonly ClusterStatus[],
  engines: readonly Engine[],
): CapacityResponse {
  const byCluster = new Map<string, Engine[]>();
  for (const engine of engines) {
    const known = byCluster.get(engine.ref.cluster);
    if (known) known.push(engine);
    else byCluster.set(engine.ref.cluster, [engine]);
  }
  return {
    items: clusters.map(cluster =>
      clusterView(cluster, byCluster.get(cluster.name) ?? []),
    ),
  };
}

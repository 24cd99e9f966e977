import type { KubeStore } from '../kube/types';
import { systemClock, type Clock } from '../sim/core/clock';
import { isReadyPod, type Pod } from '../sim/core/objects';
import { ControlPlaneCounters, WorkerCounters } from './counters';
import { gpuExposition, useOf, type BusyPod } from './gpuExporter';
import {
  discoveryTarget,
  gpuExporterTarget,
  metricsRole,
  poolId,
  type MetricsRole,
  type PoolRef,
} from './pods';
import { serve, type Offer } from './service';

/** For pools that nobody set anything for, such as those of engines made while the sandbox runs. */
const DEFAULT_OFFER: Offer = { rate: 2, capacityPerReplica: 4 };

interface ServingPod {
  cluster: string;
  pod: Pod;
  role: MetricsRole;
  counters:
    | { kind: 'worker'; worker: WorkerCounters }
    | { kind: 'controlPlane'; controlPlane: ControlPlaneCounters };
}

/** Requests for every pool and the counters that they leave in the pods. */
export interface LoadModel {
  /** What a pool is asked for. */
  offer(ref: PoolRef): Offer;
  /** Changes it from now on; what is absent stays. */
  setOffer(ref: PoolRef, change: Partial<Offer>): void;
  /** A blind pool's pods drop out of service discovery, so its series end. */
  setBlind(ref: PoolRef, blind: boolean): void;
  /** No pool is blind any more. */
  clearBlind(): void;
  /** Text exposition of one pod; undefined when it does not serve metrics. */
  metrics(cluster: string, namespace: string, pod: string): string | undefined;
  /** Text exposition of the GPUs that workers of a cluster hold; undefined for a cluster that is not simulated. */
  gpuMetrics(cluster: string): string | undefined;
  /** Prometheus' HTTP service discovery. */
  discovery(address: string): ReturnType<typeof discoveryTarget>[];
  stop(): void;
}

export interface LoadModelOptions {
  clusters: Array<{ name: string; store: KubeStore }>;
  clock?: Clock;
}

/**
 * Follows the pods of the clusters. Counters move on whenever something is read or changes, by the time that has passed:
 * there is no timer.
 */
export function createLoadModel(options: LoadModelOptions): LoadModel {
  const { clock = systemClock } = options;
  const offers = new Map<string, Offer>();
  const blind = new Set<string>();
  const serving = new Map<string, ServingPod>();
  let countedUntil = clock.now();

  function follow(cluster: string, pod: Pod) {
    const key = podKey(cluster, pod.metadata.namespace, pod.metadata.name);
    const known = serving.get(key);
    const role = metricsRole(cluster, pod);
    if (!role) {
      serving.delete(key);
      return;
    }
    const same = known?.pod.metadata.uid === pod.metadata.uid;
    const counters = known && same ? known.counters : newCounters(role);
    serving.set(key, { cluster, pod, role, counters });
  }

  function advance() {
    const now = clock.now();
    const seconds = (now - countedUntil) / 1000;
    if (seconds <= 0) return;
    countedUntil = now;
    for (const [id, group] of groupByPool(serving.values())) {
      const ready = group.pods.filter(({ pod }) => isReadyPod(pod));
      const service = serve(offers.get(id) ?? DEFAULT_OFFER, ready.length);
      const requests = service.rate * seconds;
      for (const { counters } of ready) {
        if (counters.kind === 'worker') {
          counters.worker.add(service, requests / ready.length);
        }
      }
      passOn(group.ref, requests, requests * service.timeoutRatio);
    }
  }

  /** Every request goes through one of the engine's control plane pods. */
  function passOn(ref: PoolRef, requests: number, timedOut: number) {
    const pods = [...serving.values()].filter(
      ({ cluster, pod, role }) =>
        role.kind === 'controlPlane' &&
        role.release === ref.release &&
        cluster === ref.cluster &&
        pod.metadata.namespace === ref.namespace,
    );
    for (const { counters } of pods) {
      if (counters.kind === 'controlPlane') {
        counters.controlPlane.add(
          ref.pool,
          requests / pods.length,
          timedOut / pods.length,
        );
      }
    }
  }

  const subscriptions = options.clusters.map(({ name, store }) => {
    for (const pod of store.list('pods') as Pod[]) follow(name, pod);
    return store.subscribe(event => {
      if (event.resource !== 'pods') return;
      advance();
      const pod = event.object as Pod;
      if (event.type === 'DELETED') {
        serving.delete(podKey(name, pod.metadata.namespace, pod.metadata.name));
      } else {
        follow(name, pod);
      }
    });
  });

  function* busyPods(cluster: string): Iterable<BusyPod> {
    for (const [id, group] of groupByPool(serving.values())) {
      if (group.ref.cluster === cluster) {
        const ready = group.pods.filter(({ pod }) => isReadyPod(pod)).length;
        const use = useOf(offers.get(id) ?? DEFAULT_OFFER, ready);
        for (const { pod } of group.pods) {
          yield { pod, use: isReadyPod(pod) ? use : 0 };
        }
      }
    }
  }

  const offer = (ref: PoolRef) => offers.get(poolId(ref)) ?? DEFAULT_OFFER;
  return {
    offer,
    setOffer(ref, change) {
      advance();
      offers.set(poolId(ref), { ...offer(ref), ...change });
    },
    setBlind(ref, isBlind) {
      if (isBlind) blind.add(poolId(ref));
      else blind.delete(poolId(ref));
    },
    clearBlind: () => blind.clear(),
    metrics(cluster, namespace, name) {
      advance();
      const found = serving.get(podKey(cluster, namespace, name));
      if (!found) return undefined;
      if (found.counters.kind === 'controlPlane') {
        return found.counters.controlPlane.exposition();
      }
      if (found.role.kind !== 'worker') return undefined;
      const { pool } = found.role.ref;
      return found.counters.worker.exposition(pool, pool);
    },
    gpuMetrics: cluster =>
      options.clusters.some(({ name }) => name === cluster)
        ? gpuExposition(busyPods(cluster))
        : undefined,
    discovery: address => [
      ...[...serving.values()]
        .filter(
          ({ role }) => role.kind !== 'worker' || !blind.has(poolId(role.ref)),
        )
        .map(({ cluster, pod }) => discoveryTarget(cluster, pod, address)),
      ...options.clusters.map(({ name }) => gpuExporterTarget(name, address)),
    ],
    stop: () => subscriptions.forEach(s => s.unsubscribe()),
  };
}

function podKey(cluster: string, namespace: string | undefined, name: string) {
  return `${cluster}/${namespace}/${name}`;
}

function newCounters(role: MetricsRole): ServingPod['counters'] {
  return role.kind === 'worker'
    ? { kind: 'worker', worker: new WorkerCounters() }
    : { kind: 'controlPlane', controlPlane: new ControlPlaneCounters() };
}

function groupByPool(
  pods: Iterable<ServingPod>,
): Map<string, { ref: PoolRef; pods: ServingPod[] }> {
  const groups = new Map<string, { ref: PoolRef; pods: ServingPod[] }>();
  for (const pod of pods) {
    if (pod.role.kind !== 'worker') continue;
    const id = poolId(pod.role.ref);
    const group = groups.get(id) ?? { ref: pod.role.ref, pods: [] };
    group.pods.push(pod);
    groups.set(id, group);
  }
  return groups;
}

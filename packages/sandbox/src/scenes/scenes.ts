import { InputError } from '@backstage/errors';
import { fleetLoad, isFleetCluster } from '../fleet';
import type { ApiServerFault, KubeStore } from '../kube/types';
import type { LoadGenerator, Offer, PoolRef } from '../load';
import type { Prometheus } from '../prometheus';
import { addNodes, pause, removeNodes, resumeAll } from './changes';
import { findPool, knownPools, type KnownPool } from './pools';

const MAX_NEW_NODES = 4;

export interface SceneLine {
  id: string;
  title: string;
  description: string;
}

export interface Scenes {
  list(): SceneLine[];
  /**
   * Plays a scene; playing it again changes nothing more. Resolves with a sentence that says what happens now.
   *
   * @throws InputError when the scene or a parameter is not known; the message names what is accepted
   */
  play(id: string, params?: Record<string, string>): Promise<string>;
  /** Id of the scene played last. */
  current(): string;
}

export interface ScenesOptions {
  clusters: Record<
    string,
    { store: KubeStore; server: { setFault(fault: ApiServerFault): void } }
  >;
  load: Pick<LoadGenerator, 'offer' | 'setOffer' | 'setBlind' | 'clearBlind'>;
  prometheus: Prometheus;
}

type Params = Record<string, string>;

interface Scene extends Omit<SceneLine, 'id'> {
  play(params: Params): Promise<string> | string;
}

/** Everything that can be made to happen on the embedded platform. */
export function createScenes(options: ScenesOptions): Scenes {
  const scenes: Record<string, Scene> = {
    ...loadScenes(options),
    ...scalerScenes(options),
    ...failureScenes(options),
  };
  scenes.reset = {
    title: 'Reset',
    description: 'Undoes everything the other scenes did',
    async play() {
      await undoFailures(options);
      for (const { store } of Object.values(options.clusters)) {
        removeNodes(store);
        resumeAll(store);
      }
      options.load.clearBlind();
      setQuiet(options);
      return 'Everything is as it was at the start; what was scaled out scales in as its rules allow.';
    },
  };
  setQuiet(options);
  let current = 'quiet';
  return {
    list: () =>
      Object.entries(scenes).map(([id, { title, description }]) => ({
        id,
        title,
        description,
      })),
    async play(id, params = {}) {
      if (!Object.hasOwn(scenes, id)) {
        throw new InputError(
          `There is no scene '${id}', expected one of: ${Object.keys(
            scenes,
          ).join(', ')}`,
        );
      }
      const sentence = await scenes[id].play(params);
      current = id === 'reset' ? 'quiet' : id;
      return sentence;
    },
    current: () => current,
  };
}

function storesOf(options: ScenesOptions): Record<string, KubeStore> {
  return Object.fromEntries(
    Object.entries(options.clusters).map(([name, { store }]) => [name, store]),
  );
}

/** What a pool has when nothing happens: the fleet's own load, else half of one replica's. */
function quietOffer(load: ScenesOptions['load'], ref: PoolRef): Offer {
  const seeded = fleetLoad().find(
    entry =>
      entry.ref.cluster === ref.cluster &&
      entry.ref.namespace === ref.namespace &&
      entry.ref.release === ref.release &&
      entry.ref.pool === ref.pool,
  );
  if (seeded) return seeded.offer;
  const { capacityPerReplica } = load.offer(ref);
  return { rate: capacityPerReplica / 2, capacityPerReplica };
}

function setQuiet(options: ScenesOptions) {
  const { load } = options;
  // Also for pools that are not there yet: the fleet is applied while the scenes exist already.
  for (const { ref, offer } of fleetLoad()) load.setOffer(ref, offer);
  for (const { ref } of knownPools(storesOf(options))) {
    load.setOffer(ref, quietOffer(load, ref));
  }
}

function poolFrom(options: ScenesOptions, params: Params): KnownPool {
  return findPool(
    knownPools(storesOf(options)),
    params.engine ?? 'chat-eu',
    params.pool ?? 'llama-70b',
  );
}

function nameOf({ ref }: KnownPool): string {
  return `${ref.release}/${ref.pool}`;
}

function loadScenes(options: ScenesOptions): Record<string, Scene> {
  const { load } = options;
  return {
    quiet: {
      title: 'Quiet',
      description: 'The usual load: every pool answers in time',
      play() {
        setQuiet(options);
        return 'Every pool has its usual load.';
      },
    },
    idle: {
      title: 'Idle',
      description: 'No requests at all; the series stay, at 0',
      play() {
        for (const { ref } of knownPools(storesOf(options))) {
          load.setOffer(ref, { rate: 0 });
        }
        return 'No pool gets requests; pools go to their minimum as their rules allow.';
      },
    },
    surge: {
      title: 'Surge',
      description:
        'A pool gets more than it can carry: timeouts, it scales out, GPUs run out (parameters engine, pool)',
      play(params) {
        const pool = poolFrom(options, params);
        const { capacityPerReplica } = load.offer(pool.ref);
        // Just what the pool carries at its maximum, so that it recovers once all replicas are there.
        const rate = 0.93 * capacityPerReplica * (pool.maxReplicas ?? 4);
        load.setOffer(pool.ref, { rate });
        return `${nameOf(pool)} gets ${rate.toFixed(
          1,
        )} requests/s; one replica carries ${capacityPerReplica}.`;
      },
    },
    'scale-in': {
      title: 'Scale-in',
      description:
        'A pool gets almost nothing and shrinks after its cool-down (parameters engine, pool)',
      play(params) {
        const pool = poolFrom(options, params);
        const { capacityPerReplica } = load.offer(pool.ref);
        const rate = 0.2 * capacityPerReplica;
        load.setOffer(pool.ref, { rate });
        return `${nameOf(pool)} gets ${rate.toFixed(
          1,
        )} requests/s and shrinks after its cool-down.`;
      },
    },
    blind: {
      title: 'Blind trigger',
      description:
        'The pods of a pool are no longer scraped, so its trigger has no series (parameters engine, pool)',
      play(params) {
        const pool = poolFrom(options, params);
        load.setBlind(pool.ref, true);
        return `Nobody scrapes ${nameOf(pool)} any more.`;
      },
    },
  };
}

function scalerScenes(options: ScenesOptions): Record<string, Scene> {
  return {
    'gpu-node': {
      title: 'GPU nodes arrive',
      description: `More GPU nodes join a cluster (parameters cluster, nodes: 1 to ${MAX_NEW_NODES}, default 2)`,
      play(params) {
        const cluster = params.cluster ?? 'eu-1';
        const nodes = Number(params.nodes ?? 2);
        if (!Number.isInteger(nodes) || nodes < 1 || nodes > MAX_NEW_NODES) {
          throw new InputError(
            `Invalid nodes '${params.nodes}', expected a whole number from 1 to ${MAX_NEW_NODES}`,
          );
        }
        const { store } = clusterOf(options, cluster);
        if (!isFleetCluster(cluster)) {
          throw new InputError(
            `No GPU nodes are known for cluster '${cluster}', expected eu-1 or us-1`,
          );
        }
        const names = addNodes(store, cluster, nodes);
        return `Cluster ${cluster} has the new GPU nodes ${names.join(', ')}.`;
      },
    },
    paused: {
      title: 'Paused',
      description:
        'Somebody pauses the ScaledObject of a pool (parameters engine, pool)',
      play(params) {
        const pool = poolFrom(options, params);
        if (!pool.scaledObject) {
          throw new InputError(
            `Pool '${nameOf(pool)}' has no ScaledObject that could be paused`,
          );
        }
        const { store } = clusterOf(options, pool.ref.cluster);
        pause(store, pool.ref.namespace, pool.scaledObject);
        return `Autoscaling of ${nameOf(pool)} is paused.`;
      },
    },
  };
}

function failureScenes(options: ScenesOptions): Record<string, Scene> {
  const fault = (params: Params, type: ApiServerFault['type']) => {
    const cluster = params.cluster ?? 'us-1';
    clusterOf(options, cluster).server.setFault({ type });
    return cluster;
  };
  return {
    'prometheus-down': {
      title: 'Prometheus down',
      description: 'The Prometheus process is stopped',
      async play() {
        if (!options.prometheus.available) {
          return `There is no Prometheus to stop: ${options.prometheus.reason}`;
        }
        await options.prometheus.pause();
        return 'Prometheus is stopped; pools keep their size.';
      },
    },
    'cluster-hanging': {
      title: 'Cluster hanging',
      description:
        'An API server accepts connections and never answers (parameter cluster)',
      play(params) {
        return `The API server of ${fault(params, 'hang')} hangs.`;
      },
    },
    'token-refused': {
      title: 'Token refused',
      description:
        'An API server answers 401 to everything (parameter cluster)',
      play(params) {
        return `The API server of ${fault(
          params,
          'refuseToken',
        )} refuses every token.`;
      },
    },
  };
}

function clusterOf(options: ScenesOptions, name: string) {
  if (!Object.hasOwn(options.clusters, name)) {
    throw new InputError(
      `There is no cluster '${name}', expected one of: ${Object.keys(
        options.clusters,
      ).join(', ')}`,
    );
  }
  return options.clusters[name];
}

async function undoFailures({ clusters, prometheus }: ScenesOptions) {
  for (const { server } of Object.values(clusters)) {
    server.setFault({ type: 'none' });
  }
  if (prometheus.available) await prometheus.resume();
}

import type {
  ComputePool,
  Engine,
  EngineAlert,
  EngineRef,
  EngineService,
  Freshness,
} from '@adaptive-portal/plugin-adaptive-common';
import { mockServices } from '@backstage/backend-test-utils';
import { withoutValues } from '../../metrics/readPool';
import type {
  MetricsService,
  NamespaceReading,
  PoolReading,
  RatioCause,
} from '../../metrics/types';
import type {
  ObjectStore,
  WatchedObjects,
  WatchedResource,
} from '../../objects/types';
import type {
  ClusterWatchStatus,
  WatchService,
} from '../../objects/watchService';
import { WATCHED_RESOURCES } from '../../objects/resources';
import { DefaultObjectStore } from '../../store/DefaultObjectStore';
import { assembleEngine } from '../assembleEngine';
import {
  enginesByPoolName,
  findKedaOperators,
  knownCapacity,
} from '../clusterView';
import { readViewConfig } from '../config';
import { isKnown } from '../freshness';
import { indexFlux } from '../flux';
import { indexApplications } from '../gitops';
import { chooseInstaller } from '../installer';
import { PodRequests } from '../PodRequests';
import { indexNamespace } from '../namespaceIndex';
import type { OwnerOf } from '../types';
import {
  gpuNode,
  hpaOf,
  meta,
  NAMESPACE,
  NOW,
  podOf,
  poolWorkload,
  RELEASE,
  scaledObjectOf,
} from './objects';
import type { PodState } from './objects';

export const LIVE: Freshness = {
  status: 'live',
  since: '2026-11-22T12:00:00Z',
  lastSeenAt: '2026-11-22T14:03:59Z',
};

/** A reading with a ratio, or with the reason for there being none. */
export function reading(
  ratio: number | RatioCause,
  more: Partial<PoolReading> = {},
): PoolReading {
  if (typeof ratio !== 'number') {
    return { ...withoutValues(ratio, `reason ${ratio}`, 'main'), ...more };
  }
  const at = '2026-11-22T14:03:48.000Z';
  return {
    cause: 'ok',
    metrics: {
      ttftTimeoutRatio: { value: ratio, at, source: 'main' },
      requestRate: { value: 10, at, source: 'main' },
      ttftP95: { value: 900, at, source: 'main' },
    },
    ...more,
  };
}

/** One cluster `eu-1` (and a second, empty one) in memory, with metrics that say what they are told to. */
export class TestPlatform {
  readonly store = new DefaultObjectStore({
    clusters: ['eu-1', 'us-1'],
    batchMs: 1,
  });
  readonly readings = new Map<string, PoolReading>();
  readonly freshness = new Map<string, Freshness>();
  /** Resources of which not all objects are asked for. */
  readonly partial = new Set<WatchedResource>();
  readonly #metricsListeners = new Set<() => void>();
  readonly #statusListeners = new Set<(cluster: string) => void>();
  namespaceReading: NamespaceReading = {
    tokensPerSecond: { reason: 'not asked' },
    certificates: [],
  };
  loginEnd: string | undefined;
  tokenEnd: string | undefined;
  alerts: EngineAlert[] | undefined;
  services: EngineService[] = [];
  now = NOW;
  /** The release whose engine is assembled. */
  release = RELEASE;
  ownerOf: OwnerOf | undefined;
  prometheus: Freshness = LIVE;
  config = mockServices.rootConfig({
    data: {
      adaptive: {
        clusters: { 'us-1': { argocd: { destinationName: 'america' } } },
        links: {
          grafana: { baseUrl: 'https://grafana.example' },
          argocd: { baseUrl: 'https://argo.example' },
          controlPlane: { url: 'https://{release}.{cluster}.example' },
        },
      },
    },
  });

  /** Replaces the configuration under `adaptive`. */
  configure(adaptive: object): void {
    this.config = mockServices.rootConfig({
      data: JSON.parse(JSON.stringify({ adaptive })),
    });
  }

  put<R extends WatchedResource>(
    resource: R,
    object: WatchedObjects[R],
    cluster = 'eu-1',
  ): void {
    this.store.cluster(cluster)?.set(resource, object);
  }

  /** A pool with its pods, ScaledObject and HPA; each can be left out or replaced. */
  pool(
    options: {
      workload?: Parameters<typeof poolWorkload>[0];
      pods?: PodState[];
      node?: string;
      scaledObject?: Parameters<typeof scaledObjectOf>[1] | null;
      hpa?: Parameters<typeof hpaOf>[1] | null;
    } = {},
  ) {
    const workload = poolWorkload(options.workload);
    const replicas = Array.from({ length: workload.replicas });
    const states = options.pods ?? replicas.map((): PodState => 'ready');
    const set = {
      metadata: {
        ...meta(`${workload.metadata.name}-6d5f`, workload.podLabels),
        ownerReferences: [
          {
            kind: 'Deployment',
            name: workload.metadata.name,
            uid: workload.metadata.uid,
            controller: true,
          },
        ],
      },
      replicas: workload.replicas,
    };
    if (workload.kind === 'Deployment') {
      this.put('apps/deployments', workload);
      this.put('apps/replicasets', set);
    } else {
      this.put('apps/statefulsets', workload);
    }
    const owner = workload.kind === 'Deployment' ? set.metadata.uid : undefined;
    states.forEach((state, i) =>
      this.put(
        'pods',
        podOf(workload, `${workload.metadata.name}-${i}`, state, {
          owner,
          node: options.node,
        }),
      ),
    );
    if (options.scaledObject !== null) {
      this.put(
        'keda.sh/scaledobjects',
        scaledObjectOf(workload, options.scaledObject),
      );
    }
    if (options.hpa !== null) {
      this.put(
        'autoscaling/horizontalpodautoscalers',
        hpaOf(workload, options.hpa),
      );
    }
    return workload;
  }

  nodes(...nodes: Array<Parameters<typeof gpuNode>>): void {
    for (const node of nodes) this.put('nodes', gpuNode(...node));
  }

  tickMetrics(): void {
    for (const listener of this.#metricsListeners) listener();
  }

  setFreshness(key: string, freshness: Freshness): void {
    this.freshness.set(key, freshness);
    for (const listener of this.#statusListeners) listener(key.split(' ')[0]);
  }

  clusterStatus(name: string): ClusterWatchStatus {
    return {
      name,
      title: name.toLocaleUpperCase('en-US'),
      kubernetesVersion: 'v1.36.0',
      credentialExpiresAt: this.loginEnd,
      resources: WATCHED_RESOURCES.map(resource => ({
        resource,
        items: 0,
        freshness:
          this.freshness.get(`${name} ${resource}`) ??
          this.freshness.get(name) ??
          LIVE,
        ...(this.partial.has(resource) && { partial: true }),
      })),
    };
  }

  watch(): WatchService {
    const store: ObjectStore = this.store;
    return {
      store,
      clusters: () => ['eu-1', 'us-1'].map(name => this.clusterStatus(name)),
      start: () => {},
      stop: async () => {},
      subscribeStatus: listener => {
        this.#statusListeners.add(listener);
        return { unsubscribe: () => this.#statusListeners.delete(listener) };
      },
    };
  }

  metrics(): MetricsService {
    return {
      start: () => {},
      stop: async () => {},
      snapshot: () => ({
        pool: ({ pool }) => this.readings.get(pool) ?? reading('noSource'),
        namespace: () => this.namespaceReading,
        alerts: () => this.alerts,
        services: () => this.services,
      }),
      status: () => [
        {
          id: 'prometheus:main',
          kind: 'prometheus',
          resource: 'main',
          freshness: this.prometheus,
        },
      ],
      sources: () => [
        {
          id: 'main',
          title: 'Main',
          publicUrl: 'https://prom.example',
          credentialExpiresAt: this.tokenEnd,
          matchersOf: cluster => ({ cluster }),
          serves: () => true,
        },
      ],
      range: async () => {
        throw new Error('The view asks for no ranges');
      },
      subscribe: listener => {
        this.#metricsListeners.add(listener);
        return { unsubscribe: () => this.#metricsListeners.delete(listener) };
      },
    };
  }

  /** The engine as the service would assemble it, at once. */
  engine(previous?: Engine): Engine {
    const objects = this.store.cluster('eu-1');
    if (!objects) throw new Error('The store has no cluster eu-1');
    const watch = this.clusterStatus('eu-1');
    const metrics = this.metrics();
    const config = readViewConfig(this.config);
    const index = indexNamespace(objects, NAMESPACE);
    const hubs = this.store.clusters();
    const requests = new PodRequests();
    requests.update(objects, []);
    const isMine = (entry: EngineRef) =>
      entry.cluster === 'eu-1' &&
      entry.namespace === NAMESPACE &&
      entry.release === this.release;
    return assembleEngine({
      ref: { cluster: 'eu-1', namespace: NAMESPACE, release: this.release },
      now: this.now,
      objects,
      index,
      workloads: index.releases.get(this.release) ?? [],
      watch,
      podsKnown: isKnown(watch, 'pods'),
      capacity: knownCapacity(objects, watch, requests),
      metrics: metrics.snapshot(),
      metricSources: [
        { info: metrics.sources()[0], status: metrics.status()[0] },
      ],
      kedaOperators: () => findKedaOperators(objects),
      enginesWithPool: name => enginesByPoolName(objects).get(name) ?? [],
      ...chooseInstaller(
        hubs.flatMap(hub => indexApplications(hub, config)).filter(isMine),
        indexFlux(objects).filter(isMine),
        index.releases.get(this.release) ?? [],
      ),
      gitopsFreshness: LIVE,
      config,
      ownerOf: this.ownerOf,
      previous,
    });
  }

  onlyPool(): ComputePool {
    const { computePools } = this.engine();
    if (computePools.length !== 1) {
      throw new Error(`Expected one pool, found ${computePools.length}`);
    }
    return computePools[0];
  }
}

import {
  type ClusterStatus,
  type ComputePool,
  type Engine,
  type EngineRef,
  type Freshness,
  parseEngineRef,
  type SourceStatus,
  stringifyEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import type {
  EnginesChange,
  EnginesService,
} from '@adaptive-portal/plugin-adaptive-node';

export const LIVE: Freshness = {
  status: 'live',
  lastSeenAt: '2026-01-01T00:00:00.000Z',
  since: '2026-01-01T00:00:00.000Z',
};

/** A healthy pool. */
export function mockPool(change: Partial<ComputePool> = {}): ComputePool {
  return {
    name: 'llama-70b',
    key: 'llama-70b',
    workload: { kind: 'Deployment', name: 'llama-70b' },
    status: 'healthy',
    statusReason: '2 of 2 replicas are ready.',
    replicas: {
      min: 1,
      max: 4,
      desired: 2,
      current: 2,
      ready: 2,
      starting: 0,
      pending: 0,
    },
    autoscaling: { mode: 'keda', scaledObject: 'llama-70b' },
    metrics: {
      ttftTimeoutRatio: { value: 0.02 },
      requestRate: { value: 3 },
      ttftP95: { reason: 'no series' },
    },
    pods: [],
    problems: [],
    scalingPath: {
      stages: [],
      summary: 'All is well.',
      agreement: 'explained',
    },
    ...change,
  };
}

/** A healthy engine, named by `<cluster>/<namespace>/<release>`. */
export function mockEngine(ref: string, change: Partial<Engine> = {}): Engine {
  return {
    ref: parseEngineRef(ref),
    status: 'healthy',
    statusReason: 'All pools are healthy.',
    chartVersion: '0.23.0',
    freshness: LIVE,
    version: '1',
    computePools: [mockPool()],
    components: [],
    problems: [],
    links: [],
    sources: [],
    mlflow: 'off',
    ...change,
  };
}

/** A live cluster with one source. */
export function mockCluster(
  name: string,
  change: Partial<ClusterStatus> = {},
): ClusterStatus {
  return {
    name,
    title: name,
    freshness: LIVE,
    engines: 99,
    sources: [
      {
        id: `kubernetes:${name}:pods`,
        kind: 'kubernetes',
        cluster: name,
        resource: 'pods',
        freshness: LIVE,
        items: 42,
      },
    ],
    ...change,
  };
}

/** Engines in memory, for tests of what stands in front of them. */
export class FakeEnginesService implements EnginesService {
  readonly engines = new Map<string, Engine>();
  clusterList: ClusterStatus[] = [mockCluster('eu-1'), mockCluster('us-1')];
  readonly #listeners = new Set<(change: EnginesChange) => void>();

  constructor(engines: Engine[] = []) {
    for (const engine of engines) this.put(engine);
  }

  get subscribers(): number {
    return this.#listeners.size;
  }

  list(): readonly Engine[] {
    return [...this.engines.values()];
  }

  get(ref: EngineRef): Engine | undefined {
    return this.engines.get(stringifyEngineRef(ref));
  }

  clusters(): readonly ClusterStatus[] {
    return this.clusterList;
  }

  sources(): readonly SourceStatus[] {
    return this.clusterList.flatMap(cluster => cluster.sources);
  }

  subscribe(listener: (change: EnginesChange) => void) {
    this.#listeners.add(listener);
    return { unsubscribe: () => this.#listeners.delete(listener) };
  }

  /** Adds or replaces an engine and tells everybody. */
  put(engine: Engine): void {
    this.engines.set(stringifyEngineRef(engine.ref), engine);
    this.emit({ type: 'engine', ref: engine.ref });
  }

  remove(ref: EngineRef): void {
    this.engines.delete(stringifyEngineRef(ref));
    this.emit({ type: 'removed', ref });
  }

  emit(change: EnginesChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

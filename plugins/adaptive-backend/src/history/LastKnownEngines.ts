import { createHash } from 'node:crypto';
import {
  type ClusterStatus,
  type Engine,
  type EngineRef,
  type Freshness,
  type SourceStatus,
  stringifyEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import type {
  EnginesChange,
  EnginesService,
} from '@adaptive-portal/plugin-adaptive-node';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { ForwardedError } from '@backstage/errors';
import { failureText } from './failureText';
import type { HistoryStore, LastKnownEngine } from './HistoryStore';

const CHECK_INTERVAL_MS = 5_000;
/**
 * For so long a cluster has to answer without an engine. The view begins up to ten seconds after the first answer, when
 * other kinds are slow, and then takes seconds for all engines of a large fleet.
 */
const SETTLE_MS = 30_000;

/** What an engine consists of; only an answer about both tells that it is gone. */
const WORKLOADS = ['apps/deployments', 'apps/statefulsets'];

/** An engine that no cluster has shown since the start of this backend. */
interface Remembered extends LastKnownEngine {
  shown?: Engine;
  /** Since when its cluster answers without it. */
  absentSince?: number;
}

/** Parts of {@link LastKnownEngines}. */
export interface LastKnownOptions {
  /** The engines that clusters show. */
  engines: EnginesService;
  store: Pick<HistoryStore, 'readLastKnown'>;
  logger: LoggerService;
  /** Milliseconds since the epoch; `Date.now` by default. */
  clock?: () => number;
}

/**
 * The engines that clusters show, and those they last showed before this backend started. The latter stay until their
 * cluster shows them again, or answers without them; those of clusters that are not configured are not shown.
 */
export class LastKnownEngines implements EnginesService {
  readonly #options: LastKnownOptions;
  readonly #clock: () => number;
  readonly #remembered = new Map<string, Remembered>();
  readonly #listeners = new Set<(change: EnginesChange) => void>();
  #loaded = false;
  #subscription: { unsubscribe(): void } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LastKnownOptions) {
    this.#options = options;
    this.#clock = options.clock ?? Date.now;
    this.#subscription = options.engines.subscribe(change =>
      this.#onChange(change),
    );
  }

  /** Reads what is remembered, as soon as the database answers. */
  start(): void {
    this.#timer = setInterval(() => void this.check(), CHECK_INTERVAL_MS);
    this.#timer.unref();
    void this.check();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#subscription?.unsubscribe();
    this.#subscription = undefined;
  }

  list(): readonly Engine[] {
    const live = this.#options.engines.list();
    const shown = this.#shown();
    if (shown.length === 0) return live;
    return [...live, ...shown]
      .map(engine => ({ engine, key: stringifyEngineRef(engine.ref) }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ engine }) => engine);
  }

  get(ref: EngineRef): Engine | undefined {
    return (
      this.#options.engines.get(ref) ??
      this.#remembered.get(stringifyEngineRef(ref))?.shown
    );
  }

  clusters(): readonly ClusterStatus[] {
    const shown = this.#shown();
    const clusters = this.#options.engines.clusters();
    if (shown.length === 0) return clusters;
    return clusters.map(cluster => ({
      ...cluster,
      engines:
        cluster.engines +
        shown.filter(({ ref }) => ref.cluster === cluster.name).length,
    }));
  }

  sources(): readonly SourceStatus[] {
    return this.#options.engines.sources();
  }

  subscribe(listener: (change: EnginesChange) => void): {
    unsubscribe(): void;
  } {
    this.#listeners.add(listener);
    return { unsubscribe: () => this.#listeners.delete(listener) };
  }

  /** Loads what is remembered, if that was not possible yet, and compares it with the clusters. Never rejects. */
  async check(): Promise<void> {
    if (!this.#loaded) await this.#load();
    this.#compare();
  }

  async #load(): Promise<void> {
    const { engines, store, logger } = this.#options;
    try {
      const known = await store.readLastKnown();
      if (this.#loaded) return;
      this.#loaded = true;
      for (const engine of known) {
        const { ref } = engine.view;
        if (engines.get(ref)) continue;
        this.#remembered.set(stringifyEngineRef(ref), { ...engine });
      }
    } catch (error) {
      logger.debug(
        `Last-known engines cannot be read yet: ${failureText(error)}`,
      );
    }
  }

  #compare(): void {
    if (this.#remembered.size === 0) return;
    const now = this.#clock();
    const clusters = new Map(
      this.#options.engines.clusters().map(status => [status.name, status]),
    );
    for (const [key, engine] of this.#remembered) {
      const { ref } = engine.view;
      const cluster = clusters.get(ref.cluster);
      if (!cluster) continue;
      engine.absentSince = answersForWorkloads(cluster)
        ? engine.absentSince ?? now
        : undefined;
      if (now - (engine.absentSince ?? now) >= SETTLE_MS) {
        this.#remembered.delete(key);
        this.#emit({ type: 'removed', ref });
        this.#emit({ type: 'clusters' });
        continue;
      }
      const before = engine.shown?.version;
      engine.shown = asLastKnown(engine, cluster);
      if (engine.shown.version !== before) this.#emit({ type: 'engine', ref });
      if (before === undefined) this.#emit({ type: 'clusters' });
    }
  }

  #onChange(change: EnginesChange): void {
    if (change.type !== 'clusters') {
      this.#remembered.delete(stringifyEngineRef(change.ref));
    }
    this.#emit(change);
    if (change.type === 'clusters') this.#compare();
  }

  #shown(): Engine[] {
    return [...this.#remembered.values()].flatMap(({ shown }) => shown ?? []);
  }

  #emit(change: EnginesChange): void {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        this.#options.logger.warn(
          'A listener of the engines failed',
          new ForwardedError('Listener failed', error),
        );
      }
    }
  }
}

function answersForWorkloads({ sources }: ClusterStatus): boolean {
  return WORKLOADS.every(resource =>
    sources.some(
      source =>
        source.resource === resource && source.freshness.status === 'live',
    ),
  );
}

function say(status: Freshness['status']): string {
  if (status === 'connecting') return 'is being read';
  return status === 'unreachable' ? 'is unreachable' : 'is not readable';
}

/** What to say of a cluster that answers, but does not show the engine yet, or that has not been heard yet. */
function freshnessOf(
  { freshness }: ClusterStatus,
  lastSeenAt: string,
): Freshness {
  const status = freshness.status === 'live' ? 'connecting' : freshness.status;
  return {
    status,
    since: freshness.since,
    lastSeenAt,
    message: `Last seen ${lastSeenAt}, before the portal started${
      freshness.message === undefined ? '' : `: ${freshness.message}`
    }`,
  };
}

function asLastKnown(
  { view, seenAt }: LastKnownEngine,
  cluster: ClusterStatus,
): Engine {
  const lastSeenAt = new Date(seenAt).toISOString();
  const freshness = freshnessOf(cluster, lastSeenAt);
  return {
    ...view,
    status: 'unknown',
    statusReason: `Last seen ${lastSeenAt}; cluster ${cluster.title} ${say(
      freshness.status,
    )} since ${freshness.since}.`,
    freshness,
    sources: view.sources.map(source =>
      source.id === `kubernetes:${view.ref.cluster}`
        ? { ...source, freshness }
        : source,
    ),
    version: createHash('sha256')
      .update(JSON.stringify([view.version, freshness]))
      .digest('base64url')
      .slice(0, 22),
  };
}

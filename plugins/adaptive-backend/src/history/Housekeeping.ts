import { stringifyEngineRef } from '@adaptive-portal/plugin-adaptive-common';
import type { Engine } from '@adaptive-portal/plugin-adaptive-common';
import type { EnginesService } from '@adaptive-portal/plugin-adaptive-node';
import type { HistoryBatch, HistoryStore } from './HistoryStore';
import type { Lease } from './lease';

const DAY_MS = 86_400_000;
const RETENTION_INTERVAL_MS = 3_600_000;
const SEEN_INTERVAL_MS = 60_000;
/** Numbers of an engine change all the time: its stored view may be that old. */
const VIEW_AGE_MS = 300_000;
/** After a change of its state an engine's view is stored soon, not at once: changes come in bursts. */
const VIEW_DELAY_MS = 10_000;
const VIEWS_AT_ONCE = 50;

/** What the holder of the lease does besides writing entries: last-known engines, and deleting what is old. */
export class Housekeeping {
  readonly #engines: EnginesService;
  readonly #store: HistoryStore;
  readonly #retentionMs: number;
  readonly #clock: () => number;
  /** Version of the view that is stored, and when the next one is due. */
  readonly #views = new Map<string, { version?: string; dueAt: number }>();
  #seenAt = -Infinity;
  #retainedAt = -Infinity;

  constructor(options: {
    engines: EnginesService;
    store: HistoryStore;
    retentionDays: number;
    clock?: () => number;
  }) {
    this.#engines = options.engines;
    this.#store = options.store;
    this.#retentionMs = options.retentionDays * DAY_MS;
    this.#clock = options.clock ?? Date.now;
  }

  /** The states of these engines were written. */
  viewsChanged(engines: Iterable<string>): void {
    const soon = this.#clock() + VIEW_DELAY_MS;
    for (const engine of engines) {
      // Without a stored view it is due at once: a backend may not live long.
      const dueAt = this.#views.get(engine)?.dueAt ?? -Infinity;
      this.#views.set(engine, { dueAt: Math.min(dueAt, soon) });
    }
  }

  /** Does what is due. @throws LeaseLostError */
  async run(lease: Lease): Promise<Lease> {
    const now = this.#clock();
    let current = await this.#storeViews(lease, engine => {
      const known = this.#views.get(stringifyEngineRef(engine.ref));
      return known === undefined || known.dueAt <= now;
    });
    if (now - this.#seenAt >= SEEN_INTERVAL_MS) {
      current = await this.#markSeen(current, now);
      this.#seenAt = now;
    }
    if (now - this.#retainedAt >= RETENTION_INTERVAL_MS) {
      const before = now - this.#retentionMs;
      current = await this.#store.deleteBefore(current, before, now);
      this.#retainedAt = now;
    }
    return current;
  }

  /** Stores every view that is not stored yet, and that clusters were seen. @throws LeaseLostError */
  async keepViews(lease: Lease): Promise<Lease> {
    const current = await this.#storeViews(lease, () => true);
    return await this.#markSeen(current, this.#clock());
  }

  async #storeViews(
    lease: Lease,
    isDue: (engine: Engine) => boolean,
  ): Promise<Lease> {
    let current = lease;
    const due = this.#engines
      .list()
      .filter(engine => engine.freshness.status === 'live' && isDue(engine));
    for (let i = 0; i < due.length; i += VIEWS_AT_ONCE) {
      const now = this.#clock();
      const part = due.slice(i, i + VIEWS_AT_ONCE);
      const changed = part.filter(
        engine =>
          this.#views.get(stringifyEngineRef(engine.ref))?.version !==
          engine.version,
      );
      if (changed.length > 0) {
        current = await this.#store.write(current, viewsBatch(changed), now);
      }
      for (const { ref, version } of part) {
        const dueAt = now + VIEW_AGE_MS;
        this.#views.set(stringifyEngineRef(ref), { version, dueAt });
      }
    }
    return current;
  }

  async #markSeen(lease: Lease, now: number): Promise<Lease> {
    const clusters = this.#engines
      .clusters()
      .filter(({ freshness }) => freshness.status === 'live')
      .map(({ name }) => name);
    return clusters.length > 0
      ? await this.#store.markSeen(lease, clusters, now)
      : lease;
  }
}

function viewsBatch(engines: readonly Engine[]): HistoryBatch {
  return {
    entries: [],
    states: [],
    views: engines.map(engine => ({
      engine: stringifyEngineRef(engine.ref),
      view: withoutSeries(engine),
    })),
  };
}

/** Sparklines of the past are Prometheus' to tell. */
function withoutSeries(engine: Engine): Engine {
  return {
    ...engine,
    computePools: engine.computePools.map(pool => {
      const { ttftTimeoutHistory: _, ...metrics } = pool.metrics;
      return { ...pool, metrics };
    }),
  };
}

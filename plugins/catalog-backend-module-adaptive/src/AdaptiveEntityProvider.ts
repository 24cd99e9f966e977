import { setTimeout as wait } from 'node:timers/promises';
import {
  ADAPTIVE_ENGINE_ANNOTATION,
  type AdaptiveApi,
  type ClusterStatus,
  type EngineSummary,
  stringifyEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import type { Entity } from '@backstage/catalog-model';
import type {
  CatalogService,
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import { claimRefs, readCatalogState } from './catalogState';
import {
  desiredEntities,
  type EmittedEntity,
  planMutation,
} from './planMutation';
import { repeat, type RepeatedTask } from './repeat';
import { StructureWatcher } from './StructureWatcher';

/** Parts of the provider. */
export interface AdaptiveEntityProviderOptions {
  client: Pick<AdaptiveApi, 'getClusters' | 'getEngines' | 'stream'>;
  catalog: Pick<CatalogService, 'getEntities' | 'getEntitiesByRefs'>;
  auth: AuthService;
  logger: LoggerService;
  defaultOwner: string;
  pollMs: number;
  /** First wait after a failure; doubled up to `pollMs`. Default 1000. */
  retryMs?: number;
  /** Changes within this time are looked at together. Default 500. */
  settleMs?: number;
  /** How long an entity has to be absent from a live cluster. Default 5000. */
  confirmMs?: number;
  /** Entities of files that the catalog was given, and may not show yet. Default: none. */
  pendingFiles?: () => readonly Entity[];
  /** Called when there are engines that were not there at the last look. */
  onNewEngines?: () => void;
}

/**
 * Keeps the catalog equal to the engines that the Adaptive backend watches. It reads the backend's API only, reacts to
 * its event stream at once, looks at everything once per poll, and emits changes of structure as deltas: while a
 * cluster, or the backend, does not answer, its entities stay as they are.
 */
export class AdaptiveEntityProvider implements EntityProvider {
  readonly #options: AdaptiveEntityProviderOptions;
  readonly #stop = new AbortController();
  readonly #structure = new StructureWatcher();
  readonly #emitted = new Map<string, EmittedEntity>();
  #known: ReadonlySet<string> = new Set();
  #released: ReadonlySet<string> = new Set();
  /** When the absence of an entity was first seen, in milliseconds since the epoch. */
  #absentSince: ReadonlyMap<string, number> = new Map();
  #wake = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  constructor(options: AdaptiveEntityProviderOptions) {
    this.#options = options;
  }

  getProviderName(): string {
    return 'AdaptiveEntityProvider';
  }

  /** Returns at once; the backend need not be up yet. */
  async connect(connection: EntityProviderConnection): Promise<void> {
    const { logger, pollMs, retryMs } = this.#options;
    const options = { logger, pollMs, retryMs, stop: this.#stop.signal };
    const reading: RepeatedTask = {
      what: 'Reading engines for the catalog',
      round: () => {
        this.#wake = new AbortController();
        return this.#reconcile(connection);
      },
      wake: () => this.#wake.signal,
    };
    const following: RepeatedTask = {
      what: 'Following engines for the catalog',
      round: () => this.#follow(),
      wake: () => this.#stop.signal,
    };
    this.#running = Promise.all([
      repeat(reading, options),
      repeat(following, options),
    ]);
  }

  /** Looks at everything now instead of at the next poll. */
  wake(): void {
    this.#wake.abort();
  }

  /** Ends the stream and the polling. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #follow(): Promise<number> {
    const stream = this.#options.client.stream({
      signal: this.#stop.signal,
      token: await this.#token(),
    });
    for await (const event of stream) {
      if (this.#structure.note(event)) this.#wake.abort();
    }
    return this.#options.retryMs ?? 1_000;
  }

  async #reconcile(connection: EntityProviderConnection): Promise<number> {
    await wait(this.#options.settleMs ?? 500, undefined, {
      signal: this.#stop.signal,
    });
    const { engines, clusters } = await this.#read();
    this.#noteNew(engines);
    const { auth, catalog, defaultOwner, pendingFiles } = this.#options;
    const credentials = await auth.getOwnServiceCredentials();
    const { items } = await catalog.getEntities(
      {
        filter: {
          [`metadata.annotations.${ADAPTIVE_ENGINE_ANNOTATION}`]:
            CATALOG_FILTER_EXISTS,
        },
        fields: ['kind', 'metadata', 'spec.type'],
      },
      { credentials },
    );
    const before = readCatalogState(items);
    const emissions = { emitted: this.#emitted, released: this.#released };
    const none = { engines, defaultOwner, taken: new Set<string>() };
    const candidates = [...desiredEntities({ ...none, state: before })]
      .filter(([ref]) => !before.ours.has(ref))
      .map(([ref, { engine }]) => ({ ref, engine }));
    const taken = await this.#taken(candidates);
    // As late as can be: what a file took over meanwhile is no longer ours to emit.
    const state = readCatalogState([...items, ...(pendingFiles?.() ?? [])]);
    const plan = planMutation({
      ...none,
      ...emissions,
      state,
      taken,
      clusters,
    });
    const removed = [...plan.released, ...this.#confirm(plan.absent)];
    if (plan.added.length > 0 || removed.length > 0) {
      await connection.applyMutation({
        type: 'delta',
        // No location key: a file in git with the same name takes over.
        added: plan.added.map(({ entity }) => ({ entity })),
        removed: removed.map(entityRef => ({ entityRef })),
      });
    }
    for (const ref of removed) this.#emitted.delete(ref);
    for (const added of plan.added) {
      this.#emitted.set(added.entityRef, added.emitted);
    }
    this.#released = claimRefs(state);
    const { pollMs, confirmMs = 5_000 } = this.#options;
    return removed.length < plan.released.length + plan.absent.length
      ? confirmMs
      : pollMs;
  }

  /**
   * Those that have been absent for long enough. A cluster may be listed a moment before its engines are assembled,
   * for example after the backend started.
   */
  #confirm(absent: string[]): string[] {
    const { confirmMs = 5_000 } = this.#options;
    const now = Date.now();
    this.#absentSince = new Map(
      absent.map(ref => [ref, this.#absentSince.get(ref) ?? now]),
    );
    return absent.filter(
      ref => now - (this.#absentSince.get(ref) ?? now) >= confirmMs,
    );
  }

  #noteNew(engines: readonly EngineSummary[]): void {
    const keys = engines.map(({ ref }) => stringifyEngineRef(ref));
    if (keys.some(key => !this.#known.has(key))) {
      this.#options.onNewEngines?.();
    }
    this.#known = new Set(keys);
  }

  /** Names that entities hold which have nothing to do with the engine that wants them. */
  async #taken(
    candidates: Array<{ ref: string; engine: string }>,
  ): Promise<Set<string>> {
    if (candidates.length === 0) return new Set();
    const { auth, catalog } = this.#options;
    const { items } = await catalog.getEntitiesByRefs(
      { entityRefs: candidates.map(({ ref }) => ref), fields: ['metadata'] },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    const isForeign = (engine: string, entity: Entity | undefined) =>
      entity !== undefined &&
      entity.metadata.annotations?.[ADAPTIVE_ENGINE_ANNOTATION] !== engine;
    return new Set(
      candidates
        .filter(({ engine }, i) => isForeign(engine, items[i]))
        .map(({ ref }) => ref),
    );
  }

  /** All engines, and the clusters that were live before and after they were listed. */
  async #read() {
    const { client } = this.#options;
    const options = { token: await this.#token(), signal: this.#stop.signal };
    const before = await client.getClusters(options);
    const engines: EngineSummary[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.getEngines({ limit: 200, cursor }, options);
      engines.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    const after = await client.getClusters(options);
    // The backend may have restarted in between, and know of no engine yet.
    const clusters = after.items.filter(cluster =>
      before.items.some(earlier => bothLive(earlier, cluster)),
    );
    return { engines, clusters };
  }

  async #token(): Promise<string> {
    const { auth } = this.#options;
    const { token } = await auth.getPluginRequestToken({
      onBehalfOf: await auth.getOwnServiceCredentials(),
      targetPluginId: 'adaptive',
    });
    return token;
  }
}

function bothLive(a: ClusterStatus, b: ClusterStatus): boolean {
  return (
    a.name === b.name &&
    a.freshness.status === 'live' &&
    b.freshness.status === 'live'
  );
}

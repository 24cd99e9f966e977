import { setTimeout as wait } from 'node:timers/promises';
import {
  ADAPTIVE_ENGINE_ANNOTATION,
  type AdaptiveApi,
  type ClusterStatus,
  type EngineSummary,
} from '@adaptive-portal/plugin-adaptive-common';
import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import { stringifyError } from '@backstage/errors';
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
import { StructureWatcher } from './StructureWatcher';

/** Parts of the provider. */
export interface AdaptiveEntityProviderOptions {
  client: AdaptiveApi;
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
    this.#running = Promise.all([
      this.#repeat({
        what: 'Reading engines for the catalog',
        round: () => {
          this.#wake = new AbortController();
          return this.#reconcile(connection);
        },
        wake: () => this.#wake.signal,
      }),
      this.#repeat({
        what: 'Following engines for the catalog',
        round: () => this.#follow(),
        wake: () => this.#stop.signal,
      }),
    ]);
  }

  /** Ends the stream and the polling. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** Runs until the provider stops; a round says how long to pause, after failures the pause grows. */
  async #repeat(task: {
    what: string;
    round: () => Promise<number>;
    /** Ends the pause under way. */
    wake: () => AbortSignal;
  }): Promise<void> {
    const { logger, pollMs, retryMs = 1_000 } = this.#options;
    let failures = 0;
    while (!this.#stop.signal.aborted) {
      let pauseMs: number;
      try {
        pauseMs = await task.round();
        if (failures > 0) logger.info(`${task.what} works again`);
        failures = 0;
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        // Once per outage: a backend that is still starting is no news.
        if (failures === 0) {
          logger.warn(
            `${task.what} failed, trying again: ${stringifyError(error)}`,
          );
        }
        pauseMs = Math.min(pollMs, retryMs * 2 ** failures);
        failures = Math.min(failures + 1, 16);
      }
      const signal = AbortSignal.any([this.#stop.signal, task.wake()]);
      await wait(pauseMs, undefined, { signal }).catch(() => {});
    }
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
    const { auth, catalog, defaultOwner } = this.#options;
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
    const state = readCatalogState(items);
    const emissions = { emitted: this.#emitted, released: this.#released };
    const none = { engines, state, defaultOwner, taken: new Set<string>() };
    const candidates = [...desiredEntities(none).keys()].filter(
      ref => !this.#emitted.has(ref) && !state.ours.has(ref),
    );
    const taken = await this.#taken(candidates);
    const plan = planMutation({ ...none, ...emissions, taken, clusters });
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

  /** Names that entities which have nothing to do with an engine hold. */
  async #taken(refs: string[]): Promise<Set<string>> {
    if (refs.length === 0) return new Set();
    const { auth, catalog } = this.#options;
    const { items } = await catalog.getEntitiesByRefs(
      { entityRefs: refs, fields: ['metadata'] },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    return new Set(
      refs.filter((_, i) => {
        const entity = items[i];
        return (
          entity && !entity.metadata.annotations?.[ADAPTIVE_ENGINE_ANNOTATION]
        );
      }),
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

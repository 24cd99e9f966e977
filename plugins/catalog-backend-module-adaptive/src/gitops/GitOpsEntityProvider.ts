import { setTimeout as wait } from 'node:timers/promises';
import {
  describeRepository,
  type GitOpsRepository,
} from '@adaptive-portal/plugin-adaptive-node';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import type {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import { repeat } from '../repeat';
import { readRepositoryEntities } from './readRepositoryEntities';

/** Parts of the provider. */
export interface GitOpsEntityProviderOptions {
  repository: GitOpsRepository;
  logger: LoggerService;
  /** Time between two looks at the target branch. */
  pollMs: number;
  /** First wait after a failure; doubled up to `pollMs`. Default 1000. */
  retryMs?: number;
  /** Wakes within this time lead to one look. Default 500. */
  settleMs?: number;
  /** How long the catalog may take to show an entity it was given. Default five minutes. */
  pendingMs?: number;
  /** Called after the entities of another commit went to the catalog. */
  onChange?: () => void;
}

/**
 * Keeps the catalog equal to the `catalog-info.yaml` files of one GitOps repository's engines. The server is asked for
 * the head of the target branch; files are read when that changed. While it does not answer, nothing changes.
 */
export class GitOpsEntityProvider implements EntityProvider {
  readonly #options: GitOpsEntityProviderOptions;
  readonly #stop = new AbortController();
  #wake = new AbortController();
  #running: Promise<unknown> = Promise.resolve();
  #commit: string | undefined;
  #emitted: { entities: readonly Entity[]; at: number } | undefined;

  constructor(options: GitOpsEntityProviderOptions) {
    this.#options = options;
  }

  getProviderName(): string {
    return `AdaptiveGitOpsEntityProvider:${this.#options.repository.config.id}`;
  }

  /** Returns at once; the repository need not answer yet. */
  async connect(connection: EntityProviderConnection): Promise<void> {
    const { repository, logger, pollMs, retryMs } = this.#options;
    this.#running = repeat(
      {
        what: `Reading ${describeRepository(
          repository.config,
        )} for the catalog`,
        round: () => {
          this.#wake = new AbortController();
          return this.#unlessStopped(this.#update(connection));
        },
        wake: () => this.#wake.signal,
      },
      { logger, pollMs, retryMs, stop: this.#stop.signal },
    );
  }

  /** Asks for the head of the branch now instead of at the next poll. */
  wake(): void {
    this.#wake.abort();
  }

  /** Entities that went to the catalog so lately that it may not show them yet. */
  pending(): readonly Entity[] {
    const { pendingMs = 300_000 } = this.#options;
    return this.#emitted && Date.now() - this.#emitted.at < pendingMs
      ? this.#emitted.entities
      : [];
  }

  /** Ends the polling, without waiting for a server that does not answer. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #update(connection: EntityProviderConnection): Promise<number> {
    const { repository, logger, pollMs, settleMs = 500 } = this.#options;
    const { config } = repository;
    const { signal } = this.#stop;
    await wait(settleMs, undefined, { signal });
    const { commit } = await repository.head();
    if (commit === this.#commit) return pollMs;
    const { entities, warnings, ignored } = await readRepositoryEntities(
      repository,
      commit,
    );
    signal.throwIfAborted();
    // First, so that the live provider does not emit what this is about to.
    this.#emitted = { entities, at: Date.now() };
    await connection.applyMutation({
      type: 'full',
      entities: entities.map(entity => ({
        entity,
        locationKey: `adaptive-gitops:${config.id}`,
      })),
    });
    this.#commit = commit;
    const where = describeRepository(config);
    for (const warning of warnings) logger.warn(`${where}: ${warning}`);
    for (const text of ignored) {
      logger.debug(`${where}: ${text} is not an engine or a compute pool`);
    }
    this.#options.onChange?.();
    return pollMs;
  }

  async #unlessStopped<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.#stop;
    const done = new AbortController();
    const stopped = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), {
        once: true,
        signal: done.signal,
      });
    });
    try {
      return await Promise.race([work, stopped]);
    } finally {
      done.abort();
    }
  }
}

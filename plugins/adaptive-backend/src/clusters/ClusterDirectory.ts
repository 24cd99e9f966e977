import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { Clock } from './Clock';
import { ClusterSource } from './sources';
import { ClusterDefinition } from './types';

/** Options of {@link ClusterDirectory}. */
export interface ClusterDirectoryOptions {
  /** A source that has answered already, and is asked again by `refreshFixed` only. Its clusters come first. */
  fixed: { source: ClusterSource; clusters: ClusterDefinition[] };
  /** In order of precedence: of two clusters of one name the first counts. */
  sources: readonly ClusterSource[];
  logger: LoggerService;
  clock: Clock;
  /** Called with all clusters after a source answered. */
  onClusters: (clusters: ClusterDefinition[]) => void;
}

const INTERVAL_MS = 60_000;
// Until a source has answered once: the catalog is only starting, when this plugin does.
const FIRST_INTERVAL_MS = 5_000;
const TIMEOUT_MS = 30_000;

/** Asks the sources of clusters now and then, each on its own. */
export class ClusterDirectory {
  readonly #options: ClusterDirectoryOptions;
  readonly #known = new Map<ClusterSource, ClusterDefinition[]>();
  readonly #failing = new Set<ClusterSource>();
  #doubles = new Set<string>();

  constructor(options: ClusterDirectoryOptions) {
    this.#options = options;
    this.#known.set(options.fixed.source, options.fixed.clusters);
  }

  /** Asks until the signal aborts; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all(
      this.#options.sources.map(source => this.#follow(source, signal)),
    );
  }

  /** Asks the fixed source again, because something changed. */
  async refreshFixed(signal: AbortSignal): Promise<void> {
    await this.#refresh(this.#options.fixed.source, signal);
  }

  async #refresh(source: ClusterSource, signal: AbortSignal): Promise<void> {
    const { logger, onClusters } = this.#options;
    try {
      const clusters = await this.#ask(source, signal);
      if (signal.aborted) return;
      this.#known.set(source, clusters);
      this.#failing.delete(source);
      onClusters(this.#merge());
    } catch (error) {
      if (signal.aborted || this.#failing.has(source)) return;
      this.#failing.add(source);
      logger.warn(
        `The ${
          source.title
        } cannot be read, its clusters stay as they are: ${stringifyError(
          error,
        )}`,
      );
    }
  }

  async #follow(source: ClusterSource, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#refresh(source, signal);
      await this.#options.clock.sleep(
        this.#known.has(source) ? INTERVAL_MS : FIRST_INTERVAL_MS,
        signal,
      );
    }
  }

  async #ask(
    source: ClusterSource,
    signal: AbortSignal,
  ): Promise<ClusterDefinition[]> {
    const answered = new AbortController();
    const late = this.#options.clock
      .sleep(TIMEOUT_MS, AbortSignal.any([signal, answered.signal]))
      .then((): never => {
        throw new Error(`no answer within ${TIMEOUT_MS / 1000} s`);
      });
    try {
      return await Promise.race([source.list(), late]);
    } finally {
      late.catch(() => {});
      answered.abort();
    }
  }

  #merge(): ClusterDefinition[] {
    const byName = new Map<string, ClusterDefinition>();
    const doubles = new Set<string>();
    const { fixed, sources } = this.#options;
    for (const source of [fixed.source, ...sources]) {
      for (const cluster of this.#known.get(source) ?? []) {
        if (!byName.has(cluster.name)) byName.set(cluster.name, cluster);
        else {
          doubles.add(cluster.name);
          if (!this.#doubles.has(cluster.name))
            this.#options.logger.warn(
              `Cluster '${cluster.name}' of the ${source.title} is left out: another source has one of that name`,
            );
        }
      }
    }
    this.#doubles = doubles;
    return [...byName.values()];
  }
}

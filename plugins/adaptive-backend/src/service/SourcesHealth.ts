import type {
  FreshnessStatus,
  SourceKind,
} from '@adaptive-portal/plugin-adaptive-common';
import type { EnginesService } from '@adaptive-portal/plugin-adaptive-node';

/** Answer of `GET /health/sources`. */
export interface SourcesHealthReport {
  /** Every source has answered or failed once since the backend started. */
  synced: boolean;
  /** How many sources there are of each kind and status. */
  sources: Array<{ kind: SourceKind; status: FreshnessStatus; count: number }>;
}

/** Whether a backend that has just started knows what it can know. Once it does, it stays so. */
export class SourcesHealth {
  readonly #engines: Pick<EnginesService, 'sources'>;
  #synced = false;

  constructor(engines: Pick<EnginesService, 'sources'>) {
    this.#engines = engines;
  }

  report(): SourcesHealthReport {
    const sources = new Map<string, SourcesHealthReport['sources'][number]>();
    for (const { kind, freshness } of this.#engines.sources()) {
      const { status } = freshness;
      const known = sources.get(`${kind} ${status}`);
      if (known) known.count += 1;
      else sources.set(`${kind} ${status}`, { kind, status, count: 1 });
    }
    const all = [...sources.values()];
    this.#synced ||= all.every(({ status }) => status !== 'connecting');
    return { synced: this.#synced, sources: all };
  }
}

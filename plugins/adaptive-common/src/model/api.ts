import type { EngineRef } from './engineRef';
import type { Engine, EngineSummary } from './engine';
import type { IncompleteCluster } from './fleet';
import type { ClusterStatus, SourceStatus } from './freshness';

/**
 * Answer of `GET /api/adaptive/engines`.
 *
 * @public
 */
export interface EnginesResponse {
  items: EngineSummary[];
  totalItems: number;
  /** Opaque; pass as `cursor` for the next page. Absent on the last page. */
  nextCursor?: string;
  /**
   * Clusters that never listed their engines since the backend started, with the reason: `items` may lack engines
   * there, and no items do not mean that there are none. By the order of the configuration; only the cluster that was
   * asked for, if one was. Absent when the answer is complete.
   */
  incomplete?: IncompleteCluster[];
}

/**
 * Filter, sort and page of `GET /api/adaptive/engines`.
 *
 * @public
 */
export interface EnginesRequest {
  cluster?: string;
  namespace?: string;
  status?: EngineSummary['status'];
  /** Free text over cluster, namespace, release, pool names. */
  search?: string;
  /**
   * - `name`: by cluster, namespace and release; the default
   * - `status`: the worst first
   * - `problems`: the most critical problems first, then the most warnings
   */
  sort?: 'name' | 'status' | 'problems';
  limit?: number;
  cursor?: string;
}

/**
 * Answer of `GET /api/adaptive/clusters`.
 *
 * @public
 */
export interface ClustersResponse {
  items: ClusterStatus[];
}

/**
 * Answer of `GET /api/adaptive/sources`.
 *
 * @public
 */
export interface SourcesResponse {
  items: SourceStatus[];
}

/**
 * Answer of `GET /api/adaptive/repositories`: what a form may offer. Never credentials.
 *
 * @public
 */
export interface RepositoriesResponse {
  items: Array<{ id: string; title: string; url: string; branch: string }>;
}

/**
 * Events of `GET /api/adaptive/stream` (server-sent events, `event:` is the type, `data:` is JSON of this). On the way
 * changes of single clusters are `clusters-changed` events with those only; the client makes them `clusters` again.
 *
 * A stream begins with one `engine` (or `engine-summary`) event per visible engine, then `synced`; afterwards
 * changes only. `removed` means the engine is gone, or may no longer be seen.
 *
 * A stream that goes on where another was cut begins with `resumed`: the reader keeps what it has, and gets what it
 * missed before `synced`. Without `resumed` everything comes again, and what does not come by `synced` is gone.
 *
 * `synced` names clusters that never listed their engines, as in {@link EnginesResponse}: what is missing may be there.
 *
 * @public
 */
export type AdaptiveStreamEvent =
  | { type: 'engine'; engine: Engine }
  | { type: 'engine-summary'; engine: EngineSummary }
  | { type: 'removed'; ref: EngineRef }
  | { type: 'clusters'; clusters: ClusterStatus[] }
  | { type: 'resumed' }
  | { type: 'synced'; incomplete?: IncompleteCluster[] };

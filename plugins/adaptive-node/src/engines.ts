import type {
  ClusterStatus,
  Engine,
  EngineRef,
  SourceStatus,
} from '@adaptive-portal/plugin-adaptive-common';

/**
 * A change of what is known, after it became visible to `EnginesService.get`.
 *
 * @public
 */
export type EnginesChange =
  | { type: 'engine'; ref: EngineRef }
  | { type: 'removed'; ref: EngineRef }
  | { type: 'clusters' };

/**
 * Every engine the backend knows, from memory. Holds no permission checks: callers that answer people go through
 * the authorised service of the backend.
 *
 * @public
 */
export interface EnginesService {
  /** In stable order: cluster, namespace, release. */
  list(): readonly Engine[];
  get(ref: EngineRef): Engine | undefined;
  clusters(): readonly ClusterStatus[];
  sources(): readonly SourceStatus[];
  subscribe(listener: (change: EnginesChange) => void): {
    unsubscribe(): void;
  };
}

import {
  stringifyEngineRef,
  type ClusterStatus,
  type Engine,
  type EngineRef,
  type EngineSummary,
} from '@adaptive-portal/plugin-adaptive-common';
import type { Fold } from './LiveStore';

/**
 * Every engine the user may see, and the clusters where the user may see those.
 *
 * @internal
 */
export interface Fleet {
  /** Sorted by cluster, namespace, release. */
  engines: EngineSummary[];
  /** Absent until the stream tells of clusters. */
  clusters?: ClusterStatus[];
}

/**
 * Fold for the stream of one engine: events of other engines are ignored.
 *
 * @internal
 */
export function createEngineFold(ref: EngineRef): Fold<Engine> {
  const key = stringifyEngineRef(ref);
  let last: Engine | null = null;
  return event => {
    if (event.type === 'engine') {
      if (stringifyEngineRef(event.engine.ref) !== key) {
        return undefined;
      }
      last = event.engine;
      return last;
    }
    if (event.type === 'removed') {
      if (stringifyEngineRef(event.ref) !== key) {
        return undefined;
      }
      last = null;
      return last;
    }
    // A stream that went on where it was cut may have nothing new to tell.
    return event.type === 'synced' ? last : undefined;
  };
}

/**
 * Fold for the stream of all engines. Publishes nothing before `synced`, so that a reconnect does not show a fleet
 * that is half there, and drops what the new connection no longer lists.
 *
 * @internal
 */
export function createFleetFold(): Fold<Fleet> {
  const engines = new Map<string, EngineSummary>();
  let clusters: ClusterStatus[] | undefined;
  let synced = false;
  return event => {
    switch (event.type) {
      case 'engine-summary':
        engines.set(stringifyEngineRef(event.engine.ref), event.engine);
        break;
      case 'removed':
        engines.delete(stringifyEngineRef(event.ref));
        break;
      case 'clusters':
        clusters = event.clusters;
        break;
      case 'synced':
        synced = true;
        break;
      default:
        return undefined;
    }
    return synced ? { engines: sorted(engines), clusters } : undefined;
  };
}

function sorted(engines: Map<string, EngineSummary>): EngineSummary[] {
  return [...engines]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([, engine]) => engine);
}

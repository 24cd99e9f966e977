import {
  ADAPTIVE_ENGINE_ANNOTATION,
  ADAPTIVE_ENGINE_TYPE,
  ADAPTIVE_POOL_ANNOTATION,
  ADAPTIVE_POOL_TYPE,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  ANNOTATION_LOCATION,
  type Entity,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { LOCATION_TYPE } from './engineEntities';

/** What an entity stands for: an engine, or one of its pools. */
export interface Subject {
  /** `<cluster>/<namespace>/<release>`. */
  engine: string;
  /** Raw pool name; absent for the engine itself. */
  pool?: string;
}

/** What the catalog holds about engines. */
export interface CatalogState {
  /** Entities of this provider by entity reference. */
  ours: Map<string, Subject>;
  /** Engines that entities from elsewhere stand for: engine to entity reference. */
  claims: Map<string, string>;
  /** Pools that entities from elsewhere stand for: engine to raw pool name to entity reference. */
  poolClaims: Map<string, Map<string, string>>;
}

/**
 * Sorts the entities that carry the engine annotation into those of this provider and those that stand for an engine
 * or a pool themselves. Entities of other types only refer to an engine, and claim nothing.
 */
export function readCatalogState(entities: readonly Entity[]): CatalogState {
  const state: CatalogState = {
    ours: new Map(),
    claims: new Map(),
    poolClaims: new Map(),
  };
  for (const entity of entities) {
    const annotations = entity.metadata.annotations ?? {};
    const engine = annotations[ADAPTIVE_ENGINE_ANNOTATION];
    const pool = annotations[ADAPTIVE_POOL_ANNOTATION];
    const ref = stringifyEntityRef(entity);
    const type = entity.spec?.type;
    if (!engine) continue;
    if (annotations[ANNOTATION_LOCATION]?.startsWith(`${LOCATION_TYPE}:`)) {
      state.ours.set(ref, { engine, pool });
    } else if (entity.kind === 'Component' && type === ADAPTIVE_ENGINE_TYPE) {
      state.claims.set(engine, ref);
    } else if (
      entity.kind === 'Resource' &&
      type === ADAPTIVE_POOL_TYPE &&
      pool
    ) {
      const pools = state.poolClaims.get(engine) ?? new Map<string, string>();
      state.poolClaims.set(engine, pools.set(pool, ref));
    }
  }
  return state;
}

/** References of all entities from elsewhere that stand for an engine or a pool. */
export function claimRefs(state: CatalogState): Set<string> {
  return new Set([
    ...state.claims.values(),
    ...[...state.poolClaims.values()].flatMap(pools => [...pools.values()]),
  ]);
}

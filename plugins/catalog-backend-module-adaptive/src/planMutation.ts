import {
  ADAPTIVE_POOL_ANNOTATION,
  type ClusterStatus,
  type EngineSummary,
  parseEngineRef,
  stringifyEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { type CatalogState, claimRefs, type Subject } from './catalogState';
import { engineEntities } from './engineEntities';

/** One emitted entity. `content` is its canonical text, to see whether the structure changed. */
export interface EmittedEntity extends Subject {
  content: string;
}

/** What this provider has done since it started. */
export interface Emissions {
  /** By entity reference. */
  emitted: ReadonlyMap<string, EmittedEntity>;
  /** References that were left to files in git. */
  released: ReadonlySet<string>;
}

/** Everything that the wanted entities follow from. */
export interface DesiredOptions {
  engines: readonly EngineSummary[];
  state: CatalogState;
  /** References that entities without the engine annotation hold. */
  taken: ReadonlySet<string>;
  defaultOwner: string;
}

/** Everything a change of the catalog is decided from. */
export interface PlanOptions extends DesiredOptions, Emissions {
  clusters: readonly Pick<ClusterStatus, 'name' | 'freshness'>[];
}

/** A change of the catalog. */
export interface CatalogPlan {
  added: Array<{ entityRef: string; entity: Entity; emitted: EmittedEntity }>;
  /** Entity references. */
  removed: string[];
}

/** The entities that the catalog should have of all known engines, by entity reference. */
export function desiredEntities(
  options: DesiredOptions,
): Map<string, Subject & { entity: Entity }> {
  const { state, taken, defaultOwner } = options;
  const desired = new Map<string, Subject & { entity: Entity }>();
  for (const summary of options.engines) {
    const engine = stringifyEngineRef(summary.ref);
    const entities = engineEntities(summary, {
      defaultOwner,
      isTaken: ref => taken.has(ref),
      claim: state.claims.get(engine),
      poolClaims: state.poolClaims.get(engine) ?? new Map(),
    });
    for (const entity of entities) {
      const pool = entity.metadata.annotations?.[ADAPTIVE_POOL_ANNOTATION];
      desired.set(stringifyEntityRef(entity), { engine, pool, entity });
    }
  }
  return desired;
}

/** An entity goes when a file stands for its subject, or its own live cluster lists without it; never on silence. */
function mayGo({ engine, pool }: Subject, options: PlanOptions): boolean {
  const { claims, poolClaims } = options.state;
  const claimed =
    pool === undefined
      ? claims.has(engine)
      : poolClaims.get(engine)?.has(pool) ?? false;
  const { cluster } = parseEngineRef(engine);
  return (
    claimed ||
    options.clusters.some(
      ({ name, freshness }) => name === cluster && freshness.status === 'live',
    )
  );
}

/** Compares what should be with what is. Empty when the structure of no engine changed. */
export function planMutation(options: PlanOptions): CatalogPlan {
  const { emitted, released, state } = options;
  const desired = desiredEntities(options);
  const added: CatalogPlan['added'] = [];
  for (const [entityRef, { engine, pool, entity }] of desired) {
    const content = JSON.stringify(entity);
    if (emitted.get(entityRef)?.content === content) continue;
    added.push({ entityRef, entity, emitted: { engine, pool, content } });
  }
  const known = new Map<string, Subject>([...state.ours, ...emitted]);
  const gone = [...known]
    .filter(([ref, subject]) => !desired.has(ref) && mayGo(subject, options))
    .map(([ref]) => ref);
  // A file may have taken over one of our entities under the same name, in an earlier life of this process too. The
  // catalog keeps it for the file; our hold on it has to end, or it would stay when the file goes.
  const handedOver = [...claimRefs(state)].filter(ref => !released.has(ref));
  return { added, removed: [...new Set([...gone, ...handedOver])] };
}

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
  /** References of entities that files in git stand for now. */
  released: string[];
  /** References of entities that their own live cluster lists without. */
  absent: string[];
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

/** Whether a file in git stands for it. */
function isClaimed({ engine, pool }: Subject, state: CatalogState): boolean {
  return pool === undefined
    ? state.claims.has(engine)
    : state.poolClaims.get(engine)?.has(pool) ?? false;
}

/** Whether its cluster is in a state to tell that something is not there; silence tells nothing. */
function isWatched(
  { engine }: Subject,
  clusters: PlanOptions['clusters'],
): boolean {
  const { cluster } = parseEngineRef(engine);
  return clusters.some(
    ({ name, freshness }) => name === cluster && freshness.status === 'live',
  );
}

/** Compares what should be with what is. Empty when the structure of no engine changed. */
export function planMutation(options: PlanOptions): CatalogPlan {
  const { emitted, clusters, state } = options;
  const desired = desiredEntities(options);
  const added: CatalogPlan['added'] = [];
  for (const [entityRef, { engine, pool, entity }] of desired) {
    const content = JSON.stringify(entity);
    // What the catalog has lost goes there again, for example after a file held the name for a moment.
    const isThere = state.ours.has(entityRef);
    if (isThere && emitted.get(entityRef)?.content === content) continue;
    added.push({ entityRef, entity, emitted: { engine, pool, content } });
  }
  // A file may have taken over one of our entities under the same name, in an earlier life of this process too. The
  // catalog keeps it for the file; our hold on it has to end, or it would stay when the file goes.
  const released = new Set(
    [...claimRefs(state)].filter(ref => !options.released.has(ref)),
  );
  const absent: string[] = [];
  for (const [ref, subject] of new Map([...state.ours, ...emitted])) {
    if (desired.has(ref)) continue;
    if (isClaimed(subject, state)) released.add(ref);
    else if (isWatched(subject, clusters)) absent.push(ref);
  }
  return { added, released: [...released], absent };
}

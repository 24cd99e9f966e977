import type { Entity } from '@backstage/catalog-model';
import {
  ADAPTIVE_ENGINE_ANNOTATION,
  ADAPTIVE_ENGINE_TYPE,
  ADAPTIVE_POOL_ANNOTATION,
  parseEngineRef,
  type EngineRef,
} from '@adaptive-portal/plugin-adaptive-common';

/**
 * Whether an entity is an engine or belongs to one.
 *
 * @public
 */
export function isAdaptiveEntity(entity: Entity): boolean {
  return (
    entity.metadata.annotations?.[ADAPTIVE_ENGINE_ANNOTATION] !== undefined ||
    isEngineEntity(entity)
  );
}

/**
 * Whether an entity is an engine itself.
 *
 * @internal
 */
export function isEngineEntity(entity: Entity): boolean {
  return (
    entity.kind.toLocaleLowerCase('en-US') === 'component' &&
    entity.spec?.type === ADAPTIVE_ENGINE_TYPE
  );
}

/**
 * The engine that an entity names. Annotations are typed by people, so a bad one is an answer and no exception.
 *
 * @internal
 */
export function readEngineRef(
  entity: Entity,
):
  | { status: 'found'; ref: EngineRef }
  | { status: 'none' }
  | { status: 'invalid'; message: string } {
  const text = entity.metadata.annotations?.[ADAPTIVE_ENGINE_ANNOTATION];
  if (!text) {
    return { status: 'none' };
  }
  try {
    return { status: 'found', ref: parseEngineRef(text) };
  } catch (error) {
    return {
      status: 'invalid',
      message: error instanceof Error ? error.message : String(error),
    };
  }
}

/**
 * Raw name of the compute pool that an entity is, if it is one.
 *
 * @internal
 */
export function readPoolName(entity: Entity): string | undefined {
  return entity.metadata.annotations?.[ADAPTIVE_POOL_ANNOTATION];
}

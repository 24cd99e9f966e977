import {
  type ComputePool,
  type Engine,
  type EngineRef,
  stringifyEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import { NotFoundError } from '@backstage/errors';

/** By raw name, or else by the normalised one. */
export function findPool(
  { computePools }: Pick<Engine, 'computePools'>,
  name: string,
): ComputePool | undefined {
  return (
    computePools.find(each => each.name === name) ??
    computePools.find(each => each.key === name)
  );
}

/** The same sentence wherever a pool is asked for. */
export function noSuchPool(ref: EngineRef, name: string): NotFoundError {
  return new NotFoundError(
    `No pool '${name}' in engine '${stringifyEngineRef(ref)}'`,
  );
}

/** @throws NotFoundError when the engine has no such pool */
export function requirePool(engine: Engine, name: string): ComputePool {
  const pool = findPool(engine, name);
  if (!pool) throw noSuchPool(engine.ref, name);
  return pool;
}

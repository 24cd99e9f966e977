import {
  type EngineRef,
  stringifyEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';

const KEYS = new WeakMap<EngineRef, string>();

/**
 * The string form of a reference, the same string for the same object: hundreds of streams remember every engine, and
 * share its key.
 */
export function engineKey(ref: EngineRef): string {
  const known = KEYS.get(ref);
  if (known !== undefined) return known;
  const key = stringifyEngineRef(ref);
  KEYS.set(ref, key);
  return key;
}

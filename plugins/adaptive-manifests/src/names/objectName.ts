import type { EngineRef } from '@adaptive-portal/plugin-adaptive-common';

const MAX_LENGTH = 63;

/** FNV-1a, 32 bit, as 8 hex digits: only tells apart names that were cut or changed. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  }
  return value.toString(16).padStart(8, '0');
}

/**
 * Joins parts to a name of at most 63 characters that is valid for Kubernetes objects, label values and catalog
 * entities. Parts are joined by dots, which release names and namespaces cannot have, so different parts give
 * different names; where something had to be cut or replaced, a hash of the whole keeps them different.
 */
function joinName(parts: string[]): string {
  const exact = parts.join('.');
  const plain = exact
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/(^[.-]+|[.-]+$)/g, '')
    .replace(/[.-]*\.[.-]*/g, '.');
  if (plain === exact && plain.length <= MAX_LENGTH) {
    return plain;
  }
  const suffix = `-${hash(exact)}`;
  const head = plain.slice(0, MAX_LENGTH - suffix.length).replace(/[.-]+$/, '');
  return `${head || 'engine'}${suffix}`;
}

/**
 * Name of an engine's catalog entity and Argo CD Application: `<cluster>.<namespace>.<release>`, at most 63
 * characters, with a hash where that had to be shortened or made valid.
 *
 * @public
 */
export function engineEntityName(ref: EngineRef): string {
  return joinName([ref.cluster, ref.namespace, ref.release]);
}

/**
 * Name of a compute pool's catalog entity, at most 63 characters.
 *
 * @param key - the normalised pool name, see {@link poolKey}
 * @public
 */
export function poolEntityName(ref: EngineRef, key: string): string {
  return joinName([ref.cluster, ref.namespace, ref.release, key]);
}

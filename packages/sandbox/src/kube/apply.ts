import { isDeepStrictEqual } from 'node:util';
import { conflict } from './errors';
import {
  type FieldSet,
  changedFields,
  leaves,
  removeLeaf,
  subtract,
  valueAtLeaf,
} from './fieldSets';
import { cloneJson, isKubernetesObject } from './json';
import { fieldsOf } from './managedFields';
import type { KubernetesObject } from './object';
import { strategicMerge } from './patch';
import type { ServedType } from './resources';

/** What server-side apply makes of an object. */
export interface Applied {
  object: KubernetesObject;
  /** The fields the manager owns from now on. */
  fields: FieldSet;
}

function checkConflicts(
  type: ServedType,
  current: KubernetesObject,
  applied: KubernetesObject,
  fields: FieldSet,
  manager: string,
): void {
  const others = (current.metadata.managedFields ?? []).filter(
    entry => entry.manager !== manager,
  );
  const differing = leaves(fields).filter(
    leaf =>
      !isDeepStrictEqual(
        valueAtLeaf(current, leaf),
        valueAtLeaf(applied, leaf),
      ),
  );
  const causes = others.flatMap(entry => {
    const owned = new Set(leaves(fieldsOf(entry)).map(leaf => leaf.join('.')));
    return differing
      .filter(leaf => owned.has(leaf.join('.')))
      .map(leaf => ({
        reason: 'FieldManagerConflict',
        message: `conflict with "${String(entry.manager)}"`,
        field: leaf.map(step => `.${step.slice(2)}`).join(''),
      }));
  });
  if (causes.length > 0) {
    throw conflict(
      type,
      current.metadata.name,
      `Apply failed with ${causes.length} conflict${
        causes.length === 1 ? '' : 's'
      }: ${causes.map(cause => `${cause.message}: ${cause.field}`).join(', ')}`,
      causes,
    );
  }
}

/**
 * Server-side apply: merges what is applied, removes what the manager applied earlier and no longer does (unless
 * somebody else owns it too), and refuses (409) to change a field another manager owns unless forced.
 */
export function applyObject(
  type: ServedType,
  current: KubernetesObject | undefined,
  applied: KubernetesObject,
  options: { manager: string; force: boolean },
): Applied {
  const fields = changedFields(undefined, applied);
  if (!current) {
    return { object: applied, fields };
  }
  if (!options.force) {
    checkConflicts(type, current, applied, fields, options.manager);
  }
  const merged = strategicMerge(cloneJson(current), applied);
  const entries = current.metadata.managedFields ?? [];
  const isOwn = (entry: { manager?: unknown; operation?: unknown }) =>
    entry.manager === options.manager && entry.operation === 'Apply';
  const own = entries.find(isOwn);
  if (own) {
    const dropped = entries
      .filter(entry => entry !== own)
      .reduce(
        (rest, entry) => subtract(rest, fieldsOf(entry)),
        subtract(fieldsOf(own), fields),
      );
    leaves(dropped).forEach(leaf => removeLeaf(merged, leaf));
  }
  if (!isKubernetesObject(merged)) {
    throw new TypeError('an applied object lost its metadata');
  }
  return { object: merged, fields };
}

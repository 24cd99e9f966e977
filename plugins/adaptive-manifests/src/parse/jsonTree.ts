import type { JsonObject, JsonValue } from '@backstage/types';
import type { Read } from './fields';

/** Longest tree, as JSON. */
const MAX_TREE = 100_000;

/** Far more than a tree of that length has, unless parts of it are shared. */
const MAX_NODES = 50_000;

/** Copies a tree; fails on what is no JSON, and stops at what would unfold to more than anybody wrote by hand. */
class TreeCopy {
  #nodes = 0;

  copy(value: unknown, depth = 0): JsonValue | undefined {
    this.#nodes += 1;
    if (depth > 20 || this.#nodes > MAX_NODES) return undefined;
    if (Array.isArray(value)) {
      return this.#list(value, depth);
    }
    if (typeof value === 'object' && value !== null) {
      return this.#object(value, depth);
    }
    const plain =
      value === null ||
      ['string', 'boolean'].includes(typeof value) ||
      (typeof value === 'number' && Number.isFinite(value));
    return plain ? (value as JsonValue) : undefined;
  }

  #list(value: unknown[], depth: number): JsonValue[] | undefined {
    const copied: JsonValue[] = [];
    for (const entry of value) {
      const item = this.copy(entry, depth + 1);
      if (item === undefined) return undefined;
      copied.push(item);
    }
    return copied;
  }

  #object(value: object, depth: number): JsonObject | undefined {
    const copied: JsonObject = {};
    for (const [key, entry] of Object.entries(value)) {
      const item = this.copy(entry, depth + 1);
      if (item === undefined || key === '__proto__') return undefined;
      copied[key] = item;
    }
    return copied;
  }
}

/** A tree of values, of bounded depth and size. Without keys it is the same as none. */
export const jsonTree: Read<JsonObject> = (reader, value, path) => {
  const read =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? new TreeCopy().copy(value)
      : undefined;
  if (read === undefined) {
    return reader.report(
      'type',
      path,
      `${path} is no tree of values`,
      `Accepted is an object as in values.yaml, at most 20 levels deep and of at most ${MAX_NODES} values`,
    );
  }
  const size = JSON.stringify(read).length;
  if (size > MAX_TREE) {
    return reader.report(
      'too-long',
      path,
      `${path} has ${size} characters`,
      `Accepted are at most ${MAX_TREE}`,
    );
  }
  return Object.keys(read as JsonObject).length > 0
    ? (read as JsonObject)
    : undefined;
};

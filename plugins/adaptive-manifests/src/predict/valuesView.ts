import type { JsonArray, JsonObject, JsonValue } from '@backstage/types';

/** A value of the tree, or nothing. */
export type Maybe = JsonValue | undefined;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What Go templates take as false: absent, null, false, 0, and empty text, lists and maps. */
export function isEmpty(value: Maybe): boolean {
  if (Array.isArray(value)) {
    return value.length === 0;
  }
  return isObject(value) ? Object.keys(value).length === 0 : !value;
}

/** sprig `default`: the fallback takes the place of everything that counts as empty, 0 and false included. */
export function orDefault<T extends JsonValue>(
  value: Maybe,
  fallback: T,
): JsonValue {
  return isEmpty(value) || value === undefined ? fallback : value;
}

/** The whole number that sprig's `int` makes of a value. */
export function toInt(value: Maybe): number {
  const number = Math.trunc(Number(value));
  return Number.isFinite(number) ? number : 0;
}

export function toText(value: Maybe): string {
  return value === undefined || value === null || typeof value === 'object'
    ? ''
    : `${value}`;
}

/** Read-only view of a values tree whose shape nobody has checked: people edit it by hand. */
export class ValuesView {
  constructor(readonly root: JsonObject) {}

  at(path: string): Maybe {
    let node: Maybe = this.root;
    for (const key of path.split('.')) {
      node = isObject(node) && Object.hasOwn(node, key) ? node[key] : undefined;
    }
    return node;
  }

  has(path: string): boolean {
    return !isEmpty(this.at(path));
  }

  text(path: string): string {
    return toText(this.at(path));
  }

  object(path: string): JsonObject {
    const value = this.at(path);
    return isObject(value) ? value : {};
  }

  list(path: string): JsonArray {
    const value = this.at(path);
    return Array.isArray(value) ? value : [];
  }
}

/**
 * Lays one values tree over another as Helm does: maps are merged deeply, lists and scalars replaced, and null
 * removes a default.
 */
export function layOver(base: JsonObject, over: JsonObject): JsonObject {
  const result: JsonObject = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const old = Object.hasOwn(base, key) ? base[key] : undefined;
    if (value === null || value === undefined) {
      delete result[key];
    } else {
      result[key] =
        isObject(value) && isObject(old) ? layOver(old, value) : value;
    }
  }
  return result;
}

/** sprig `mergeOverwrite` of two maps: like {@link layOver}, but null is kept as a value. */
export function mergeOverwrite(base: JsonObject, over: JsonObject): JsonObject {
  const result: JsonObject = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const old = Object.hasOwn(base, key) ? base[key] : undefined;
    result[key] =
      isObject(value) && isObject(old) ? mergeOverwrite(old, value) : value;
  }
  return result;
}

import type { JsonObject } from '../../kube/object';

/** An object of JSON, which an array is not. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object at a path; an empty one when there is none. */
export function objectAt(value: unknown, ...path: string[]): JsonObject {
  const found = path.reduce<unknown>(
    (at, key) => (isObject(at) ? at[key] : undefined),
    value,
  );
  return isObject(found) ? found : {};
}

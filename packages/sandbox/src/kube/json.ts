import type { KubernetesObject } from './object';

/** A plain JSON object of which nothing else is known. */
export type JsonRecord = Record<string, unknown>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at `path`, or undefined where any step is missing. */
export function at(value: unknown, ...path: Array<string | number>): unknown {
  let current = value;
  for (const step of path) {
    if (Array.isArray(current) && typeof step === 'number') {
      current = current[step];
    } else if (isRecord(current) && typeof step === 'string') {
      current = Object.hasOwn(current, step) ? current[step] : undefined;
    } else {
      return undefined;
    }
  }
  return current;
}

export function textAt(
  value: unknown,
  ...path: Array<string | number>
): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

export function numberAt(
  value: unknown,
  ...path: Array<string | number>
): number | undefined {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

export function listAt(
  value: unknown,
  ...path: Array<string | number>
): unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** A deep copy as JSON would carry it: undefined fields are gone. */
export function cloneJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

/** Parses JSON and drops `__proto__` keys, so that later merges cannot reach a prototype. */
export function parseJson(text: string): unknown {
  return JSON.parse(text, (key, value) =>
    key === '__proto__' ? undefined : value,
  );
}

/** Whether the value has the shape every Kubernetes object has. */
export function isKubernetesObject(value: unknown): value is KubernetesObject {
  return (
    isRecord(value) &&
    typeof value.apiVersion === 'string' &&
    typeof value.kind === 'string' &&
    isRecord(value.metadata) &&
    typeof value.metadata.name === 'string'
  );
}

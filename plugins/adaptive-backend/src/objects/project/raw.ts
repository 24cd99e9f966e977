/*
 * Readers for JSON of unknown shape. None of them throws: what is missing or of another type is undefined
 * (or empty), so that one odd object never stops a watch.
 */

export type Raw = Record<string, unknown>;

const EMPTY: Raw = Object.freeze({});

function isRecord(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as an object; an empty one when it is anything else. */
export function record(value: unknown): Raw {
  return isRecord(value) ? value : EMPTY;
}

/** The objects of an array; empty when it is anything else. */
export function records(value: unknown): Raw[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** A non-empty string. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A finite number. */
export function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value)
    ? value
    : undefined;
}

/** The strings of an array. */
export function texts(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string')
    : [];
}

/**
 * A map of strings; numbers and booleans become strings, because quantities and trigger metadata are
 * sometimes written without quotes. Undefined when nothing is left.
 */
export function textMap(
  value: unknown,
  keep: (key: string) => boolean = () => true,
): Record<string, string> | undefined {
  const result: Record<string, string> = {};
  let found = false;
  for (const [key, item] of Object.entries(record(value))) {
    if (!keep(key)) continue;
    if (typeof item === 'string') result[key] = item;
    else if (typeof item === 'number' || typeof item === 'boolean')
      result[key] = String(item);
    else continue;
    found = true;
  }
  return found ? result : undefined;
}

/** The value when it is one of the accepted words. */
export function oneOf<T extends string>(
  value: unknown,
  accepted: readonly T[],
): T | undefined {
  return accepted.find(item => item === value);
}

/** The first `max` characters. */
export function clip(
  value: string | undefined,
  max = 1024,
): string | undefined {
  return value === undefined || value.length <= max
    ? value
    : `${value.slice(0, max - 1)}…`;
}

/**
 * The object without the properties that are undefined: a property that is not there costs no memory. It is
 * copied, because `delete` would turn it into a hash table several times its size.
 */
export function compact<T extends object>(value: T): T {
  const keys = Object.keys(value) as Array<keyof T>;
  if (keys.every(key => value[key] !== undefined)) return value;
  const result: Partial<T> = {};
  for (const key of keys) {
    if (value[key] !== undefined) result[key] = value[key];
  }
  // Only properties that T allows to be undefined were left out.
  return result as T;
}

/** The array in as much memory as it needs: one that was filled by `push` or `filter` has room for 17 elements. */
export function snug<T>(array: readonly T[]): T[] {
  return array.slice();
}

/** A URL without user name and password; text that is no URL loses everything up to an `@`. */
export function withoutUserInfo(value: string): string {
  return value.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1');
}

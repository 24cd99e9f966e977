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

/**
 * At most `max` characters: of a longer text the beginning and the end. Errors of Go begin with what was tried, and the
 * cause is last, after a query that may be longer than all the rest.
 */
export function clip(
  value: string | undefined,
  max = 1024,
): string | undefined {
  if (value === undefined || value.length <= max) return value;
  const tail = Math.floor(max / 2);
  return `${value.slice(0, max - tail - 3)} … ${value.slice(-tail)}`;
}

/** Objects with certain properties and nothing in them, by the names of the properties. */
const blanks = new Map<string, object>();

/** JSON.parse gives an object room for just its own properties, and a copy has the same room; `{}` has room for more. */
function blankWith(keys: readonly PropertyKey[]): object {
  const id = keys.join();
  const known = blanks.get(id);
  if (known) return known;
  const blank: object = JSON.parse(
    JSON.stringify(Object.fromEntries(keys.map(key => [key, 0]))),
  );
  blanks.set(id, blank);
  return blank;
}

/**
 * The object without the properties that are undefined: a property that is not there costs no memory. It is
 * copied, because `delete` would turn it into a hash table several times its size. Only for types with a fixed set of
 * properties.
 */
export function compact<T extends object>(value: T): T {
  const all = Object.keys(value) as Array<keyof T>;
  const keys = all.filter(key => value[key] !== undefined);
  if (keys.length === all.length) return value;
  const result: Partial<T> = { ...blankWith(keys) };
  for (const key of keys) result[key] = value[key];
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

import type { InputReader } from './inputReader';

/** Reads one value; `undefined` after a fault was reported. */
export type Read<T> = (
  reader: InputReader,
  value: unknown,
  path: string,
) => T | undefined;

type Value<R> = R extends Read<infer T> ? T : never;
type Reads = Record<string, Read<unknown>>;
type Fields<R extends Reads, O extends Reads> = {
  [K in keyof R]: Value<R[K]>;
} & { [K in keyof O]?: Value<O[K]> };

export const text: Read<string> = (reader, value, path) =>
  reader.text(value, path);

export const number: Read<number> = (reader, value, path) =>
  reader.number(value, path);

export const flag: Read<boolean> = (reader, value, path) =>
  typeof value === 'boolean'
    ? value
    : reader.report(
        value === undefined ? 'required' : 'type',
        path,
        `${path} is not true or false`,
        'Accepted are true and false',
      );

export function choice<T extends string>(...accepted: T[]): Read<T> {
  return (reader, value, path) => reader.choice(value, path, accepted);
}

export function list<T>(read: Read<T>, maxLength: number): Read<T[]> {
  return (reader, value, path) =>
    reader
      .list(value, path, maxLength)
      ?.map((entry, index) => read(reader, entry, `${path}[${index}]`))
      .filter(entry => entry !== undefined);
}

function entriesOf(
  reader: InputReader,
  value: unknown,
  path: string,
  maxKeys: number,
): Array<[string, unknown]> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    reader.object(value, path, []);
    return undefined;
  }
  const entries = Object.entries(value);
  return entries.length > maxKeys
    ? reader.report(
        'too-long',
        path,
        `${path} has ${entries.length} keys`,
        `Accepted are at most ${maxKeys}`,
      )
    : entries;
}

/** Free keys, values of one kind. A map without keys is the same as none, so that there is one way to write it. */
export function map<T>(
  read: Read<T>,
  maxKeys: number,
): Read<Record<string, T>> {
  return (reader, value, path) => {
    const found: Array<[string, T]> = [];
    for (const [key, entry] of entriesOf(reader, value, path, maxKeys) ?? []) {
      const name = reader.text(key, `${path} (a key)`);
      const at = `${path}[${JSON.stringify(key.slice(0, 80))}]`;
      const item = read(reader, entry, at);
      if (name !== undefined && item !== undefined) found.push([name, item]);
    }
    return found.length > 0 ? Object.fromEntries(found) : undefined;
  };
}

/** An object of named fields; any other field is reported. */
export function fields<R extends Reads, O extends Reads>(
  required: R,
  optional: O,
): Read<Fields<R, O>> {
  const names = [...Object.keys(required), ...Object.keys(optional)];
  return (reader, value, path) => {
    const object = reader.object(value, path, names);
    if (!object) return undefined;
    const at = (key: string) => (path ? `${path}.${key}` : key);
    const read: Record<string, unknown> = {};
    let complete = true;
    for (const [key, field] of Object.entries(required)) {
      read[key] = field(reader, object[key], at(key));
      complete &&= read[key] !== undefined;
    }
    for (const [key, field] of Object.entries(optional)) {
      const item = reader.optional(object[key], at(key), (entry, where) =>
        field(reader, entry, where),
      );
      if (item !== undefined) read[key] = item;
    }
    return complete ? (read as Fields<R, O>) : undefined;
  };
}

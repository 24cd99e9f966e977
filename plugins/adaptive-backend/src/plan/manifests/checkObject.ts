import type { JsonObject, JsonValue } from '@backstage/types';
import extracted from './schemas.json';
import { ownSchemas } from './ownSchemas';
import type { ClosedType, Schemas, Shape } from './types';

/** The compiler cannot narrow what it infers of a JSON file to the union. */
function readSchemas({
  kinds,
  types,
}: {
  kinds: object;
  types: object;
}): Schemas {
  return {
    kinds: { ...(kinds as Schemas['kinds']), ...ownSchemas.kinds },
    types: { ...(types as Schemas['types']), ...ownSchemas.types },
  };
}

const { kinds, types } = readSchemas(extracted);

/** A place in an object where it is not what its kind says. */
export interface Mismatch {
  /** Key path, for example `spec.triggers[0].metadata`. */
  path: string;
  /** Follows the name of the field: what is wrong with it. */
  what: string;
  accepted: string;
}

/** Values are shown as far as they are short and no text: text may be a secret. */
function shown(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return 'text';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : String(value);
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pathOf(parent: string, key: string): string {
  const plain = /^[A-Za-z_][\w-]*$/.test(key);
  if (!plain) return `${parent}[${JSON.stringify(key)}]`;
  return parent === '' ? key : `${parent}.${key}`;
}

/** Edit distance up to two, enough for a slip of the fingers. */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 2) return false;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(
        row[j] + 1,
        next[j - 1] + 1,
        row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    }
    row = next;
  }
  return row[b.length] <= 2;
}

function acceptedFields(key: string, { fields }: ClosedType): string {
  const names = Object.keys(fields).sort();
  const near = names.filter(name =>
    isNear(name.toLocaleLowerCase('en-US'), key.toLocaleLowerCase('en-US')),
  );
  return near.length > 0 && near.length <= 3
    ? `perhaps ${near.join(' or ')}`
    : names.join(', ');
}

const PRIMITIVES: Record<string, { noun: string; types: string[] }> = {
  string: { noun: 'text', types: ['string'] },
  number: { noun: 'a number', types: ['number'] },
  boolean: { noun: 'true or false', types: ['boolean'] },
  intOrString: { noun: 'a number or text', types: ['number', 'string'] },
};

function checkClosed(
  value: JsonValue | undefined,
  type: ClosedType,
  path: string,
  add: (mismatch: Mismatch) => void,
): void {
  if (!isObject(value)) {
    add({ path, what: `is ${shown(value)}`, accepted: 'an object' });
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    const at = pathOf(path, key);
    if (!Object.hasOwn(type.fields, key)) {
      add({
        path: at,
        what: 'is no field',
        accepted: acceptedFields(key, type),
      });
    } else if (item !== null || type.required.includes(key)) {
      // An API server drops a null of a field that it does not need.
      check(item, type.fields[key], at, add);
    }
  }
  for (const key of type.required) {
    if (value[key] === undefined) {
      add({ path: pathOf(path, key), what: 'is missing', accepted: 'a value' });
    }
  }
}

function checkPrimitive(
  value: JsonValue | undefined,
  shape: string,
  path: string,
  add: (mismatch: Mismatch) => void,
): void {
  const primitive = PRIMITIVES[shape];
  if (!primitive.types.includes(typeof value)) {
    add({ path, what: `is ${shown(value)}`, accepted: primitive.noun });
  }
}

function check(
  value: JsonValue | undefined,
  shape: Shape,
  path: string,
  add: (mismatch: Mismatch) => void,
): void {
  if (shape === 'any') return;
  if (typeof shape === 'string') {
    if (shape.startsWith('#')) {
      checkClosed(value, types[shape.slice(1)], path, add);
    } else {
      checkPrimitive(value, shape, path, add);
    }
  } else if ('enum' in shape) {
    if (typeof value !== 'string' || !shape.enum.includes(value)) {
      add({
        path,
        what: `is ${
          typeof value === 'string' && value.length <= 40
            ? `'${value}'`
            : shown(value)
        }`,
        accepted: `one of ${shape.enum.join(', ')}`,
      });
    }
  } else if ('list' in shape) {
    if (Array.isArray(value)) {
      value.forEach((item, i) => check(item, shape.list, `${path}[${i}]`, add));
    } else {
      add({ path, what: `is ${shown(value)}`, accepted: 'a list' });
    }
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      check(item, shape.map, pathOf(path, key), add);
    }
  } else {
    add({ path, what: `is ${shown(value)}`, accepted: 'an object' });
  }
}

/**
 * Compares an object with the closed schema of its kind and version.
 *
 * @returns `undefined` when there is no schema of that kind and version here
 */
export function checkObject(object: JsonObject): Mismatch[] | undefined {
  const id = `${object.apiVersion} ${object.kind}`;
  if (!Object.hasOwn(kinds, id)) return undefined;
  const found: Mismatch[] = [];
  check(object, kinds[id], '', mismatch => void found.push(mismatch));
  return found;
}

/** Versions of a kind of a group that have a schema here. */
export function knownVersions(apiVersion: string, kind: string): string[] {
  const groupOf = (version: string) =>
    version.includes('/') ? version.split('/')[0] : '';
  return Object.keys(kinds)
    .map(id => id.split(' '))
    .filter(
      ([version, name]) =>
        name === kind && groupOf(version) === groupOf(apiVersion),
    )
    .map(([version]) => version);
}

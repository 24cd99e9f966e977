import { schemas } from '../components';
import type { Schema } from '../schemaParts';

type Named = Record<string, Schema>;

function resolve(schema: Schema): Schema {
  if (!('$ref' in schema)) return schema;
  const name = schema.$ref.replace('#/components/schemas/', '');
  if (!schemas[name]) throw new Error(`No schema ${name}`);
  return resolve(schemas[name]);
}

function ofObject(value: object, schema: Schema, path: string): string[] {
  if ('$ref' in schema) return [`${path}: reference`];
  const { properties = {}, required = [], additionalProperties } = schema;
  const known: Named = properties;
  const missing = required
    .filter(name => !(name in value))
    .map(name => `${path}.${name}: missing`);
  const found = Object.entries(value).flatMap(([name, part]) => {
    const own =
      known[name] ??
      (typeof additionalProperties === 'object'
        ? additionalProperties
        : undefined);
    return own
      ? deviations(part, own, `${path}.${name}`)
      : [`${path}.${name}: not in the schema`];
  });
  return [...missing, ...found];
}

function isOfType(value: unknown, type: unknown): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}

/** Where an answer is not as its schema says; what the schema does not name is a deviation too. */
export function deviations(
  value: unknown,
  named: Schema,
  path = '$',
): string[] {
  const schema = resolve(named);
  if ('$ref' in schema) return [`${path}: reference`];
  if (schema.oneOf) {
    const fits = schema.oneOf.some(
      one => deviations(value, one, path).length === 0,
    );
    return fits ? [] : [`${path}: none of the alternatives`];
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    return items
      ? value.flatMap((part, i) => deviations(part, items, `${path}[${i}]`))
      : [`${path}: no list`];
  }
  if (typeof value === 'object' && value !== null) {
    return schema.type === 'object'
      ? ofObject(value, schema, path)
      : [`${path}: no object`];
  }
  if (schema.enum && !schema.enum.includes(value)) {
    return [`${path}: '${String(value)}' is none of its words`];
  }
  return isOfType(value, schema.type) ? [] : [`${path}: no ${schema.type}`];
}

/** Names the fields below a schema: `EngineGitOps.parts[].message`, where a named schema begins anew. */
function eachField(
  schema: Schema,
  path: string,
  values: readonly unknown[],
  visit: (field: string, found: readonly unknown[]) => void,
): void {
  if ('$ref' in schema) {
    const name = schema.$ref.replace('#/components/schemas/', '');
    eachField(resolve(schema), name, values, visit);
    return;
  }
  if (schema.items) {
    const parts = values.flatMap(value => (Array.isArray(value) ? value : []));
    eachField(schema.items, `${path}[]`, parts, visit);
    return;
  }
  const known: Named = schema.properties ?? {};
  for (const [name, part] of Object.entries(known)) {
    const found = values.flatMap(value =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, own]) =>
            key === name ? [own] : [],
          )
        : [],
    );
    visit(`${path}.${name}`, found);
    eachField(part, `${path}.${name}`, found, visit);
  }
}

/** Names of the fields below a schema that occur in none of the answers. */
export function unseenFields(
  values: readonly unknown[],
  schema: Schema,
): string[] {
  const seen = new Map<string, boolean>();
  eachField(schema, '$', values, (field, found) =>
    seen.set(field, found.length > 0 || (seen.get(field) ?? false)),
  );
  return [...seen].flatMap(([field, isSeen]) => (isSeen ? [] : field)).sort();
}

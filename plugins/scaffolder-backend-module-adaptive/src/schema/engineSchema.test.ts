import {
  checkEngineInput,
  type Finding,
} from '@adaptive-portal/plugin-adaptive-manifests';
import { z } from 'zod/v3';
import { engineSchema } from './engineSchema';

/** A key that no version of the generator has. */
const STRANGER = 'zz-stranger';

/** Where a schema is: field names, `0` for an item of a list, `any` for a free key. */
type Path = string[];

interface Place {
  path: Path;
  schema: z.ZodTypeAny;
}

function bare(schema: z.ZodTypeAny): z.ZodTypeAny {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable
    ? bare(schema.unwrap())
    : schema;
}

function children({ schema }: Place): Array<[string, z.ZodTypeAny]> {
  if (schema instanceof z.ZodObject) return Object.entries(schema.shape);
  if (schema instanceof z.ZodArray) return [['0', schema.element]];
  if (
    schema instanceof z.ZodRecord &&
    !(schema.valueSchema instanceof z.ZodUnknown)
  ) {
    return [['any', schema.valueSchema]];
  }
  return [];
}

function placesOf(place: Place): Place[] {
  return [
    place,
    ...children(place).flatMap(([key, schema]) =>
      placesOf({
        path: [...place.path, key],
        schema: bare(schema),
      }),
    ),
  ];
}

const PLACES = placesOf({ path: [], schema: engineSchema(z) });

/** An input that has a value at a path, and nothing else. */
function inputWith(path: Path, value: unknown): unknown {
  const input = path
    .slice(1)
    .reduceRight<unknown>(
      (inner, key) => (key === '0' ? [inner] : { [key]: inner }),
      value,
    );
  if (path.length === 0) return input;
  return { [path[0]]: inMode(path, input) };
}

/** Which fields of MLflow and ClickHouse have a meaning depends on the mode. */
function inMode([first, second]: Path, section: unknown): unknown {
  return ['mlflow', 'clickhouse'].includes(first) && second !== undefined
    ? {
        mode: second === 'url' ? 'external' : 'internal',
        ...(section as object),
      }
    : section;
}

/** The path as findings write it. */
function written(path: Path): string {
  return path
    .map(key => {
      if (key === '0') return '[0]';
      return key === 'any' ? '["any"]' : `.${key}`;
    })
    .join('')
    .replace(/^\./, '');
}

function findingsAt(path: Path, value: unknown): Finding[] {
  const at = written(path);
  return checkEngineInput(inputWith(path, value)).findings.filter(
    finding => finding.path === at,
  );
}

const OF_KIND = <T extends z.ZodTypeAny>(
  is: (schema: z.ZodTypeAny) => schema is T,
) =>
  PLACES.flatMap(place =>
    is(place.schema)
      ? [{ ...place, schema: place.schema, at: written(place.path) }]
      : [],
  );

const objects = OF_KIND(
  (schema): schema is z.ZodObject<z.ZodRawShape> =>
    schema instanceof z.ZodObject,
);
const leaves = OF_KIND(
  (schema): schema is z.ZodTypeAny =>
    schema instanceof z.ZodString ||
    schema instanceof z.ZodNumber ||
    schema instanceof z.ZodBoolean ||
    schema instanceof z.ZodEnum,
);
const choices = OF_KIND(
  (schema): schema is z.ZodEnum<[string, ...string[]]> =>
    schema instanceof z.ZodEnum,
);

/** A value that the schema takes for right. */
function sample(schema: z.ZodTypeAny): unknown {
  if (schema instanceof z.ZodNumber) return 1;
  if (schema instanceof z.ZodBoolean) return true;
  return schema instanceof z.ZodEnum ? schema.options[0] : 'QUJD'.repeat(32);
}

describe('engineSchema', () => {
  it.each(objects)(
    'names the fields that the generator knows at "$at"',
    ({ path, schema }) => {
      const [finding] = findingsAt([...path, STRANGER], 1);
      expect(finding).toMatchObject({ rule: 'unknown-field' });
      expect(Object.keys(schema.shape).sort()).toEqual(
        finding.remedy
          .replace(/^Accepted here: /, '')
          .split(', ')
          .sort(),
      );
    },
  );

  it.each(objects)(
    'asks for what the generator asks for at "$at"',
    ({ path, schema }) => {
      // With a mode, as well: what else is needed is only said then.
      const findings = [{}, { mode: 'internal' }].flatMap(
        given => checkEngineInput(inputWith(path, given)).findings,
      );
      const missing = Object.keys(schema.shape).filter(key =>
        findings.some(
          finding =>
            finding.rule === 'required' &&
            finding.path === written([...path, key]),
        ),
      );
      const required = Object.entries(schema.shape)
        .filter(([, field]) => !field.isOptional())
        .map(([key]) => key);
      expect(missing.sort()).toEqual(required.sort());
    },
  );

  it.each(leaves)(
    'says of "$at" what kind of value the generator takes',
    ({ path, schema, at }) => {
      expect(findingsAt(path, sample(schema))).toEqual([]);
      // What the generator would look into has fields of its own.
      const inside = checkEngineInput(inputWith(path, { [STRANGER]: 1 }));
      expect(
        inside.findings.filter(({ path: where }) => where.startsWith(`${at}.`)),
      ).toEqual([]);
      expect(findingsAt(path, { [STRANGER]: 1 })).toHaveLength(1);
    },
  );

  it.each(choices)(
    'lists the values that the generator accepts at "$at"',
    ({ path, schema }) => {
      const [{ remedy }] = findingsAt(path, STRANGER);
      expect(remedy).toBe(`Accepted: ${schema.options.join(', ')}`);
    },
  );

  it('describes every field', () => {
    const silent = objects.flatMap(({ schema, at }) =>
      Object.entries(schema.shape)
        .filter(([, field]) => !field.description && !bare(field).description)
        .map(([key]) => `${at}.${key}`),
    );
    expect(silent).toEqual([]);
  });

  it('leaves unknown fields at every place to the generator', () => {
    const open = objects.filter(
      ({ schema }) => schema._def.unknownKeys !== 'passthrough',
    );
    expect(open.map(({ at }) => at)).toEqual([]);
  });
});

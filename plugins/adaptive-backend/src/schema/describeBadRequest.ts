import { InputError } from '@backstage/errors';
import type { RequestHandler } from 'express';
import { spec } from './openapi';
import { ACCEPTED_TIME, TIME } from './times';

/** The part of a parameter's schema that `openapi.ts` uses. */
interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: {
    type: 'string' | 'integer';
    enum?: readonly string[];
    pattern?: string;
    minimum?: number;
    maximum?: number;
    maxLength?: number;
  };
}

/** What has a body only is checked where that is read. */
type Operation = {
  get?: { parameters: readonly Parameter[] };
  post?: unknown;
};

/** The operations by what their paths look like: `{…}` stands for one segment. */
const OPERATIONS = Object.entries<Operation>(spec.paths).map(
  ([template, { get, post }]) => ({
    methods: [...(get ? ['GET', 'HEAD'] : []), ...(post ? ['POST'] : [])],
    path: new RegExp(`^${template.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}/?$`),
    inPath: get?.parameters.filter(({ in: at }) => at === 'path') ?? [],
    inQuery: get?.parameters.filter(({ in: at }) => at === 'query') ?? [],
  }),
);

function accepted({ schema }: Parameter): string {
  if (schema.enum) return `one of ${schema.enum.join(', ')}`;
  if (schema.type === 'integer') {
    return `a whole number from ${schema.minimum} to ${schema.maximum}`;
  }
  if (schema.pattern === TIME) return ACCEPTED_TIME;
  if (schema.pattern) {
    return 'letters, digits, dots, dashes and underscores, at most 253, the first and the last a letter or digit';
  }
  return `at most ${schema.maxLength} characters`;
}

function fits({ schema }: Parameter, value: string): boolean {
  if (schema.enum) return schema.enum.includes(value);
  if (schema.type === 'integer') {
    const number = Number(value);
    return (
      /^\d+$/.test(value) &&
      number >= (schema.minimum ?? -Infinity) &&
      number <= (schema.maximum ?? Infinity)
    );
  }
  if (schema.pattern) return new RegExp(schema.pattern).test(value);
  return value.length <= (schema.maxLength ?? Infinity);
}

/** Long garbage is cut, so that an error message stays readable. */
function quote(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `'${text.length > 100 ? `${text.slice(0, 100)}…` : text}'`;
}

/** `undefined` for what no text is the encoding of, such as `%zz`. */
function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function checkPath(
  parameters: readonly Parameter[],
  segments: Record<string, string>,
): void {
  for (const parameter of parameters) {
    const segment = segments[parameter.name];
    const value = decode(segment);
    if (value === undefined || !fits(parameter, value)) {
      throw new InputError(
        `Invalid path parameter '${parameter.name}': ${quote(
          value ?? segment,
        )}, accepted: ${accepted(parameter)}`,
      );
    }
  }
}

function checkQuery(
  parameters: readonly Parameter[],
  query: Record<string, unknown>,
): void {
  for (const parameter of parameters) {
    if (parameter.required && query[parameter.name] === undefined) {
      throw new InputError(
        `Missing query parameter '${parameter.name}', accepted: ${accepted(
          parameter,
        )}`,
      );
    }
  }
  for (const [name, value] of Object.entries(query)) {
    const parameter = parameters.find(p => p.name === name);
    if (!parameter) {
      const names = parameters.map(p => p.name).join(', ') || 'none';
      throw new InputError(
        `Unknown query parameter '${name}' with value ${quote(
          value,
        )}, accepted parameters: ${names}`,
      );
    }
    if (typeof value !== 'string' || !fits(parameter, value)) {
      throw new InputError(
        `Invalid query parameter '${name}': ${quote(
          value,
        )}, accepted: ${accepted(parameter)}`,
      );
    }
  }
}

/**
 * Refuses a path or a query that the specification does not allow, with a sentence that names field, value and what is
 * accepted; the validator behind it only names the field. A path that is no operation is left to the router.
 *
 * @param path - as it came, still encoded
 * @throws InputError
 */
export function checkRequest(
  path: string,
  query: Record<string, unknown>,
): void {
  for (const operation of OPERATIONS) {
    const match = operation.path.exec(path);
    if (!match) continue;
    checkPath(operation.inPath, match.groups ?? {});
    checkQuery(operation.inQuery, query);
    return;
  }
}

/** Methods of the operations at a path; none when it is no operation. */
export function methodsOf(path: string): readonly string[] {
  return OPERATIONS.find(each => each.path.test(path))?.methods ?? [];
}

/** {@link checkRequest} as middleware. */
export const describeBadRequest: RequestHandler = (req, _res, next) => {
  checkRequest(req.path, req.query);
  next();
};

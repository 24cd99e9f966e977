import { InputError } from '@backstage/errors';
import type { RequestHandler } from 'express';
import { spec } from './openapi';

/** The part of a parameter's schema that `openapi.ts` uses. */
interface QueryParameter {
  name: string;
  in: string;
  schema: {
    type: 'string' | 'integer';
    enum?: readonly string[];
    pattern?: string;
    minimum?: number;
    maximum?: number;
    maxLength?: number;
  };
}

type Operation = { get: { parameters: readonly QueryParameter[] } };

/** The operations by what their paths look like: `{…}` stands for one segment. */
const OPERATIONS = Object.entries<Operation>(spec.paths).map(
  ([template, { get }]) => ({
    path: new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}/?$`),
    parameters: get.parameters.filter(({ in: at }) => at === 'query'),
  }),
);

function queryParameters(path: string): readonly QueryParameter[] | undefined {
  return OPERATIONS.find(operation => operation.path.test(path))?.parameters;
}

function accepted({ schema }: QueryParameter): string {
  if (schema.enum) return `one of ${schema.enum.join(', ')}`;
  if (schema.type === 'integer') {
    return `a whole number from ${schema.minimum} to ${schema.maximum}`;
  }
  if (schema.pattern) {
    return 'letters, digits, dots, dashes and underscores, at most 253';
  }
  return `at most ${schema.maxLength} characters`;
}

function fits({ schema }: QueryParameter, value: string): boolean {
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

/**
 * Refuses a query that the specification does not allow, with a sentence that names field, value and what is
 * accepted; the validator behind it only names the field.
 *
 * @throws InputError
 */
export function checkQuery(path: string, query: Record<string, unknown>): void {
  const parameters = queryParameters(path);
  if (!parameters) return;
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

/** {@link checkQuery} as middleware. */
export const describeBadQuery: RequestHandler = (req, _res, next) => {
  checkQuery(req.path, req.query);
  next();
};

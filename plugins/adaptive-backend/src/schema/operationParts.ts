import { TIME } from './times';

/** A Kubernetes name, or one segment of an engine reference. */
export const NAME = '^[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?$';

/** An answer whose body has a schema of the components. */
export const answer = (schema: string, description: string) =>
  ({
    description,
    content: {
      'application/json': {
        schema: { $ref: `#/components/schemas/${schema}` },
      },
    },
  } as const);

/** What every operation may answer instead. */
export const errors = {
  '400': answer(
    'Error',
    'A parameter has no usable value; the message says which',
  ),
  '401': answer('Error', 'No valid token'),
  '403': answer('Error', 'The permission policy refuses'),
} as const;

export const notModified = {
  description: 'Nothing changed since the answer with this `If-None-Match`',
} as const;

/** A part of the path. */
export const segment = (name: string) =>
  ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', pattern: NAME },
  } as const);

/** A parameter that is a Kubernetes name or the name of a cluster. */
export const nameFilter = (name: string) =>
  ({ name, in: 'query', schema: { type: 'string', pattern: NAME } } as const);

/** A time in either form. */
export const time = (name: string, description: string) =>
  ({
    name,
    in: 'query',
    description: `ISO 8601 with a zone, or whole Unix seconds; ${description}`,
    allowReserved: true,
    schema: { type: 'string', pattern: TIME },
  } as const);

/** Words to look for; where is said in the description. */
export const searchFilter = (description: string) =>
  ({
    name: 'search',
    in: 'query',
    description,
    allowEmptyValue: true,
    allowReserved: true,
    schema: { type: 'string', maxLength: 200 },
  } as const);

/** Which part of a long answer is wanted. */
export const paging = [
  {
    name: 'limit',
    in: 'query',
    schema: { type: 'integer', minimum: 1, maximum: 200 },
  },
  {
    name: 'cursor',
    in: 'query',
    description: '`nextCursor` of the page before',
    allowReserved: true,
    schema: { type: 'string', maxLength: 1000 },
  },
] as const;

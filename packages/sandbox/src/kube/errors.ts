import type { JsonRecord } from './json';

export interface StatusCause {
  reason?: string;
  message: string;
  field?: string;
}

/** The `Status` object that the Kubernetes API answers errors with. */
export interface StatusBody extends JsonRecord {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: JsonRecord;
  status: 'Failure' | 'Success';
  message?: string;
  reason?: string;
  details?: {
    name?: string;
    group?: string;
    kind?: string;
    uid?: string;
    causes?: StatusCause[];
    retryAfterSeconds?: number;
  };
  code: number;
}

interface TypeName {
  group: string;
  plural: string;
}

/** An error as the API server would answer it. */
export class KubeError extends Error {
  readonly body: StatusBody;

  constructor(
    code: number,
    reason: string,
    message: string,
    details?: StatusBody['details'],
  ) {
    super(message);
    this.name = 'KubeError';
    this.body = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason,
      ...(details ? { details } : {}),
      code,
    };
  }

  /** HTTP status code. */
  get code(): number {
    return this.body.code;
  }

  /** Kubernetes' machine-readable reason, for example `NotFound`. */
  get reason(): string {
    return this.body.reason ?? 'Unknown';
  }
}

/** A path that the server knows nothing of, an API group that no CRD defines for example: answered as text. */
export class PathNotFound extends Error {}

/** `deployments.apps`, or `pods` in the core group. */
export function qualified(type: TypeName): string {
  return type.group ? `${type.plural}.${type.group}` : type.plural;
}

function detailsOf(type: TypeName, name?: string): StatusBody['details'] {
  return {
    ...(name ? { name } : {}),
    ...(type.group ? { group: type.group } : {}),
    kind: type.plural,
  };
}

export function notFound(type: TypeName, name: string): KubeError {
  return new KubeError(
    404,
    'NotFound',
    `${qualified(type)} "${name}" not found`,
    detailsOf(type, name),
  );
}

/** The path names a resource, version or subresource that is not served. */
export function notServed(): KubeError {
  return new KubeError(
    404,
    'NotFound',
    'the server could not find the requested resource',
    {},
  );
}

export function alreadyExists(type: TypeName, name: string): KubeError {
  return new KubeError(
    409,
    'AlreadyExists',
    `${qualified(type)} "${name}" already exists`,
    detailsOf(type, name),
  );
}

export function conflict(
  type: TypeName,
  name: string,
  why = 'the object has been modified; please apply your changes to the latest version and try again',
  causes?: StatusCause[],
): KubeError {
  return new KubeError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(type)} "${name}": ${why}`,
    { ...detailsOf(type, name), ...(causes ? { causes } : {}) },
  );
}

export function invalid(
  type: TypeName & { kind: string },
  name: string,
  causes: StatusCause[],
): KubeError {
  const named = type.group ? `${type.kind}.${type.group}` : type.kind;
  const listed = causes.map(cause => `${cause.field}: ${cause.message}`);
  const text = listed.length === 1 ? listed[0] : `[${listed.join(', ')}]`;
  return new KubeError(
    422,
    'Invalid',
    `${named} "${name}" is invalid: ${text}`,
    { ...detailsOf(type, name), kind: type.kind, causes },
  );
}

export function forbidden(
  type: TypeName,
  name: string | undefined,
  why: string,
  causes?: StatusCause[],
): KubeError {
  const subject = name ? `${qualified(type)} "${name}"` : qualified(type);
  return new KubeError(403, 'Forbidden', `${subject} is forbidden: ${why}`, {
    ...detailsOf(type, name),
    ...(causes ? { causes } : {}),
  });
}

export function expired(message: string): KubeError {
  return new KubeError(410, 'Expired', message);
}

export function badRequest(message: string): KubeError {
  return new KubeError(400, 'BadRequest', message);
}

export function unauthorized(): KubeError {
  return new KubeError(401, 'Unauthorized', 'Unauthorized');
}

export function unsupportedMediaType(accepted: string[]): KubeError {
  return new KubeError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(
      ', ',
    )}`,
  );
}

import type {
  PlanRequest,
  RenderedFile,
} from '@adaptive-portal/plugin-adaptive-common';
import { assertRepositoryPath } from '@adaptive-portal/plugin-adaptive-node';
import { InputError } from '@backstage/errors';
import { NAME } from '../schema/operationParts';

/** Far more than an engine has in all its environments. */
const MAX_FILES = 500;
const MAX_QUOTED = 100;

const NAME_PATTERN = new RegExp(NAME);

function quote(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text === undefined) return 'missing';
  return `'${
    text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text
  }'`;
}

function refuse(field: string, value: unknown, accepted: string): InputError {
  return new InputError(
    `Invalid field '${field}': ${quote(value)}, accepted: ${accepted}`,
  );
}

function fieldsOf(value: unknown, field: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refuse(field, value, 'an object');
  }
  return { ...value };
}

function assertOnly(
  fields: Record<string, unknown>,
  accepted: readonly string[],
  at = '',
): void {
  for (const name of Object.keys(fields)) {
    if (!accepted.includes(name)) {
      throw new InputError(
        `Unknown field '${at}${name.slice(
          0,
          MAX_QUOTED,
        )}', accepted: ${accepted.join(', ')}`,
      );
    }
  }
}

function nameIn(fields: Record<string, unknown>, name: string, at = '') {
  const value = fields[name];
  if (typeof value !== 'string' || !NAME_PATTERN.test(value)) {
    throw refuse(
      `${at}${name}`,
      value,
      'letters, digits, dots, dashes and underscores, at most 253, the first and the last a letter or digit',
    );
  }
  return value;
}

function fileOf(value: unknown, i: number): RenderedFile {
  const at = `files[${i}]`;
  const fields = fieldsOf(value, at);
  assertOnly(fields, ['path', 'content'], `${at}.`);
  const { path, content } = fields;
  if (typeof path !== 'string' || path === '') {
    throw refuse(`${at}.path`, path, 'a path below the repository');
  }
  try {
    assertRepositoryPath(path, 'File');
  } catch (error) {
    throw refuse(
      `${at}.path`,
      path,
      'a path below the repository, without . and .. and outside .git',
    );
  }
  if (typeof content !== 'string') {
    throw refuse(`${at}.content`, content, 'text');
  }
  return { path, content };
}

function filesOf(value: unknown): RenderedFile[] {
  if (!Array.isArray(value)) throw refuse('files', value, 'a list of files');
  if (value.length > MAX_FILES) {
    throw new InputError(
      `Invalid field 'files': ${value.length} files, accepted: at most ${MAX_FILES}`,
    );
  }
  const files = value.map(fileOf);
  const paths = new Set<string>();
  for (const { path } of files) {
    if (paths.has(path)) {
      throw refuse('files', path, 'every path once');
    }
    paths.add(path);
  }
  return files;
}

/**
 * Reads the body of a request for a plan.
 *
 * @throws InputError naming field, value and what is accepted
 */
export function readPlanRequest(body: unknown): PlanRequest {
  const fields = fieldsOf(body, 'body');
  assertOnly(fields, ['repositoryId', 'operation', 'engine', 'files']);
  const { operation } = fields;
  if (operation !== 'apply' && operation !== 'delete') {
    throw refuse('operation', operation, 'one of apply, delete');
  }
  const repositoryId = nameIn(fields, 'repositoryId');
  const engine = fieldsOf(fields.engine, 'engine');
  assertOnly(engine, ['cluster', 'namespace', 'release'], 'engine.');
  return {
    repositoryId,
    operation,
    engine: {
      cluster: nameIn(engine, 'cluster', 'engine.'),
      namespace: nameIn(engine, 'namespace', 'engine.'),
      release: nameIn(engine, 'release', 'engine.'),
    },
    ...(fields.files !== undefined && { files: filesOf(fields.files) }),
  };
}

import type { EngineRef } from '@adaptive-portal/plugin-adaptive-common';
import { InputError } from '@backstage/errors';
import type { RepositoryLayout } from '../model';

/**
 * Where an engine's files go unless a repository's configuration says otherwise.
 *
 * The Application's file name joins namespace and release with a dot: with a hyphen, `team` + `a-b` and
 * `team-a` + `b` would share one file.
 *
 * @public
 */
export const DEFAULT_LAYOUT: RepositoryLayout = {
  engine: 'engines/{cluster}/{namespace}/{release}',
  manifests: 'engines/{cluster}/{namespace}/{release}/manifests',
  application: 'applications/{cluster}/{namespace}.{release}.yaml',
};

/** A name that git and every file system take as one plain segment of a path. */
function isSegment(text: string): boolean {
  return (
    /^[A-Za-z0-9._-]+$/.test(text) && !/^(\.{1,2}|\.git|git~\d+)$/i.test(text)
  );
}

function fill(field: string, pattern: string, ref: EngineRef): string {
  for (const [name, value] of Object.entries(ref)) {
    if (!isSegment(value)) {
      throw new InputError(
        `${name} '${value}' is not a plain part of a path; accepted are letters, digits, '.', '_' and '-'`,
      );
    }
  }
  const path = pattern
    .replaceAll('{cluster}', () => ref.cluster)
    .replaceAll('{namespace}', () => ref.namespace)
    .replaceAll('{release}', () => ref.release);
  if (!path.split('/').every(isSegment)) {
    throw new InputError(
      `Layout '${field}' gives '${path}', which is not a plain relative path; accepted are segments of letters, digits, '.', '_' and '-', without '..', '.git' or a leading '/'`,
    );
  }
  return path;
}

/**
 * Fills `{cluster}`, `{namespace}` and `{release}` into a layout.
 *
 * @returns paths relative to the repository's root, without leading or trailing `/`
 * @throws InputError when a path would leave the repository or has characters that are not safe in one
 * @public
 */
export function layoutPaths(
  layout: RepositoryLayout,
  ref: EngineRef,
): RepositoryLayout {
  return {
    engine: fill('engine', layout.engine, ref),
    manifests: fill('manifests', layout.manifests, ref),
    application: fill('application', layout.application, ref),
  };
}

import {
  DEFAULT_LAYOUT,
  type RepositoryLayout,
} from '@adaptive-portal/plugin-adaptive-manifests';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { assertRepositoryPath } from './repositoryPath';

const PLACEHOLDERS = ['{cluster}', '{namespace}', '{release}'];

/** Where files go unless a path of its own is given. */
const PRESETS: Record<string, RepositoryLayout> = {
  'app-of-apps': DEFAULT_LAYOUT,
  'single-folder': {
    ...DEFAULT_LAYOUT,
    application: `${DEFAULT_LAYOUT.engine}/application.yaml`,
  },
};

function readLayoutPath(pattern: string, key: string): string {
  const withoutPlaceholders = PLACEHOLDERS.reduce(
    (rest, placeholder) => rest.replaceAll(placeholder, 'x'),
    pattern,
  );
  if (/[{}]/.test(withoutPlaceholders)) {
    throw new InputError(
      `${key} '${pattern}' has an unknown placeholder, accepted are ${PLACEHOLDERS.join(
        ', ',
      )}`,
    );
  }
  assertRepositoryPath(withoutPlaceholders, key);
  if (!pattern.includes('{release}')) {
    throw new InputError(
      `${key} '${pattern}' lacks {release}: two engines would write the same files`,
    );
  }
  return pattern;
}

/** Reads `layout` of a repository at `key`: a preset, and paths that differ from it. */
export function readLayout(repository: Config, key: string): RepositoryLayout {
  const preset = repository.getOptionalString('layout.preset') ?? 'app-of-apps';
  if (!Object.hasOwn(PRESETS, preset)) {
    throw new InputError(
      `${key}.layout.preset is '${preset}', expected one of ${Object.keys(
        PRESETS,
      ).join(', ')}`,
    );
  }
  const read = (field: keyof RepositoryLayout) =>
    readLayoutPath(
      repository.getOptionalString(`layout.${field}`) ?? PRESETS[preset][field],
      `${key}.layout.${field}`,
    );
  return {
    engine: read('engine'),
    manifests: read('manifests'),
    application: read('application'),
  };
}

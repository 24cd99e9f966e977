import {
  stringifyEngineRef,
  type EngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  layoutPaths,
  type RepositoryLayout,
} from '@adaptive-portal/plugin-adaptive-manifests';
import { assertRepositoryPath } from '@adaptive-portal/plugin-adaptive-node';
import { InputError } from '@backstage/errors';

/** Where one engine's files may be, and whether they may be there. */
export interface EngineFiles {
  layout: RepositoryLayout;
  engine: EngineRef;
}

/**
 * Refuses files outside the places that the repository's layout gives to the engine: a task for one engine must not be
 * able to rewrite another, or the pipelines of the repository.
 *
 * @throws InputError naming the first such file
 */
export function assertEngineFiles(
  options: EngineFiles & { files: string[] },
): void {
  const { layout, engine, files } = options;
  const allowed = layoutPaths(layout, engine);
  if (files.length === 0) {
    throw new InputError('files is empty; there is nothing to publish');
  }
  files.forEach((path, index) => {
    assertRepositoryPath(path, `files[${index}]`);
    const inside =
      path === allowed.application ||
      path.startsWith(`${allowed.engine}/`) ||
      path.startsWith(`${allowed.manifests}/`);
    if (!inside) {
      throw new InputError(
        `files[${index}] '${path}' does not belong to engine '${stringifyEngineRef(
          engine,
        )}'; accepted are '${allowed.engine}/**', '${
          allowed.manifests
        }/**' and '${allowed.application}'`,
      );
    }
    if (files.indexOf(path) !== index) {
      throw new InputError(`files[${index}] '${path}' is listed twice`);
    }
  });
}

import { lstat, readFile } from 'node:fs/promises';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { assertRepositoryPath } from '@adaptive-portal/plugin-adaptive-node';
import type { PublishFile } from '../publish/types';

const MAX_FILES = 200;
const MAX_BYTES = 1024 * 1024;

/** Files named by a task. */
export interface ReadWorkspaceFilesOptions {
  workspacePath: string;
  /** Folder below the workspace that stands for the repository's root. */
  sourcePath?: string;
  files: string[];
}

/**
 * Reads files of a task's workspace.
 *
 * @throws InputError for paths that leave the workspace, for symbolic links and other things that are no regular files,
 * for missing files, and for more or larger files than an engine can have
 */
export async function readWorkspaceFiles(
  options: ReadWorkspaceFilesOptions,
): Promise<PublishFile[]> {
  const { workspacePath, sourcePath, files } = options;
  if (files.length > MAX_FILES) {
    throw new InputError(
      `files has ${files.length} entries, accepted are at most ${MAX_FILES}`,
    );
  }
  const root =
    sourcePath === undefined || sourcePath === ''
      ? workspacePath
      : resolveSafeChildPath(workspacePath, sourcePath);
  const read: PublishFile[] = [];
  for (const [index, path] of files.entries()) {
    assertRepositoryPath(path, `files[${index}]`);
    const source = resolveSafeChildPath(root, path);
    const stats = await lstat(source).catch(() => undefined);
    if (!stats?.isFile()) {
      throw new InputError(
        `files[${index}] '${path}' is not a regular file in the workspace`,
      );
    }
    if (stats.size > MAX_BYTES) {
      throw new InputError(
        `files[${index}] '${path}' has ${stats.size} bytes, accepted are at most ${MAX_BYTES}`,
      );
    }
    read.push({ path, content: await readFile(source) });
  }
  return read;
}

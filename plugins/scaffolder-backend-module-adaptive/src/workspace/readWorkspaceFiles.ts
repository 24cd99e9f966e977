import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { assertRepositoryPath } from '@adaptive-portal/plugin-adaptive-node';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { PublishFile } from '../publish/types';

const MAX_FILES = 200;
const MAX_BYTES = 1024 * 1024;
const MAX_BYTES_IN_ALL = 8 * 1024 * 1024;

/** Files named by a task. */
export interface ReadWorkspaceFilesOptions {
  workspacePath: string;
  /** Folder below the workspace that stands for the repository's root. */
  sourcePath?: string;
  files: string[];
}

/**
 * Reads a file without following a link, in its own name or in that of a folder above it. It is looked at once opened,
 * so that nothing can be put in its place in between.
 */
async function readRegularFile(
  root: string,
  path: string,
  what: string,
): Promise<Uint8Array> {
  const notThere = `${what} is not a regular file in the workspace`;
  const folder = await realpath(join(root, dirname(path))).catch(
    () => undefined,
  );
  if (folder !== join(root, dirname(path))) throw new InputError(notThere);
  const flags =
    constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(join(folder, basename(path)), flags).catch(
    () => undefined,
  );
  try {
    const stats = await file?.stat();
    if (!file || !stats?.isFile()) throw new InputError(notThere);
    if (stats.size > MAX_BYTES) {
      throw new InputError(
        `${what} has ${stats.size} bytes, accepted are at most ${MAX_BYTES}`,
      );
    }
    return await file.readFile();
  } finally {
    await file?.close();
  }
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
  const { workspacePath, sourcePath = '', files } = options;
  if (files.length > MAX_FILES) {
    throw new InputError(
      `files has ${files.length} entries, accepted are at most ${MAX_FILES}`,
    );
  }
  const from =
    sourcePath === ''
      ? workspacePath
      : resolveSafeChildPath(workspacePath, sourcePath);
  const root = await realpath(from).catch(() => from);
  const read: PublishFile[] = [];
  let bytes = 0;
  for (const [index, path] of files.entries()) {
    assertRepositoryPath(path, `files[${index}]`);
    resolveSafeChildPath(from, path);
    const what = `files[${index}] '${path}'`;
    const content = await readRegularFile(root, path, what);
    bytes += content.length;
    if (bytes > MAX_BYTES_IN_ALL) {
      throw new InputError(
        `files have more than ${MAX_BYTES_IN_ALL} bytes in all, which is more than an engine can have`,
      );
    }
    read.push({ path, content });
  }
  return read;
}

import { constants } from 'node:fs';
import { mkdir, open, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { assertRepositoryPath } from '@adaptive-portal/plugin-adaptive-node';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError, isError } from '@backstage/errors';

function isLink(error: unknown): boolean {
  return isError(error) && error.code === 'ELOOP';
}

/**
 * Writes a file into a task's workspace, over one that is there. Other steps may have put links there, which it follows
 * neither in the name of the file nor in those of the folders above it.
 *
 * @param path - below the workspace, with `/` between segments
 * @throws NotAllowedError for a link that leads out of the workspace, InputError for one that stays in it
 */
export async function writeWorkspaceFile(
  workspacePath: string,
  path: string,
  content: string,
): Promise<void> {
  assertRepositoryPath(path, 'path');
  const destination = resolveSafeChildPath(workspacePath, path);
  await mkdir(dirname(destination), { recursive: true });
  const root = await realpath(workspacePath);
  const folder = await realpath(dirname(destination));
  const refusal = new InputError(
    `'${path}' leads through a symbolic link in the workspace, through which nothing is written`,
  );
  if (folder !== join(root, dirname(path))) throw refusal;
  const flags =
    constants.O_WRONLY |
    constants.O_CREAT |
    constants.O_TRUNC |
    constants.O_NOFOLLOW;
  const file = await open(join(folder, basename(path)), flags, 0o644).catch(
    error => {
      throw isLink(error) ? refusal : error;
    },
  );
  try {
    await file.writeFile(content);
  } finally {
    await file.close();
  }
}

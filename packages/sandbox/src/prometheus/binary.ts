import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);

/** Where Homebrew puts binaries when its folder is not on the PATH. */
const MORE_FOLDERS = ['/opt/homebrew/bin', '/usr/local/bin', '/usr/bin'];

/** First `prometheus` on the PATH or in the usual folders that runs; undefined when there is none. */
export async function findPrometheus(
  path = process.env.PATH ?? '',
): Promise<string | undefined> {
  const folders = [...path.split(delimiter), ...MORE_FOLDERS];
  for (const folder of new Set(folders)) {
    const file = join(folder, 'prometheus');
    if (folder !== '' && (await isPrometheus(file))) return file;
  }
  return undefined;
}

async function isPrometheus(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    const { stdout, stderr } = await execFileAsync(file, ['--version'], {
      timeout: 10_000,
    });
    // Version 2 writes to stderr, version 3 to stdout.
    return /^prometheus, version/m.test(stdout + stderr);
  } catch {
    return false;
  }
}

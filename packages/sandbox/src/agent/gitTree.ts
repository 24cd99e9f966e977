import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);

/** The files of one commit of a bare repository, read with git itself. */
export interface GitTree {
  commit: string;
  /** Paths of all regular files, sorted. */
  paths: string[];
  read(path: string): Promise<string>;
}

/** Reads the tree at the tip of a branch; `undefined` while the branch has no commit. */
export async function readGitTree(
  gitDir: string,
  branch: string,
): Promise<GitTree | undefined> {
  const git = async (...args: string[]) => {
    const { stdout } = await execFileAsync(
      'git',
      ['--git-dir', gitDir, ...args],
      {
        maxBuffer: 64 * 1024 * 1024,
      },
    );
    return stdout;
  };
  let commit: string;
  try {
    commit = (
      await git('rev-parse', '--verify', '--quiet', `refs/heads/${branch}`)
    ).trim();
  } catch {
    return undefined;
  }
  const listing = await git('ls-tree', '-r', '-z', commit);
  const paths = listing
    .split('\0')
    .filter(line => line.startsWith('100'))
    .map(line => line.slice(line.indexOf('\t') + 1));
  return {
    commit,
    paths,
    read: path => git('cat-file', 'blob', `${commit}:${path}`),
  };
}

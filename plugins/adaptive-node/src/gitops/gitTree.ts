import fs from 'node:fs';
import { InputError } from '@backstage/errors';
import git, { type TreeEntry } from 'isomorphic-git';

/** One tree of a repository on this machine. */
export interface GitTreeLocation {
  gitdir: string;
  /** Id of a commit or of a tree. */
  oid: string;
  /** Where isomorphic-git keeps what it read of packs; without it every object reads their index anew. */
  cache?: object;
}

const SYMBOLIC_LINK = '120000';

function refuseLink(entry: TreeEntry, path: string): void {
  if (entry.mode === SYMBOLIC_LINK) {
    throw new InputError(
      `'${path}' is a symbolic link in the repository; links are not followed`,
    );
  }
  if (entry.type === 'commit') {
    throw new InputError(
      `'${path}' is a submodule in the repository; submodules are not followed`,
    );
  }
}

/**
 * Finds what is at a path.
 *
 * @returns `undefined` when there is nothing
 * @throws InputError when the path or a folder above it is a symbolic link or submodule
 */
export async function findTreeEntry(
  location: GitTreeLocation,
  path: string,
): Promise<TreeEntry | undefined> {
  const segments = path.split('/');
  let oid = location.oid;
  for (const [index, segment] of segments.entries()) {
    const { tree } = await git.readTree({ ...location, fs, oid });
    const entry = tree.find(candidate => candidate.path === segment);
    if (!entry) return undefined;
    refuseLink(entry, segments.slice(0, index + 1).join('/'));
    if (index === segments.length - 1) return entry;
    if (entry.type !== 'tree') return undefined;
    oid = entry.oid;
  }
  return undefined;
}

/** Paths of all regular files below a tree, in the order of the tree. */
export async function listTreeFiles(
  location: GitTreeLocation,
  prefix: string,
): Promise<string[]> {
  const { tree } = await git.readTree({ ...location, fs });
  const files: string[] = [];
  for (const entry of tree) {
    const path = prefix === '' ? entry.path : `${prefix}/${entry.path}`;
    if (entry.type === 'tree') {
      files.push(
        ...(await listTreeFiles({ ...location, oid: entry.oid }, path)),
      );
    } else if (entry.type === 'blob' && entry.mode !== SYMBOLIC_LINK) {
      files.push(path);
    }
  }
  return files;
}

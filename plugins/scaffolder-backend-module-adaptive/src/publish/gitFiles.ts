import fs from 'node:fs';
import { ConflictError } from '@backstage/errors';
import git, { type TreeEntry } from 'isomorphic-git';
import type { PublishFile } from './types';

const FILE_MODE = '100644';
const SYMBOLIC_LINK = '120000';

/** A place in a tree of a repository on this machine. */
export interface TreeLocation {
  gitdir: string;
  /** Id of a commit or of a tree. */
  oid: string;
}

/** Files of one folder: by the first segment of their path, which leads to a blob or to a folder. */
type FolderFiles = Map<string, PublishFile[]>;

async function readEntries(
  gitdir: string,
  oid: string | undefined,
): Promise<TreeEntry[]> {
  if (oid === undefined) return [];
  return (await git.readTree({ fs, gitdir, oid })).tree;
}

function groupByFirstSegment(files: PublishFile[]): FolderFiles {
  const groups: FolderFiles = new Map();
  for (const file of files) {
    const name = file.path.split('/', 1)[0];
    groups.set(name, [...(groups.get(name) ?? []), file]);
  }
  return groups;
}

function refuseKind(entry: TreeEntry | undefined, path: string, want: string) {
  if (!entry) return;
  let kind: string = { blob: 'file', tree: 'folder', commit: 'submodule' }[
    entry.type
  ];
  if (entry.mode === SYMBOLIC_LINK) kind = 'symbolic link';
  if (kind !== want) {
    throw new ConflictError(
      `'${path}' is a ${kind} in the repository, where the change needs a ${want}; the portal writes through no links and replaces nothing of another kind`,
    );
  }
}

async function writeFolder(
  location: { gitdir: string; oid: string | undefined; path: string },
  files: PublishFile[],
): Promise<string> {
  const { gitdir, oid, path } = location;
  const entries = new Map(
    (await readEntries(gitdir, oid)).map(entry => [entry.path, entry]),
  );
  for (const [name, group] of groupByFirstSegment(files)) {
    const existing = entries.get(name);
    const at = path === '' ? name : `${path}/${name}`;
    const [first] = group;
    if (group.length === 1 && first.path === name) {
      refuseKind(existing, at, 'file');
      const blob = await git.writeBlob({ fs, gitdir, blob: first.content });
      const mode = existing?.mode ?? FILE_MODE;
      entries.set(name, { mode, path: name, oid: blob, type: 'blob' });
      continue;
    }
    refuseKind(existing, at, 'folder');
    const below = group.map(file => ({
      ...file,
      path: file.path.slice(name.length + 1),
    }));
    const tree = await writeFolder(
      { gitdir, oid: existing?.oid, path: at },
      below,
    );
    entries.set(name, { mode: '040000', path: name, oid: tree, type: 'tree' });
  }
  return git.writeTree({ fs, gitdir, tree: [...entries.values()] });
}

/**
 * Writes files into a tree, in the object database only.
 *
 * @returns id of the new tree; that of the old one when it has exactly these files
 * @throws ConflictError when a path leads through a symbolic link or submodule, or a file and a folder collide
 */
export function writeFilesIntoTree(
  location: TreeLocation,
  files: PublishFile[],
): Promise<string> {
  return writeFolder({ ...location, path: '' }, files);
}

/** Id of a commit's tree. */
export async function treeOf(location: TreeLocation): Promise<string> {
  return (await git.readTree({ fs, ...location })).oid;
}

/** Whether anything is at a path of a tree. */
export async function existsInTree(
  location: TreeLocation,
  path: string,
): Promise<boolean> {
  let oid: string | undefined = location.oid;
  for (const name of path.split('/')) {
    const entries: TreeEntry[] = await readEntries(location.gitdir, oid);
    const entry = entries.find(candidate => candidate.path === name);
    if (!entry) return false;
    oid = entry.type === 'tree' ? entry.oid : undefined;
  }
  return true;
}

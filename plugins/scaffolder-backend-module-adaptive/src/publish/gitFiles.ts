import fs from 'node:fs';
import { ConflictError } from '@backstage/errors';
import git, { type TreeEntry } from 'isomorphic-git';

const FILE_MODE = '100644';
const SYMBOLIC_LINK = '120000';

/** A place in a tree of a repository on this machine. */
export interface TreeLocation {
  gitdir: string;
  /** Id of a commit or of a tree. */
  oid: string;
}

/** A file to be written, or whatever is at a path to be taken away. */
export interface TreeChange {
  path: string;
  /** Absent to take away. */
  content: Uint8Array | undefined;
}

/** Changes of one folder: by the first segment of their path, which leads to a blob or to a folder. */
type FolderChanges = Map<string, TreeChange[]>;

async function readEntries(
  gitdir: string,
  oid: string | undefined,
): Promise<TreeEntry[]> {
  if (oid === undefined) return [];
  return (await git.readTree({ fs, gitdir, oid })).tree;
}

function groupByFirstSegment(files: TreeChange[]): FolderChanges {
  const groups: FolderChanges = new Map();
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

/** A folder of a tree; absent where there is none yet. */
interface Folder {
  gitdir: string;
  oid: string | undefined;
  path: string;
}

/** What becomes of one entry of a folder; `undefined` when it goes. */
async function changeEntry(
  folder: Folder,
  existing: TreeEntry | undefined,
  name: string,
  changes: TreeChange[],
): Promise<TreeEntry | undefined> {
  const { gitdir } = folder;
  const at = folder.path === '' ? name : `${folder.path}/${name}`;
  const [first] = changes;
  if (changes.length === 1 && first.path === name) {
    if (first.content === undefined) return undefined;
    refuseKind(existing, at, 'file');
    const oid = await git.writeBlob({ fs, gitdir, blob: first.content });
    const mode = existing?.mode ?? FILE_MODE;
    return { mode, path: name, oid, type: 'blob' };
  }
  refuseKind(existing, at, 'folder');
  const oid = await writeFolder(
    { gitdir, oid: existing?.oid, path: at },
    changes.map(change => ({
      ...change,
      path: change.path.slice(name.length + 1),
    })),
  );
  return oid === undefined
    ? undefined
    : { mode: '040000', path: name, oid, type: 'tree' };
}

/** @returns `undefined` when nothing is left: git has no empty folders */
async function writeFolder(
  folder: Folder,
  changes: TreeChange[],
): Promise<string | undefined> {
  const { gitdir, oid } = folder;
  const entries = new Map(
    (await readEntries(gitdir, oid)).map(entry => [entry.path, entry]),
  );
  for (const [name, group] of groupByFirstSegment(changes)) {
    const entry = await changeEntry(folder, entries.get(name), name, group);
    if (entry) entries.set(name, entry);
    else entries.delete(name);
  }
  return entries.size === 0
    ? undefined
    : git.writeTree({ fs, gitdir, tree: [...entries.values()] });
}

/**
 * Changes files of a tree, in the object database only.
 *
 * @returns id of the new tree; that of the old one when it has exactly these files
 * @throws ConflictError when a path leads through a symbolic link or submodule, or a file and a folder collide
 */
export async function changeTree(
  location: TreeLocation,
  changes: TreeChange[],
): Promise<string> {
  const { gitdir } = location;
  return (
    (await writeFolder({ ...location, path: '' }, changes)) ??
    git.writeTree({ fs, gitdir, tree: [] })
  );
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

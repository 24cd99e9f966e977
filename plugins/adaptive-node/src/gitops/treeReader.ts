import fs from 'node:fs';
import git from 'isomorphic-git';
import { findTreeEntry, listTreeFiles } from './gitTree';
import { assertRepositoryPath } from './repositoryPath';

/**
 * Reads the files of one state of a repository; see `GitOpsRepository` for what is promised.
 *
 * @public
 */
export interface GitFileReader {
  listFiles(prefix: string): Promise<string[]>;
  readFile(path: string): Promise<string | undefined>;
}

/**
 * Reads the files of a commit that is in a repository on this machine, straight from the object database. What it reads
 * of packs it keeps as long as it lives.
 *
 * @public
 */
export function createTreeReader(options: {
  gitdir: string;
  /** Id of a commit or of a tree. */
  oid: string;
}): GitFileReader {
  const cache = {};
  const location = { ...options, cache };
  return {
    async listFiles(prefix) {
      if (prefix === '') {
        return (await listTreeFiles(location, '')).sort();
      }
      assertRepositoryPath(prefix, 'Folder');
      const entry = await findTreeEntry(location, prefix);
      if (entry?.type !== 'tree') return [];
      return (
        await listTreeFiles({ ...location, oid: entry.oid }, prefix)
      ).sort();
    },
    async readFile(path) {
      assertRepositoryPath(path, 'File');
      const entry = await findTreeEntry(location, path);
      if (entry?.type !== 'blob') return undefined;
      const { blob } = await git.readBlob({
        ...location,
        fs,
        oid: entry.oid,
      });
      return new TextDecoder().decode(blob);
    },
  };
}

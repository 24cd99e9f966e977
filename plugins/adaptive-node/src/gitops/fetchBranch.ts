import fs from 'node:fs';
import { NotFoundError } from '@backstage/errors';
import git, { Errors } from 'isomorphic-git';
import type { GitTransport } from './gitTransport';

/**
 * Options of {@link fetchBranch}.
 *
 * @public
 */
export interface FetchBranchOptions {
  /** Folder of a bare repository on this machine, created when missing. */
  gitdir: string;
  transport: GitTransport;
  /** Short name of the branch. */
  branch: string;
  /** How many commits of history; all of it when absent. */
  depth?: number;
}

/**
 * Asks a server for the head of a branch, and for nothing else.
 *
 * @returns `undefined` when the server has no such branch
 * @throws what isomorphic-git or the network throws; to be turned into a sentence by `toGitOpsError`
 * @public
 */
export async function readBranchHead(options: {
  transport: GitTransport;
  /** Short name of the branch. */
  branch: string;
}): Promise<string | undefined> {
  const { transport, branch } = options;
  const ref = `refs/heads/${branch}`;
  const refs = await git.listServerRefs({
    ...transport,
    protocolVersion: 1,
    prefix: ref,
  });
  return refs.find(candidate => candidate.ref === ref)?.oid;
}

/** Commit that is stored here; a reference whose objects never arrived counts as none. */
async function storedHead(
  gitdir: string,
  ref: string,
): Promise<string | undefined> {
  try {
    const oid = await git.resolveRef({ fs, gitdir, ref });
    await git.readCommit({ fs, gitdir, oid });
    return oid;
  } catch (error) {
    if (error instanceof Errors.NotFoundError) return undefined;
    throw error;
  }
}

/**
 * Brings one branch of a server into a bare repository, objects only, as `refs/remotes/origin/<branch>`. Costs one
 * request and no objects when nothing changed.
 *
 * @returns the branch's commit, or `undefined` when the server has no such branch
 * @throws what isomorphic-git or the network throws; to be turned into a sentence by `toGitOpsError`
 * @public
 */
export async function fetchBranch(
  options: FetchBranchOptions,
): Promise<string | undefined> {
  const { gitdir, transport, branch, depth } = options;
  const remoteRef = `refs/heads/${branch}`;
  const trackingRef = `refs/remotes/origin/${branch}`;
  const advertised = await readBranchHead({ transport, branch });
  if (advertised === undefined) return undefined;
  if (advertised === (await storedHead(gitdir, trackingRef))) return advertised;
  await git.init({ fs, gitdir, bare: true });
  // isomorphic-git stores fetched branches by the remote's refspec only.
  await git.addRemote({
    fs,
    gitdir,
    remote: 'origin',
    url: transport.url,
    force: true,
  });
  try {
    await git.fetch({
      fs,
      gitdir,
      ...transport,
      remote: 'origin',
      // Named in full, as it is what git offers the server as already there.
      ref: trackingRef,
      remoteRef,
      singleBranch: true,
      tags: false,
      depth,
    });
  } catch (error) {
    if (error instanceof Errors.NotFoundError && error.data.what === 'HEAD') {
      throw new NotFoundError(
        `The git repository at ${transport.url} has a HEAD that names no existing branch, which the portal cannot read; point it to '${branch}' on the server`,
      );
    }
    throw error;
  }
  return git.resolveRef({ fs, gitdir, ref: trackingRef });
}

import fs from 'node:fs';
import { stringifyEngineRef } from '@adaptive-portal/plugin-adaptive-common';
import { describeRepository } from '@adaptive-portal/plugin-adaptive-node';
import { ConflictError } from '@backstage/errors';
import git from 'isomorphic-git';
import type { PublishRequest } from './types';

/** An edit is refused because another one of the same engine waits for its merge. */
export class WaitingEditError extends ConflictError {
  /** Branch of the edit that waits. */
  readonly branch: string;

  constructor(message: string, branch: string) {
    super(message);
    this.branch = branch;
  }

  /** The same refusal with the address of the request in which the other edit waits. */
  waitingIn(url: string): WaitingEditError {
    return new WaitingEditError(`${this.message}. See ${url}`, this.branch);
  }
}

/**
 * The refusal of an edit that would undo another one: both were made from the target branch, so that the second has
 * none of what the first changes.
 *
 * @param commit - newest commit of the branch
 */
export async function waitingEdit(
  { repository, engine, gitdir }: PublishRequest,
  branch: string,
  commit: string,
): Promise<WaitingEditError> {
  const read = await git.readCommit({ fs, gitdir, oid: commit });
  const { author } = read.commit;
  return new WaitingEditError(
    `Branch '${branch}' of ${describeRepository(
      repository,
    )} holds another edit of engine '${stringifyEngineRef(
      engine,
    )}' that waits to be merged (${commit.slice(0, 8)} by ${
      author.name
    }), and this one would undo it; merge it or delete the branch, then run the task again, or have this edit take its place with waitingEdit: replace`,
    branch,
  );
}

import fs from 'node:fs';
import type { EngineRef } from '@adaptive-portal/plugin-adaptive-common';
import git, { type ReadCommitResult } from 'isomorphic-git';
import { isMessageOfEngine } from './commitMessage';

/** Where a change's branch stands relative to the target branch. */
export type BranchHistory =
  /** Everything on the branch is in the target branch, too. */
  | { state: 'merged' }
  /** Has commits of the portal only; `base` is where it left the target branch. */
  | { state: 'ours'; base: string }
  /** Has a commit that the portal did not make. */
  | { state: 'foreign'; commit: ReadCommitResult }
  /** Shares no commit with the target branch. */
  | { state: 'unrelated' };

/** What {@link readBranchHistory} looks at. */
export interface BranchHistoryOptions {
  gitdir: string;
  /** Commit of the change's branch. */
  branch: string;
  /** Commit of the target branch. */
  target: string;
  engine: EngineRef;
  committerEmail: string;
}

/** First commit of the branch that is neither the portal's for this engine nor part of the target branch. */
async function findForeignCommit(
  options: BranchHistoryOptions,
): Promise<ReadCommitResult | undefined> {
  const { gitdir, branch, target, engine, committerEmail } = options;
  const seen = new Set<string>();
  const queue = [branch];
  for (let oid = queue.pop(); oid !== undefined; oid = queue.pop()) {
    if (seen.has(oid) || oid === target) continue;
    seen.add(oid);
    const result = await git.readCommit({ fs, gitdir, oid });
    const { message, committer, parent } = result.commit;
    if (
      committer.email === committerEmail &&
      isMessageOfEngine(message, engine)
    ) {
      queue.push(...parent);
    } else if (
      !(await git.isDescendent({ fs, gitdir, oid: target, ancestor: oid }))
    ) {
      return result;
    }
  }
  return undefined;
}

/** Finds out whether the portal may add a commit to a branch. */
export async function readBranchHistory(
  options: BranchHistoryOptions,
): Promise<BranchHistory> {
  const { gitdir, branch, target } = options;
  // The declaration of findMergeBase promises nothing about its result.
  const bases: unknown[] = await git.findMergeBase({
    fs,
    gitdir,
    oids: [branch, target],
  });
  const [base] = bases;
  if (typeof base !== 'string') return { state: 'unrelated' };
  if (base === branch) return { state: 'merged' };
  const commit = await findForeignCommit(options);
  return commit ? { state: 'foreign', commit } : { state: 'ours', base };
}

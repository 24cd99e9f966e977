import fs from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { stringifyEngineRef } from '@adaptive-portal/plugin-adaptive-common';
import {
  layoutPaths,
  type RenderedFile,
} from '@adaptive-portal/plugin-adaptive-manifests';
import {
  createGitTransport,
  createTreeReader,
  describeRepository,
  fetchBranch,
  readBranchHead,
  readEngineFiles,
  toGitOpsError,
  type GitTransport,
} from '@adaptive-portal/plugin-adaptive-node';
import { ConflictError, NotFoundError } from '@backstage/errors';
import git from 'isomorphic-git';
import { placeIsTaken } from '../access/notForYou';
import { readBranchHistory } from './branchHistory';
import { branchName } from './branchName';
import { commitMessage } from './commitMessage';
import { fileChanges, nothingToEdit, type ChangesAt } from './fileChanges';
import { changeTree, existsInTree, treeOf } from './gitFiles';
import { assertPublishable } from './guard';
import { assertAsRead, movedSinceRead } from './sinceRead';
import { waitingEdit } from './waitingEdit';
import type { PublishRequest, PublishResult } from './types';

/** A commit to be made, or the reason why none is needed. */
type Plan =
  | { action: 'none'; branch: string; commit: string; changed: boolean }
  | {
      action: 'commit';
      branch: string;
      tree: string;
      parents: string[];
      /** Whether the branch held another change before. */
      replaced: boolean;
    };

/** `create` adds an engine; what somebody has there already is never written over. */
async function assertNotThere(
  request: PublishRequest,
  target: string,
): Promise<void> {
  const { repository, engine, gitdir } = request;
  const paths = layoutPaths(repository.layout, engine);
  for (const path of [paths.engine, paths.manifests, paths.application]) {
    if (await existsInTree({ gitdir, oid: target }, path)) {
      throw new ConflictError(
        `Engine '${stringifyEngineRef(engine)}' exists already in repository '${
          repository.id
        }' at '${path}' on branch '${
          repository.branch
        }' and differs from this one; edit it there, or choose another name`,
      );
    }
  }
}

/** The engine's files at a commit. */
function filesAt(
  { repository, engine, gitdir }: PublishRequest,
  oid: string,
): Promise<RenderedFile[]> {
  const { layout } = repository;
  return readEngineFiles(createTreeReader({ gitdir, oid }), { layout, engine });
}

/** Whether the person may know of the engine's files at a commit; one without any is no secret. */
async function mayKnowAt(
  request: PublishRequest,
  oid: string,
): Promise<boolean> {
  return request.mayKnow?.(() => filesAt(request, oid)) ?? true;
}

async function planOnBranch(
  request: PublishRequest,
  heads: { branch: string; review: string; target: string },
  changesAt: ChangesAt,
  tree: string,
): Promise<Plan> {
  const { gitdir, engine, repository, committer } = request;
  const { branch, review, target } = heads;
  const history = await readBranchHistory({
    gitdir,
    branch: review,
    target,
    engine,
    committerEmail: committer.email,
  });
  // A new engine waiting for review is as little for the eyes of others as one that is merged.
  if (
    request.operation === 'create' &&
    history.state !== 'merged' &&
    !(await mayKnowAt(request, review))
  ) {
    throw placeIsTaken(engine);
  }
  const where = `Branch '${branch}' of ${describeRepository(repository)}`;
  switch (history.state) {
    case 'merged':
      return {
        action: 'commit',
        branch,
        tree,
        parents: [target],
        replaced: false,
      };
    case 'unrelated':
      throw new ConflictError(
        `${where} has no commit in common with branch '${repository.branch}'; delete it or rename it, then run the task again`,
      );
    case 'foreign':
      throw new ConflictError(
        `${where} has a commit by somebody else (${history.commit.oid.slice(
          0,
          8,
        )} by ${
          history.commit.commit.author.name
        }); the portal does not write over it. Merge or delete the branch, then run the task again`,
      );
    default: {
      // Whatever happened on the target branch since: the question is whether this branch makes the same change.
      const { base } = history;
      const same = await changeTree(
        { gitdir, oid: base },
        await changesAt(base),
      );
      if (same === (await treeOf({ gitdir, oid: review }))) {
        return { action: 'none', branch, commit: review, changed: true };
      }
      if (request.operation === 'edit' && request.waitingEdit !== 'replace') {
        throw await waitingEdit(request, branch, review);
      }
      // A merge keeps the diff to the target branch free of what others changed there meanwhile.
      const parents = base === target ? [review] : [review, target];
      return { action: 'commit', branch, tree, parents, replaced: true };
    }
  }
}

/** For an engine that the person may not know of: as for one that is not there, as far as that can be. */
function planUnknown(request: PublishRequest, target: string): Plan {
  const { operation, repository, engine } = request;
  if (operation === 'create') throw placeIsTaken(engine);
  if (operation === 'edit') throw nothingToEdit(request);
  const { branch } = repository;
  return { action: 'none', branch, commit: target, changed: false };
}

async function plan(
  request: PublishRequest,
  transport: GitTransport,
  changesAt: ChangesAt,
): Promise<Plan> {
  const { repository, engine, operation, gitdir } = request;
  const branch = branchName(engine, operation);
  // How the change's own branch came to be needs history; without one the newest commit is all that is needed.
  const waiting = await readBranchHead({ transport, branch });
  const moved = await movedSinceRead(request, transport);
  const target = await fetchBranch({
    gitdir,
    transport,
    branch: repository.branch,
    depth: waiting === undefined && !moved ? 1 : undefined,
  });
  if (target === undefined) {
    throw new NotFoundError(
      `${describeRepository(repository)} has no branch '${
        repository.branch
      }'; create it with a first commit`,
    );
  }
  if (!(await mayKnowAt(request, target))) {
    return planUnknown(request, target);
  }
  if (moved) {
    await assertAsRead(request, target, commit => filesAt(request, commit));
  }
  const changes = await changesAt(target);
  const tree = await changeTree({ gitdir, oid: target }, changes);
  if (tree === (await treeOf({ gitdir, oid: target }))) {
    return {
      action: 'none',
      branch: repository.branch,
      commit: target,
      changed: false,
    };
  }
  if (operation === 'create') await assertNotThere(request, target);
  assertPublishable(request, await filesAt(request, target), changes);
  const review = waiting && (await fetchBranch({ gitdir, transport, branch }));
  return review === undefined
    ? { action: 'commit', branch, tree, parents: [target], replaced: false }
    : planOnBranch(request, { branch, review, target }, changesAt, tree);
}

async function commitAndPush(
  request: PublishRequest,
  transport: GitTransport,
  planned: Extract<Plan, { action: 'commit' }>,
): Promise<string> {
  const { gitdir, author, committer, repository } = request;
  const ref = `refs/heads/${planned.branch}`;
  const commit = await git.commit({
    fs,
    gitdir,
    ref,
    message: commitMessage(request),
    tree: planned.tree,
    parent: planned.parents,
    // In UTC, whatever the time zone of this machine.
    author: { ...author, timezoneOffset: 0 },
    committer: { ...committer, timezoneOffset: 0 },
  });
  const said: string[] = [];
  try {
    await git.push({
      fs,
      gitdir,
      ...transport,
      remote: 'origin',
      ref,
      remoteRef: ref,
      force: false,
      onMessage: line => {
        said.push(line);
      },
    });
  } catch (error) {
    // isomorphic-git hands over the server's words without waiting for them to be taken.
    await setImmediate();
    throw toGitOpsError(error, { repository, remoteSays: said.join(' ') });
  }
  return commit;
}

/**
 * Brings a change to an engine onto the engine's branch for it, with one push that is never forced.
 *
 * @remarks
 *
 * The same request twice makes one commit: nothing is pushed when the target branch, or the change's own branch, has
 * the change already. On a branch with older commits of the portal a new one goes on top, and the branch then has this
 * change only. An edit does so when it is told to: made from the target branch, it knows nothing of the one that waits.
 *
 * @throws InputError for files that do not belong to the engine, and for what must not be committed; NotFoundError for an edit of an engine that is not
 * there; WaitingEditError when another edit waits; ConflictError when a new engine exists differently, when hand edits are in
 * the way, when the engine changed since it was read, when somebody else committed to the branch, or the server rejects the push; ServiceUnavailableError, NotAllowedError and NotFoundError
 * for what the server answers. Nothing is pushed in any of these cases.
 */
export async function publishFiles(
  request: PublishRequest,
): Promise<PublishResult> {
  const { repository, dryRun, signal } = request;
  const changesAt = fileChanges(request);
  const transport = createGitTransport({
    url: repository.url,
    credentials: repository.credentials(),
    signal,
  });
  try {
    const planned = await plan(request, transport, changesAt);
    const { branch } = planned;
    if (planned.action === 'none') {
      const { commit, changed } = planned;
      return { branch, commit, changed, pushed: false, replaced: false };
    }
    const { replaced } = planned;
    if (dryRun) {
      return { branch, changed: true, pushed: false, replaced };
    }
    const commit = await commitAndPush(request, transport, planned);
    return { branch, commit, changed: true, pushed: true, replaced };
  } catch (error) {
    throw toGitOpsError(error, { repository });
  }
}

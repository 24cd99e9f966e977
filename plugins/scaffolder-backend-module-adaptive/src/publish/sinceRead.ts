import fs from 'node:fs';
import { stringifyEngineRef } from '@adaptive-portal/plugin-adaptive-common';
import type { RenderedFile } from '@adaptive-portal/plugin-adaptive-manifests';
import {
  describeRepository,
  readBranchHead,
  type GitTransport,
} from '@adaptive-portal/plugin-adaptive-node';
import { ConflictError, InputError } from '@backstage/errors';
import git from 'isomorphic-git';
import type { PublishRequest } from './types';

const COMMIT = /^[0-9a-f]{40}$/;

/**
 * Whether the target branch moved since the engine was read for an edit, so that its history is needed.
 *
 * @throws InputError when `readAt` is no commit id
 */
export async function movedSinceRead(
  { operation, readAt, repository }: PublishRequest,
  transport: GitTransport,
): Promise<boolean> {
  if (operation !== 'edit' || readAt === undefined) return false;
  if (!COMMIT.test(readAt)) {
    throw new InputError(
      `readAt is ${JSON.stringify(
        readAt.slice(0, 80),
      )}; accepted is a commit id of 40 hexadecimal digits`,
    );
  }
  const { branch } = repository;
  return (await readBranchHead({ transport, branch })) !== readAt;
}

/**
 * Refuses an edit of an engine whose files changed on the target branch since it was read: the edit has none of that
 * change, and would undo it.
 *
 * @throws ConflictError naming branch and commit
 */
export async function assertAsRead(
  { repository, engine, gitdir, readAt = '' }: PublishRequest,
  target: string,
  filesAt: (commit: string) => Promise<RenderedFile[]>,
): Promise<void> {
  const known = await git
    .isDescendent({ fs, gitdir, oid: target, ancestor: readAt })
    .catch(() => false);
  // A file may hold anything; what is equal is equal as JSON.
  const same =
    known &&
    JSON.stringify(await filesAt(readAt)) ===
      JSON.stringify(await filesAt(target));
  if (!same) {
    throw new ConflictError(
      `Engine '${stringifyEngineRef(engine)}' changed on branch '${
        repository.branch
      }' of ${describeRepository(
        repository,
      )} after it was read at ${readAt.slice(
        0,
        8,
      )}, and this edit would undo that; run the task again`,
    );
  }
}

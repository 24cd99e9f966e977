import {
  stringifyEngineRef,
  type EngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import type { GitOpsRepositoryConfig } from '@adaptive-portal/plugin-adaptive-node';
import { ConflictError, NotFoundError } from '@backstage/errors';

/** The answer for an engine that git does not have, and for one that the person may not read: word for word the same. */
export function noFilesOf(
  repository: GitOpsRepositoryConfig,
  engine: EngineRef,
  consequence = '',
): NotFoundError {
  return new NotFoundError(
    `Repository '${repository.id}' has no files of engine '${stringifyEngineRef(
      engine,
    )}' on branch '${repository.branch}'${consequence}`,
  );
}

/**
 * The answer to a new engine in the place of one that the person may not read. That the place is taken cannot be kept
 * from them; where, by whom and how much it differs can.
 */
export function placeIsTaken(engine: EngineRef): ConflictError {
  return new ConflictError(
    `An engine cannot be created as '${stringifyEngineRef(
      engine,
    )}'; choose another name or namespace`,
  );
}

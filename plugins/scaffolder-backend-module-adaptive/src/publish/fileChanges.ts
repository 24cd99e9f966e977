import {
  editEngineFiles,
  layoutPaths,
} from '@adaptive-portal/plugin-adaptive-manifests';
import {
  createTreeReader,
  readEngineFiles,
} from '@adaptive-portal/plugin-adaptive-node';
import { InputError } from '@backstage/errors';
import { noFilesOf } from '../access/notForYou';
import { assertEngineFiles } from './engineFiles';
import type { TreeChange } from './gitFiles';
import type { PublishRequest } from './types';

/** What a request changes in the repository as it is at a commit. */
export type ChangesAt = (commit: string) => Promise<TreeChange[]>;

function textOf(content: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw new InputError(`'${path}' is not UTF-8 text, which an edit needs`);
  }
}

/** The answer to an edit of an engine that git does not have, or that the person may not know of. */
export function nothingToEdit({
  repository,
  engine,
}: Pick<PublishRequest, 'repository' | 'engine'>): Error {
  return noFilesOf(repository, engine, '; there is nothing to edit');
}

function editChanges(request: PublishRequest): ChangesAt {
  const { repository, engine, gitdir, files, target } = request;
  if (!target) throw new InputError('An edit needs the target it renders for');
  const next = files.map(({ path, content }) => ({
    path,
    content: textOf(content, path),
  }));
  return async commit => {
    const current = await readEngineFiles(
      createTreeReader({ gitdir, oid: commit }),
      { layout: repository.layout, engine },
    );
    if (current.length === 0) {
      throw nothingToEdit(request);
    }
    const was = new Map(current.map(({ path, content }) => [path, content]));
    const merged = editEngineFiles({ current, next, target });
    return [
      ...merged.files
        .filter(({ path, content }) => was.get(path) !== content)
        .map(({ path, content }) => ({ path, content: Buffer.from(content) })),
      ...merged.removed.map(path => ({ path, content: undefined })),
    ];
  };
}

/** All places of the engine, whatever people put there; a folder within another goes with it. */
function deleteChanges(request: PublishRequest): TreeChange[] {
  const { repository, engine } = request;
  const {
    engine: folder,
    manifests,
    application,
  } = layoutPaths(repository.layout, engine);
  const places = [...new Set([folder, manifests, application])];
  return places
    .filter(place => !places.some(other => place.startsWith(`${other}/`)))
    .map(path => ({ path, content: undefined }));
}

/**
 * Finds out what a request changes. A new engine is the same everywhere; an edit is written into the files as they are
 * at a commit; a deletion takes all that is in the engine's places.
 *
 * @throws InputError for files that do not belong to the engine, or that the operation has no use for
 */
export function fileChanges(request: PublishRequest): ChangesAt {
  const { repository, engine, operation, files } = request;
  if (operation === 'delete') {
    if (files.length > 0) {
      throw new InputError(
        `files has ${files.length} entries; operation delete takes none, as it removes all of the engine's files`,
      );
    }
    const changes = deleteChanges(request);
    return async () => changes;
  }
  assertEngineFiles({
    layout: repository.layout,
    engine,
    files: files.map(file => file.path),
  });
  return operation === 'edit' ? editChanges(request) : async () => files;
}

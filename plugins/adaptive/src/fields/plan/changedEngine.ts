import type { JsonObject } from '@backstage/types';
import {
  changeEngine,
  extractEngine,
  pausedPools,
  type EngineState,
  type RenderedFile,
} from '@adaptive-portal/plugin-adaptive-manifests';
import { NotFoundError } from '@backstage/errors';
import { readChange } from '../edit/editChange';

/**
 * The engine in git, with a change of the form applied to it.
 *
 * @throws NotFoundError when the files are none; InputError when they describe no engine, or the change does not fit it
 * @internal
 */
export function changedEngine(
  files: readonly RenderedFile[],
  change: JsonObject,
): EngineState {
  if (files.length === 0) {
    throw new NotFoundError('The repository has no files of this engine');
  }
  return changeEngine(
    { engine: extractEngine(files), pausedPools: pausedPools(files) },
    readChange(change),
  );
}

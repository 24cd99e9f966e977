import type { EngineRef } from '@adaptive-portal/plugin-adaptive-common';
import {
  layoutPaths,
  type RenderedFile,
  type RepositoryLayout,
} from '@adaptive-portal/plugin-adaptive-manifests';
import type { GitFileReader } from './treeReader';

/**
 * Reads all files of an engine: its two folders with everything people added there, and its Application.
 *
 * @returns files sorted by path; none when the repository has no such engine
 * @throws InputError when one of the places is, or is below, a symbolic link or submodule
 * @public
 */
export async function readEngineFiles(
  reader: GitFileReader,
  options: { layout: RepositoryLayout; engine: EngineRef },
): Promise<RenderedFile[]> {
  const places = layoutPaths(options.layout, options.engine);
  const paths = new Set([
    ...(await reader.listFiles(places.engine)),
    ...(await reader.listFiles(places.manifests)),
    places.application,
  ]);
  const files: RenderedFile[] = [];
  for (const path of [...paths].sort()) {
    const content = await reader.readFile(path);
    if (content !== undefined) files.push({ path, content });
  }
  return files;
}

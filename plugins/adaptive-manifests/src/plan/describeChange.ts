import { createTwoFilesPatch } from 'diff';
import type { RenderedFile } from '../model';
import { gpuTotals, type GpuTotals } from './gpuTotals';

/**
 * What happens to one file.
 *
 * @public
 */
export interface FileChange {
  path: string;
  change: 'added' | 'changed' | 'removed';
  /** Unified diff with three lines of context. */
  diff: string;
}

/**
 * What a change does, before anyone merges it.
 *
 * @public
 */
export interface ChangeDescription {
  /** Files that differ, sorted by path; empty when the change does nothing. */
  files: FileChange[];
  /** GPUs before and after; absent on a side that has no complete engine, or one that the chart refuses. */
  gpus: { before?: GpuTotals; after?: GpuTotals };
}

/** Far more than the generator writes; comparing larger texts can take minutes. */
const MAX_DIFF_LENGTH = 500_000;

function unifiedDiff(
  path: string,
  before: string | undefined,
  after: string | undefined,
): string {
  if ((before ?? '').length + (after ?? '').length > MAX_DIFF_LENGTH) {
    return `${path} is too large to be compared here\n`;
  }
  return createTwoFilesPatch(
    before === undefined ? '/dev/null' : `a/${path}`,
    after === undefined ? '/dev/null' : `b/${path}`,
    before ?? '',
    after ?? '',
    undefined,
    undefined,
    { context: 3 },
  ).replace(/^=+\n/, '');
}

/**
 * Compares the files of an engine before and after a change.
 *
 * @param before - files that exist at the same paths; empty for a new engine
 * @param after - files to be; empty when the engine is removed
 * @throws InputError when a YAML file cannot be read
 * @public
 */
export function describeChange(
  before: readonly RenderedFile[],
  after: readonly RenderedFile[],
): ChangeDescription {
  const old = new Map(before.map(({ path, content }) => [path, content]));
  const next = new Map(after.map(({ path, content }) => [path, content]));
  const paths = [...new Set([...old.keys(), ...next.keys()])].sort();
  const files = paths.flatMap((path): FileChange[] => {
    const was = old.get(path);
    const is = next.get(path);
    if (was === is) {
      return [];
    }
    const diff = unifiedDiff(path, was, is);
    if (was === undefined) {
      return [{ path, change: 'added', diff }];
    }
    return [{ path, change: is === undefined ? 'removed' : 'changed', diff }];
  });
  return {
    files,
    gpus: { before: gpuTotals(before), after: gpuTotals(after) },
  };
}

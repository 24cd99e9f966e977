import { createTwoFilesPatch } from 'diff';
import type { RenderedFile } from '../model';
import { secretFault } from '../validate/scanSecrets';
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

/** A line of a difference; of a line that looks like a secret only its place is shown. */
function withoutSecret(line: string): string {
  return secretFault(line.slice(1)) === undefined ||
    /^(---|\+\+\+|@@) /.test(line)
    ? line
    : `${line.slice(0, 1)}(not shown, as it looks like a secret)`;
}

function isSealed(content: string | undefined): boolean {
  return content !== undefined && /^kind: SealedSecret$/m.test(content);
}

function holdsSecret(content: string | undefined): boolean {
  return content !== undefined && /^kind: ["']?Secret["']?\s*$/m.test(content);
}

function unifiedDiff(
  path: string,
  before: string | undefined,
  after: string | undefined,
): string {
  if ((before ?? '').length + (after ?? '').length > MAX_DIFF_LENGTH) {
    return `${path} is too large to be compared here\n`;
  }
  if (holdsSecret(before) || holdsSecret(after)) {
    return `${path} has a Secret and is not shown\n`;
  }
  const patch = createTwoFilesPatch(
    before === undefined ? '/dev/null' : `a/${path}`,
    after === undefined ? '/dev/null' : `b/${path}`,
    before ?? '',
    after ?? '',
    undefined,
    undefined,
    { context: 3 },
  ).replace(/^=+\n/, '');
  // What is sealed looks random and is no secret.
  return isSealed(before) || isSealed(after)
    ? patch
    : patch.split('\n').map(withoutSecret).join('\n');
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
  return {
    files: fileChanges(before, after),
    gpus: { before: gpuTotals(before), after: gpuTotals(after) },
  };
}

/** Files that differ, sorted by path. */
export function fileChanges(
  before: readonly RenderedFile[],
  after: readonly RenderedFile[],
): FileChange[] {
  const old = new Map(before.map(({ path, content }) => [path, content]));
  const next = new Map(after.map(({ path, content }) => [path, content]));
  const paths = [...new Set([...old.keys(), ...next.keys()])].sort();
  return paths.flatMap((path): FileChange[] => {
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
}

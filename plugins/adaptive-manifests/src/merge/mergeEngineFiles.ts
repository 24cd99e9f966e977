import { ConflictError } from '@backstage/errors';
import { applyPatch, createPatch } from 'diff';
import { extractEngine } from '../extract';
import type { RenderedFile, RenderTarget } from '../model';
import { renderEngine } from '../render';
import { mergeYaml, objectsIn } from './mergeYaml';
import { pausedPools, pausePools } from './pausedPools';

/**
 * Three versions of an engine's files.
 *
 * @public
 */
export interface MergeEngineFilesOptions {
  /** What the generator renders for the engine as it is in git. */
  previous: readonly RenderedFile[];
  /** What the generator renders for the engine as it is to be. */
  next: readonly RenderedFile[];
  /** What is in git, with all that people added and changed by hand. */
  current: readonly RenderedFile[];
}

/**
 * An engine's files after a change.
 *
 * @public
 */
export interface MergedEngineFiles {
  /** All files that are to be in git, sorted by path; those the change does not touch have their bytes. */
  files: RenderedFile[];
  /** Paths of `current` that are to go. */
  removed: string[];
  /** Texts that people rewrote so far that the change could not be written into them; they are as they were. */
  kept: string[];
}

type Files = Map<string, string>;

const isYaml = (path: string) => /\.ya?ml$/.test(path);

function byPath(files: readonly RenderedFile[]): Files {
  return new Map(files.map(({ path, content }) => [path, content]));
}

class EngineMerge {
  readonly #previous: Files;
  readonly #next: Files;
  readonly #current: Files;
  readonly #conflicts: string[] = [];
  readonly #kept: string[] = [];

  constructor({ previous, next, current }: MergeEngineFilesOptions) {
    this.#previous = byPath(previous);
    this.#next = byPath(next);
    this.#current = byPath(current);
  }

  run(): MergedEngineFiles {
    const paths = new Set([...this.#current.keys(), ...this.#next.keys()]);
    const files = [...paths].sort().flatMap((path): RenderedFile[] => {
      const content = this.#contentOf(path);
      return content === undefined ? [] : [{ path, content }];
    });
    if (this.#conflicts.length > 0) {
      throw new ConflictError(
        `The change cannot be written over what people changed by hand; make it there:\n${this.#conflicts
          .map(conflict => `- ${conflict}`)
          .join('\n')}`,
      );
    }
    const kept = new Set(files.map(({ path }) => path));
    return {
      files,
      removed: [...this.#current.keys()].filter(path => !kept.has(path)).sort(),
      kept: this.#kept,
    };
  }

  /** @returns `undefined` when there is to be no such file */
  #contentOf(path: string): string | undefined {
    const was = this.#previous.get(path);
    const is = this.#next.get(path);
    const current = this.#current.get(path);
    if (was === is) return current;
    if (is === undefined) return undefined;
    if (current === undefined) return this.#added(path, was, is);
    if (current === was || current === is) return is;
    if (was === undefined) {
      this.#conflicts.push(`${path} is there already, with other content`);
      return current;
    }
    return isYaml(path)
      ? this.#mergedYaml(path, { was, is, current })
      : this.#mergedText(path, { was, is, current });
  }

  /** A file that git does not have: new, or taken away by people. */
  #added(
    path: string,
    was: string | undefined,
    is: string,
  ): string | undefined {
    if (!isYaml(path)) return was === undefined ? is : undefined;
    const objects = objectsIn({ path, content: is });
    for (const [other, content] of this.#current) {
      if (!isYaml(other) || !this.#contains(other, content, objects)) continue;
      this.#conflicts.push(
        `${path} is to be written, but its object is in ${other}`,
      );
    }
    return is;
  }

  #contains(path: string, content: string, objects: string[]): boolean {
    return objectsIn({ path, content }).some(object =>
      objects.includes(object),
    );
  }

  #mergedYaml(
    path: string,
    { was, is, current }: Record<'was' | 'is' | 'current', string>,
  ): string {
    const merged = mergeYaml({
      was: { path, content: was },
      is: { path, content: is },
      current: { path, content: current },
    });
    this.#conflicts.push(
      ...merged.conflicts.map(conflict => `${path}: ${conflict}`),
    );
    return merged.content;
  }

  #mergedText(
    path: string,
    { was, is, current }: Record<'was' | 'is' | 'current', string>,
  ): string {
    const merged = applyPatch(current, createPatch(path, was, is));
    if (merged === false) {
      this.#kept.push(path);
      return current;
    }
    return merged;
  }
}

/**
 * Applies what changed from one rendering to another to an engine's files in git, so that comments, hand edits and
 * files that people added survive.
 *
 * @throws ConflictError naming every place that people changed by hand and the change would change to something else;
 * InputError when a file is no YAML
 * @public
 */
export function mergeEngineFiles(
  options: MergeEngineFilesOptions,
): MergedEngineFiles {
  return new EngineMerge(options).run();
}

/**
 * Brings an engine's files in git to a new rendering: what it is compared with is the engine that
 * {@link extractEngine} reads from them.
 *
 * A difference between git and the platform's configuration, such as an address of Prometheus that changed since, is no
 * part of the change and stays as it is in git.
 *
 * @throws InputError when the files describe no engine; ConflictError as {@link mergeEngineFiles}
 * @public
 */
export function editEngineFiles(options: {
  current: readonly RenderedFile[];
  next: readonly RenderedFile[];
  target: RenderTarget;
}): MergedEngineFiles {
  const { current, next, target } = options;
  const engine = extractEngine(current);
  const previous = pausePools(
    renderEngine(engine, target),
    engine,
    pausedPools(current),
  );
  return mergeEngineFiles({ previous, next, current });
}

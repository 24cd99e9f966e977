/** What a 404 means. */
export type Absence =
  /** An older version of the API may be served: ask for it. */
  | 'tryOlder'
  /** Not served, or by an API server that is only just starting. */
  | 'absent'
  /** Found absent twice: it is gone, and with it its objects. */
  | 'gone';

/** Knows under which of several paths, one for each API version, a collection is served. */
export class ServedPath {
  readonly #paths: readonly string[];
  #index = 0;
  #absences = 0;

  /** @param paths - the newest version first */
  constructor(paths: readonly string[]) {
    this.#paths = paths;
  }

  get current(): string {
    return this.#paths[this.#index];
  }

  /** There was another answer than 404. */
  found(): void {
    this.#absences = 0;
  }

  /** The current path answered 404. */
  absent(): Absence {
    this.#index = (this.#index + 1) % this.#paths.length;
    if (this.#index !== 0) return 'tryOlder';
    this.#absences += 1;
    return this.#absences === 2 ? 'gone' : 'absent';
  }
}

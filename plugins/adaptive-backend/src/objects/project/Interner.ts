/**
 * Makes equal values one value in memory. Thousands of pods carry the same labels, images and requests;
 * JSON.parse gives each its own copy.
 */
export class Interner {
  readonly #max: number;
  #shared = new Map<string, unknown>();

  /** @param max - entries kept; when reached all are forgotten, which costs sharing, never correctness */
  constructor(max = 50_000) {
    this.#max = max;
  }

  /** An equal string, seen before where there was one. */
  text<T extends string | undefined>(value: T): T {
    return value === undefined ? value : this.#share(value, value);
  }

  /** A structurally equal object, seen before where there was one. It must never be modified. */
  object<T extends object | undefined>(value: T): T {
    return value === undefined
      ? value
      : this.#share(`\0${JSON.stringify(value)}`, value);
  }

  /**
   * Forgets what it has seen, and with it the memory that remembering takes. Values stay shared; equal ones that come
   * from now on are shared among themselves.
   */
  forget(): void {
    this.#shared = new Map();
  }

  #share<T>(key: string, value: T): T {
    // A key is either the string itself or the JSON of the value, so what is found equals what was asked for.
    const known = this.#shared.get(key) as T | undefined;
    if (known !== undefined) return known;
    if (this.#shared.size >= this.#max) this.forget();
    this.#shared.set(key, value);
    return value;
  }
}

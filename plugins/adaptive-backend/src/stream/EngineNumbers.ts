import {
  type EngineRef,
  stringifyEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';

/** An engine, and the version of it that was asked about last. */
interface Entry {
  key: string;
  ref: EngineRef;
  version: string;
  /** Grows with every other version. */
  versionNumber: number;
}

/** What a stream remembers of an engine whose version nobody knows: no version has this number, nor 0. */
export const UNKNOWN_VERSION = 1;

/**
 * Small numbers for engines and their versions. Hundreds of streams remember thousands of engines each, so they
 * remember numbers, and share what these stand for.
 */
export class EngineNumbers {
  readonly #numbers = new Map<string, number>();
  readonly #entries: Entry[] = [];
  readonly #free: number[] = [];
  /** Every stream asks for the engine that has just changed. */
  #last: { ref: EngineRef; number: number } | undefined;

  /** How many engines have a number. */
  get size(): number {
    return this.#numbers.size;
  }

  /** All numbers are below. */
  get end(): number {
    return this.#entries.length;
  }

  /** The number of an engine; a new one for one that has none. */
  of(ref: EngineRef): number {
    if (this.#last?.ref === ref) return this.#last.number;
    const key = stringifyEngineRef(ref);
    const number = this.#numbers.get(key) ?? this.#add(key, ref);
    this.#last = { ref, number };
    return number;
  }

  #add(key: string, ref: EngineRef): number {
    const number = this.#free.pop() ?? this.#entries.length;
    const versionNumber = this.#entries[number]?.versionNumber;
    this.#entries[number] = {
      key,
      ref,
      version: '',
      // Goes on where an engine stopped that had this number before.
      versionNumber: versionNumber ?? UNKNOWN_VERSION,
    };
    this.#numbers.set(key, number);
    return number;
  }

  /** The engine with a number that {@link of} gave. */
  ref(number: number): EngineRef {
    return this.#entries[number].ref;
  }

  /** The number of a version of an engine: the same as for the last call if the version is the same. */
  versionOf(number: number, version: string): number {
    const entry = this.#entries[number];
    if (entry.version !== version || entry.versionNumber === UNKNOWN_VERSION) {
      entry.version = version;
      entry.versionNumber += 1;
    }
    return entry.versionNumber;
  }

  /** Takes the numbers back that nobody uses. */
  sweep(isUsed: (number: number) => boolean): void {
    this.#last = undefined;
    for (const [key, number] of this.#numbers) {
      if (isUsed(number)) continue;
      this.#numbers.delete(key);
      this.#free.push(number);
    }
  }
}

/** Streams write for so long in one turn of the event loop, in ms. */
const TURN_MS = 8;
/** For every millisecond of writing so many are left to others. */
const REST = 1;
/** What took longer was not writing: the process stood still. */
const LONGEST_MS = 40;

/**
 * Lets streams write one after another, and leaves half of the event loop to everybody else: when there is more to
 * write than that, streams wait for their turn, and tell of what happened meanwhile together.
 */
export class Turns {
  readonly #waiting = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  /** For how long was written without a rest, in ms; what is paid back by resting is taken off. */
  #debt = 0;
  #debtAt = 0;
  readonly #clock: () => number;

  /** @param clock - milliseconds, with fractions */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
  }

  /** Does the work now, or when its turn has come; once, however often it is asked for. */
  add(work: () => void): void {
    this.#waiting.add(work);
    if (!this.#timer) this.#run();
  }

  /** Forgets the work that waits. */
  clear(): void {
    this.#waiting.clear();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #run(): void {
    this.#timer = undefined;
    let last = this.#clock();
    this.#debt = Math.max(0, this.#debt - (last - this.#debtAt) / REST);
    for (const work of this.#waiting) {
      if (this.#debt >= TURN_MS) break;
      this.#waiting.delete(work);
      work();
      const now = this.#clock();
      this.#debt += Math.min(now - last, LONGEST_MS);
      last = now;
    }
    this.#debtAt = last;
    if (this.#waiting.size === 0) return;
    this.#timer = setTimeout(() => this.#run(), this.#debt * REST);
  }
}

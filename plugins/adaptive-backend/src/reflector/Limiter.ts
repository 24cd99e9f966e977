/** Lets so many pieces of work run at a time; the others wait in the order in which they came. */
export class Limiter {
  readonly #max: number;
  readonly #waiting: Array<{ enter: () => void }> = [];
  #running = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /**
   * Runs the work when it is its turn.
   *
   * @throws what the work throws; the signal's reason when that aborts before its turn
   */
  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    if (this.#running >= this.#max) await this.#turn(signal);
    else this.#running += 1;
    try {
      return await work();
    } finally {
      // The place goes to the next in line, so that nobody who comes now can take it.
      const next = this.#waiting.shift();
      if (next) next.enter();
      else this.#running -= 1;
    }
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const place = { enter: () => {} };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(place), 1);
        reject(signal.reason);
      };
      place.enter = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(place);
    });
  }
}

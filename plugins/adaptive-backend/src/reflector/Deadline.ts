import { SilenceError } from './errors';

/** Aborts a request when nothing has come for a while; every byte starts the while anew. */
export class Deadline {
  /** For the request: aborts on silence, and with the parent. */
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout;
  #isOurs = false;

  constructor(parent: AbortSignal, ms: number) {
    this.signal = AbortSignal.any([parent, this.#controller.signal]);
    this.#timer = this.#arm(ms, false);
  }

  /** Something came. */
  touch(): void {
    this.#timer.refresh();
  }

  /** Does with what came what may have to wait for others: nobody is silent meanwhile. */
  async handle<T>(work: () => Promise<T>): Promise<T> {
    this.#isOurs = true;
    try {
      return await work();
    } finally {
      this.#isOurs = false;
      this.touch();
    }
  }

  /** The answer has begun: from here on another while counts. */
  begin(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = this.#arm(ms, true);
  }

  /** Must be called when the request is over, however it ended. */
  end(): void {
    clearTimeout(this.#timer);
  }

  #arm(ms: number, begun: boolean): NodeJS.Timeout {
    return setTimeout(() => {
      if (!this.#isOurs) this.#controller.abort(new SilenceError(ms, begun));
    }, ms).unref();
  }
}

import { Clock } from './Clock';

/** How fast requests may follow each other. */
export interface RequestRate {
  /** In the long run. */
  perSecond: number;
  /** So many at once, after a quiet while. */
  burst: number;
}

interface Place {
  enter: () => void;
}

/**
 * Keeps requests within a rate, as client-go does: a bucket that holds `burst` tokens and gets `perSecond` new ones, of
 * which each request takes one. Who finds none waits in line.
 */
export class TokenBucket {
  readonly #rate: RequestRate;
  readonly #clock: Clock;
  readonly #line: Place[] = [];
  #tokens: number;
  #filledAt: number;
  /** Ends the wait for the next token; absent while nobody stands in line. */
  #serving?: AbortController;

  constructor(rate: RequestRate, clock: Clock) {
    this.#rate = rate;
    this.#clock = clock;
    this.#tokens = rate.burst;
    this.#filledAt = clock.now();
  }

  /**
   * Resolves when a request may be sent; in the order of the calls.
   *
   * @param isUrgent - before all others: for the few requests that find out whether the server is there at all
   * @throws the signal's reason when that aborts before
   */
  async take(signal: AbortSignal, isUrgent = false): Promise<void> {
    signal.throwIfAborted();
    this.#fill();
    if (this.#line.length === 0 && this.#tokens >= 1) {
      this.#tokens -= 1;
      return;
    }
    await this.#turn(signal, isUrgent);
  }

  #fill(): void {
    const { perSecond, burst } = this.#rate;
    const now = this.#clock.now();
    // A clock that was set back gives nothing, and takes nothing away.
    const passedMs = Math.max(0, now - this.#filledAt);
    this.#filledAt = now;
    this.#tokens = Math.min(burst, this.#tokens + (passedMs * perSecond) / 1e3);
  }

  #turn(signal: AbortSignal, isUrgent: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const place = { enter: () => {} };
      const leave = () => {
        this.#line.splice(this.#line.indexOf(place), 1);
        if (this.#line.length === 0) this.#serving?.abort();
        reject(signal.reason);
      };
      place.enter = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      signal.addEventListener('abort', leave, { once: true });
      if (isUrgent) this.#line.unshift(place);
      else this.#line.push(place);
      if (!this.#serving) void this.#serve();
    });
  }

  /** Lets one after the other in, until nobody waits. */
  async #serve(): Promise<void> {
    const serving = new AbortController();
    this.#serving = serving;
    while (!serving.signal.aborted) {
      this.#fill();
      for (; this.#tokens >= 1 && this.#line.length > 0; this.#tokens -= 1)
        this.#line.shift()?.enter();
      if (this.#line.length === 0) break;
      const missing = 1 - this.#tokens;
      const waitMs = Math.ceil((missing / this.#rate.perSecond) * 1e3);
      await this.#clock.sleep(waitMs, serving.signal);
    }
    // Somebody may have come after the last one left.
    this.#serving = undefined;
    if (this.#line.length > 0) await this.#serve();
  }
}

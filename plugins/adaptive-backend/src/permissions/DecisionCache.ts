import type { BackstageCredentials } from '@backstage/backend-plugin-api';

/** A page asks several things at once, and a policy may ask other systems. */
const TTL_MS = 5_000;
const CAPACITY = 1_000;

/** What the policy decided for a caller, for a few seconds. A rejection is not kept. */
export class DecisionCache<T> {
  readonly #entries = new Map<string, { value: Promise<T>; until: number }>();
  readonly #clock: () => number;

  /** @param clock - milliseconds since the epoch */
  constructor(clock: () => number = Date.now) {
    this.#clock = clock;
  }

  /** The decision for the caller; decides when none is known, or it is too old. */
  get(credentials: BackstageCredentials, decide: () => Promise<T>): Promise<T> {
    const now = this.#clock();
    const key = JSON.stringify(credentials.principal);
    const known = this.#entries.get(key);
    if (known && known.until > now) return known.value;
    const value = decide();
    const entry = { value, until: now + TTL_MS };
    // Put at the end, so that the oldest are first.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    value.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
    this.#prune(now);
    return value;
  }

  #prune(now: number): void {
    for (const [key, { until }] of this.#entries) {
      if (until > now && this.#entries.size <= CAPACITY) return;
      this.#entries.delete(key);
    }
  }
}

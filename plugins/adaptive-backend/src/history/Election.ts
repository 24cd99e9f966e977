import { randomUUID } from 'node:crypto';
import type { HistoryStore } from './HistoryStore';
import type { Lease, LeaseStatus } from './lease';
import type { HistoryTimes } from './times';

/** The lease, just taken. */
export interface Won {
  lease: Lease;
  /**
   * When the holder before was last seen to move it, by our own clock; absent when nobody moved it while we looked.
   * Clocks differ: what the lease itself says is the time of another machine.
   */
  movedAt?: number;
}

/** Looks at the lease until it can be taken: when it is free, or when its holder has not moved it for too long. */
export class Election {
  readonly #store: Pick<HistoryStore, 'readLease' | 'takeLease'>;
  readonly #times: HistoryTimes;
  readonly #clock: () => number;
  readonly #holder = randomUUID();
  /** How the lease was, and since when by our own clock. */
  #seen: (LeaseStatus & { since: number; hasMoved: boolean }) | undefined;
  #lookedAt = -Infinity;

  constructor(options: {
    store: Pick<HistoryStore, 'readLease' | 'takeLease'>;
    times: HistoryTimes;
    clock: () => number;
  }) {
    this.#store = options.store;
    this.#times = options.times;
    this.#clock = options.clock;
  }

  /** Takes the lease if that is due and possible. */
  async run(): Promise<Won | undefined> {
    const now = this.#clock();
    if (now - this.#lookedAt < this.#times.electionMs) return undefined;
    const seen = await this.#store.readLease();
    this.#lookedAt = now;
    this.#note(seen, now);
    const isFree =
      seen?.holder === undefined ||
      seen.holder === this.#holder ||
      now - (this.#seen?.since ?? now) >= this.#times.leaseTtlMs;
    if (!isFree) return undefined;
    const lease = await this.#store.takeLease(this.#holder, seen, now);
    return lease && { lease, ...this.#moved() };
  }

  #note(seen: LeaseStatus | undefined, now: number): void {
    const last = this.#seen;
    const isSame = last?.token === seen?.token && last?.beat === seen?.beat;
    if (last && seen && isSame) return;
    this.#seen = seen && { ...seen, since: now, hasMoved: last !== undefined };
  }

  #moved(): { movedAt?: number } {
    return this.#seen?.hasMoved ? { movedAt: this.#seen.since } : {};
  }
}

/**
 * How often a client is told of one engine: the first change after a quiet while at once, those that follow together.
 * Other engines do not have to wait for it.
 */
export class EnginePace {
  readonly #throttleMs: number;
  /** When an engine was told of, oldest first; only those that have to wait. */
  readonly #toldAt = new Map<number, number>();

  /** @param throttleMs - least time between two events of one engine */
  constructor(throttleMs: number) {
    this.#throttleMs = throttleMs;
  }

  /** When the engine may be told of, in ms as `now`; in the past when it may at once. */
  dueAt(engine: number): number {
    const toldAt = this.#toldAt.get(engine);
    return toldAt === undefined ? -Infinity : toldAt + this.#throttleMs;
  }

  told(engine: number, now: number): void {
    this.#toldAt.delete(engine);
    this.#toldAt.set(engine, now);
    for (const [oldest, toldAt] of this.#toldAt) {
      if (toldAt + this.#throttleMs > now) return;
      this.#toldAt.delete(oldest);
    }
  }
}

import { setImmediate as nextTurn } from 'node:timers/promises';

/** Work is done in stretches of this length, so that requests are answered in between. */
const STRETCH_MS = 5;

/** Long work that lets others have their turn. SQLite answers within the turn that asks: it needs that most. */
export class Breather {
  #end = performance.now() + STRETCH_MS;

  /** Goes on at once, or in the next turn of the event loop when this one has lasted long enough. */
  async pause(): Promise<void> {
    if (performance.now() < this.#end) return;
    await nextTurn();
    this.#end = performance.now() + STRETCH_MS;
  }
}

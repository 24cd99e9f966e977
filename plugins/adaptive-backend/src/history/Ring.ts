import type { Observation } from './observation';

/**
 * The latest observations, however long the database is away or somebody else writes. When it is full the oldest are
 * forgotten, never the newest of an engine.
 */
export class Ring {
  readonly #capacity: number;
  #observations: Observation[] = [];
  readonly #latest = new Map<string, Observation>();
  #completeSince: number;

  /** @param since - when observing begins, milliseconds since the epoch */
  constructor(capacity: number, since: number) {
    this.#capacity = capacity;
    this.#completeSince = since;
  }

  /** Whatever happened since then is in the ring; milliseconds since the epoch. */
  get completeSince(): number {
    return this.#completeSince;
  }

  /** Keeps an observation; false when it says what the one before it of the same engine said. */
  push(observation: Observation): boolean {
    const { engine, fingerprint } = observation;
    if (this.#latest.get(engine)?.fingerprint === fingerprint) return false;
    this.#latest.set(engine, observation);
    this.#observations.push(observation);
    // Cut in portions: to shift one at a time would move all others each time.
    if (this.#observations.length > this.#capacity * 1.25) this.#cut();
    return true;
  }

  /** By engine, oldest first; at least the newest of every engine. */
  byEngine(): Map<string, Observation[]> {
    const byEngine = new Map<string, Observation[]>();
    for (const observation of this.#observations) {
      const known = byEngine.get(observation.engine);
      if (known) known.push(observation);
      else byEngine.set(observation.engine, [observation]);
    }
    for (const [engine, observation] of this.#latest) {
      if (!byEngine.has(engine)) byEngine.set(engine, [observation]);
    }
    return byEngine;
  }

  #cut(): void {
    const forgotten = this.#observations.splice(
      0,
      this.#observations.length - this.#capacity,
    );
    for (const observation of forgotten) {
      this.#completeSince = Math.max(this.#completeSince, observation.at);
      const { engine, kind } = observation;
      // Long gone engines would stay for ever.
      if (kind === 'gone' && this.#latest.get(engine) === observation) {
        this.#latest.delete(engine);
      }
    }
  }
}

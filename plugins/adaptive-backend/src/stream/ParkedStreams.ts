import { parseEventId, type StreamMemory } from './StreamMemory';

const CAPACITY = 200;
const KEPT_MS = 120_000;

/** Memories of streams that were cut a short while ago, the oldest first; not more than so many. */
export class ParkedStreams {
  readonly #memories = new Map<
    string,
    { memory: StreamMemory; since: number }
  >();
  readonly #clock: () => number;

  /** @param clock - milliseconds since the epoch */
  constructor(clock: () => number = Date.now) {
    this.#clock = clock;
  }

  park(memory: StreamMemory): void {
    this.#memories.set(memory.id, { memory, since: this.#clock() });
    this.#prune();
  }

  /**
   * The memory of the stream that the client got this event of, as it was then.
   *
   * @param lastEventId - as the client says, which may be anything
   * @param scope - of the new stream; a memory of another scope is left alone
   */
  take(
    lastEventId: string | undefined,
    scope: string,
  ): StreamMemory | undefined {
    this.#prune();
    const id = parseEventId(lastEventId);
    const memory = id && this.#memories.get(id.stream)?.memory;
    if (!id || memory?.scope !== scope) return undefined;
    this.#memories.delete(id.stream);
    return memory.rewind(id.number) ? memory : undefined;
  }

  /** Those that can still be gone on with. */
  *memories(): Iterable<StreamMemory> {
    this.#prune();
    for (const { memory } of this.#memories.values()) yield memory;
  }

  clear(): void {
    this.#memories.clear();
  }

  #prune(): void {
    const oldest = this.#clock() - KEPT_MS;
    for (const [id, { since }] of this.#memories) {
      if (since >= oldest && this.#memories.size <= CAPACITY) return;
      this.#memories.delete(id);
    }
  }
}

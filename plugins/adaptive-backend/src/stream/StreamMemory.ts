import { randomBytes } from 'node:crypto';
import { EngineNumbers, UNKNOWN_VERSION } from './EngineNumbers';

/** What has to be repeatable after a cut: more than a socket holds back. */
const RING_CAPACITY = 256;
const FIRST_SIZE = 64;

/**
 * What the client of a stream has. Outlives a cut, so that a client that names the last event it got is told no more
 * than what it missed. Engines and versions are numbers of {@link EngineNumbers}: four bytes for an engine.
 */
export class StreamMemory {
  /** First part of the id of every event. */
  readonly id = randomBytes(9).toString('base64url');
  /** Whose stream it is, and of what: nobody else may go on with it. */
  readonly scope: string;
  readonly numbers: EngineNumbers;
  /** By number of the engine; 0 for one that the client does not have. */
  #versions = new Uint32Array(FIRST_SIZE);
  /** Which event the last ones were, and which engine each was about; a ring. */
  readonly #recentEvents: Float64Array;
  readonly #recentEngines: Uint32Array;
  #recent = 0;
  #number = 0;
  /** Up to here nobody knows any more what events were about. */
  #forgotten = 0;

  constructor(
    scope: string,
    numbers: EngineNumbers = new EngineNumbers(),
    capacity: number = RING_CAPACITY,
  ) {
    this.scope = scope;
    this.numbers = numbers;
    this.#recentEvents = new Float64Array(capacity);
    this.#recentEngines = new Uint32Array(capacity);
  }

  /** Id of the next event. */
  nextId(): string {
    this.#number += 1;
    return `${this.id}.${this.#number}`;
  }

  has(engine: number): boolean {
    return this.versionOf(engine) !== 0;
  }

  /** The version of an engine that the client has; 0 without one, {@link UNKNOWN_VERSION} when nobody knows which. */
  versionOf(engine: number): number {
    return engine < this.#versions.length ? this.#versions[engine] : 0;
  }

  /** Every engine that the client may have. */
  *engines(): Iterable<number> {
    for (let engine = 0; engine < this.#versions.length; engine += 1) {
      if (this.#versions[engine] !== 0) yield engine;
    }
  }

  /** The next event is about this engine; with version 0 it takes it away. */
  remember(engine: number, version: number): void {
    this.#set(engine, version);
    const slot = this.#recent % this.#recentEvents.length;
    if (this.#recent >= this.#recentEvents.length) {
      this.#forgotten = this.#recentEvents[slot];
    }
    this.#recentEvents[slot] = this.#number + 1;
    this.#recentEngines[slot] = engine;
    this.#recent += 1;
  }

  /**
   * Goes back to what the client has when the event with this number was its last. Of the engines of later events
   * nobody knows what it has, so they will be sent, or taken away, again.
   *
   * @returns whether that is known
   */
  rewind(number: number): boolean {
    if (number > this.#number || number < this.#forgotten) return false;
    const length = Math.min(this.#recent, this.#recentEvents.length);
    for (let slot = 0; slot < length; slot += 1) {
      if (this.#recentEvents[slot] > number) {
        this.#set(this.#recentEngines[slot], UNKNOWN_VERSION);
      }
    }
    return true;
  }

  /** Notes which numbers it needs. */
  markUsed(used: Uint8Array): void {
    for (const engine of this.engines()) used[engine] = 1;
    const length = Math.min(this.#recent, this.#recentEvents.length);
    for (const engine of this.#recentEngines.subarray(0, length)) {
      used[engine] = 1;
    }
  }

  #set(engine: number, version: number): void {
    if (engine >= this.#versions.length) {
      // All at once: the first stream of a fleet learns of every engine.
      const size = Math.max(this.numbers.size, engine + 1);
      const larger = new Uint32Array(size + FIRST_SIZE);
      larger.set(this.#versions);
      this.#versions = larger;
    }
    this.#versions[engine] = version;
  }
}

/** Reads the value of `Last-Event-ID`; undefined for anything that is no id of ours. */
export function parseEventId(
  text: string | undefined,
): { stream: string; number: number } | undefined {
  const match = /^([A-Za-z0-9_-]{12})\.(\d{1,15})$/.exec(text ?? '');
  return match ? { stream: match[1], number: Number(match[2]) } : undefined;
}

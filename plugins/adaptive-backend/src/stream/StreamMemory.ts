import { randomBytes } from 'node:crypto';
import type { EngineRef } from '@adaptive-portal/plugin-adaptive-common';

/** What has to be repeatable after a cut: more than a socket holds back. */
const RING_CAPACITY = 256;

/**
 * What the client of a stream has. Outlives a cut, so that a client that names the last event it got is told no more
 * than what it missed.
 */
export class StreamMemory {
  /** First part of the id of every event. */
  readonly id = randomBytes(9).toString('base64url');
  /** Whose stream it is, and of what: nobody else may go on with it. */
  readonly scope: string;
  readonly #capacity: number;
  readonly #sent = new Map<string, { ref: EngineRef; version: string }>();
  /** Which engine each of the last events was about, oldest first. */
  #recent: Array<{ number: number; key: string; ref: EngineRef }> = [];
  #number = 0;
  /** Up to here nobody knows any more what events were about. */
  #forgotten = 0;

  constructor(scope: string, capacity: number = RING_CAPACITY) {
    this.scope = scope;
    this.#capacity = capacity;
  }

  /** Id of the next event. */
  nextId(): string {
    this.#number += 1;
    return `${this.id}.${this.#number}`;
  }

  has(key: string): boolean {
    return this.#sent.has(key);
  }

  /** The version of an engine that the client has; undefined without one. Empty when nobody knows which it has. */
  versionOf(key: string): string | undefined {
    return this.#sent.get(key)?.version;
  }

  /** Every engine that the client may have. */
  refs(): EngineRef[] {
    return [...this.#sent.values()].map(({ ref }) => ref);
  }

  /** The next event is about this engine; without a version it takes it away. */
  remember(key: string, ref: EngineRef, version?: string): void {
    if (version === undefined) this.#sent.delete(key);
    else this.#sent.set(key, { ref, version });
    this.#recent.push({ number: this.#number + 1, key, ref });
    // Cut in steps: shifting one by one would move all of them every time.
    if (this.#recent.length >= 2 * this.#capacity) {
      const cut = this.#recent.length - this.#capacity;
      this.#forgotten = this.#recent[cut - 1].number;
      this.#recent = this.#recent.slice(cut);
    }
  }

  /**
   * Goes back to what the client has when the event with this number was its last. Of the engines of later events
   * nobody knows what it has, so they will be sent, or taken away, again.
   *
   * @returns whether that is known
   */
  rewind(number: number): boolean {
    if (number > this.#number || number < this.#forgotten) return false;
    for (const event of this.#recent) {
      if (event.number > number) {
        this.#sent.set(event.key, { ref: event.ref, version: '' });
      }
    }
    return true;
  }
}

/** Reads the value of `Last-Event-ID`; undefined for anything that is no id of ours. */
export function parseEventId(
  text: string | undefined,
): { stream: string; number: number } | undefined {
  const match = /^([A-Za-z0-9_-]{12})\.(\d{1,15})$/.exec(text ?? '');
  return match ? { stream: match[1], number: Number(match[2]) } : undefined;
}

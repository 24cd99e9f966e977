import type { EnginesService } from '@adaptive-portal/plugin-adaptive-node';
import type { Response } from 'express';
import { stringifyEngineRef } from '@adaptive-portal/plugin-adaptive-common';
import { ClusterTexts } from './ClusterTexts';
import { EngineEncoder } from './encodeEvent';
import { EngineNumbers } from './EngineNumbers';
import { ParkedStreams } from './ParkedStreams';
import { parseEventId, StreamMemory } from './StreamMemory';
import {
  DEFAULT_STREAM_TIMES,
  type StreamSessionOptions,
  type StreamSink,
  type StreamTimes,
} from './sessionOptions';
import { StreamSession } from './StreamSession';
import { Turns } from './Turns';

// Writing takes a small part of this, so that rounds never fill the event loop.
const ROUND_MS_PER_CLIENT = 2;
/** Numbers of engines that are gone are taken back when there are so many times more than after the last time. */
const SWEEP_GROWTH = 2;
const SWEEP_FROM = 1_000;

/** A HTTP response as the end of a stream. */
function responseSink(response: Response): StreamSink {
  response.status(200);
  response.set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    // Compression, here or in a proxy, would hold events back.
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
    Connection: 'keep-alive',
  });
  response.flushHeaders();
  let isCorked = false;
  return {
    // What is written in one go leaves in one packet.
    write: text => {
      if (!isCorked) response.cork();
      isCorked = true;
      return response.write(text);
    },
    flush: () => {
      if (isCorked) response.uncork();
      isCorked = false;
    },
    onDrain: callback => {
      response.once('drain', callback);
    },
    end: () => {
      // What a stuck client has not taken yet would keep the connection open after `end`.
      if (response.writableNeedDrain) response.destroy();
      else response.end();
    },
  };
}

/** Every open stream: one subscription to the engines serves them all. */
export class StreamHub {
  readonly #encoder = new EngineEncoder();
  readonly #clusters: ClusterTexts;
  readonly #numbers = new EngineNumbers();
  readonly #turns = new Turns();
  readonly #sessions = new Map<StreamMemory, StreamSession>();
  readonly #parked = new ParkedStreams();
  readonly #times: StreamTimes;
  readonly #subscription: { unsubscribe(): void };
  #sweepAt = SWEEP_FROM;
  #stopped = false;

  constructor(options: {
    engines: Pick<EnginesService, 'clusters' | 'subscribe'>;
    times?: StreamTimes;
  }) {
    this.#times = options.times ?? DEFAULT_STREAM_TIMES;
    this.#clusters = new ClusterTexts(options.engines);
    this.#subscription = options.engines.subscribe(change => {
      if (change.type === 'clusters') this.#clusters.changed();
      for (const session of this.#sessions.values()) {
        session.onChange(change);
      }
    });
  }

  /** Number of open streams. */
  get size(): number {
    return this.#sessions.size;
  }

  /**
   * Streams to the response until the client leaves, its token expires, or the backend stops. A client that says which
   * event was its last goes on from there, if this backend still knows its stream; otherwise it gets everything.
   */
  open(
    response: Response,
    options: Pick<
      StreamSessionOptions,
      'view' | 'decide' | 'engine' | 'expiresAt'
    > & {
      /** Who the caller is: only the same caller may go on with a stream. */
      caller: string;
      lastEventId?: string;
    },
  ): void {
    const { caller, lastEventId, ...rest } = options;
    const { engine } = options;
    const scope = JSON.stringify([
      caller,
      engine && stringifyEngineRef(engine),
    ]);
    // Before a memory is taken: until its session has begun nobody would vouch for its numbers.
    this.#sweep();
    const known = this.#takeUp(lastEventId, scope);
    const memory = known ?? new StreamMemory(scope, this.#numbers);
    const session = new StreamSession({
      ...rest,
      memory,
      resumed: known !== undefined,
      sink: responseSink(response),
      encoder: this.#encoder,
      clusters: this.#clusters,
      times: this.#times,
      roundMs: () => this.#roundMs(),
      inTurn: work => this.#turns.add(work),
      onEnd: () => {
        this.#sessions.delete(memory);
        if (!this.#stopped) this.#parked.park(memory);
      },
    });
    this.#sessions.set(memory, session);
    response.on('close', () => session.end());
    session.start();
    if (this.#stopped) session.end();
  }

  /** A cut is often seen by the client first: the old stream may still be open here. */
  #takeUp(
    lastEventId: string | undefined,
    scope: string,
  ): StreamMemory | undefined {
    const id = parseEventId(lastEventId)?.stream;
    for (const [memory, session] of this.#sessions) {
      if (memory.id === id && memory.scope === scope) session.end();
    }
    return this.#parked.take(lastEventId, scope);
  }

  /** The more clients there are, the more changes each is told of together. */
  #roundMs(): number {
    return Math.min(
      this.#times.engineThrottleMs,
      ROUND_MS_PER_CLIENT * this.size,
    );
  }

  /** Engines come and go for ever; their numbers must not. */
  #sweep(): void {
    if (this.#numbers.size < this.#sweepAt) return;
    const used = new Uint8Array(this.#numbers.end);
    for (const session of this.#sessions.values()) session.markUsed(used);
    for (const memory of this.#parked.memories()) memory.markUsed(used);
    this.#numbers.sweep(number => used[number] === 1);
    this.#sweepAt = Math.max(SWEEP_FROM, this.#numbers.size * SWEEP_GROWTH);
  }

  /** Ends every stream and follows the engines no longer. */
  stop(): void {
    this.#stopped = true;
    this.#subscription.unsubscribe();
    for (const session of this.#sessions.values()) session.end();
    this.#parked.clear();
    this.#turns.clear();
  }
}

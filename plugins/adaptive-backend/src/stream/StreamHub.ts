import type { EnginesService } from '@adaptive-portal/plugin-adaptive-node';
import type { Response } from 'express';
import { EngineEncoder } from './encodeEvent';
import {
  DEFAULT_STREAM_TIMES,
  StreamSession,
  type StreamSessionOptions,
  type StreamSink,
  type StreamTimes,
} from './StreamSession';

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
  return {
    write: text => response.write(text),
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
  readonly #sessions = new Set<StreamSession>();
  readonly #times: StreamTimes;
  readonly #subscription: { unsubscribe(): void };
  #stopped = false;

  constructor(options: {
    engines: Pick<EnginesService, 'subscribe'>;
    times?: StreamTimes;
  }) {
    this.#times = options.times ?? DEFAULT_STREAM_TIMES;
    this.#subscription = options.engines.subscribe(change => {
      for (const session of this.#sessions) session.onChange(change);
    });
  }

  /** Number of open streams. */
  get size(): number {
    return this.#sessions.size;
  }

  /** Streams to the response until the client leaves, its token expires, or the backend stops. */
  open(
    response: Response,
    options: Pick<
      StreamSessionOptions,
      'view' | 'decide' | 'engine' | 'expiresAt'
    >,
  ): void {
    const session = new StreamSession({
      ...options,
      sink: responseSink(response),
      encoder: this.#encoder,
      times: this.#times,
      onEnd: () => this.#sessions.delete(session),
    });
    this.#sessions.add(session);
    response.on('close', () => session.end());
    session.start();
    if (this.#stopped) session.end();
  }

  /** Ends every stream and follows the engines no longer. */
  stop(): void {
    this.#stopped = true;
    this.#subscription.unsubscribe();
    for (const session of this.#sessions) session.end();
  }
}

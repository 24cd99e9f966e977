import type { AdaptiveStreamEvent } from '../model';
import { EventStreamParser } from './parseEventStream';
import type { StreamPosition } from './types';

const EVENT_TYPES: ReadonlySet<string> = new Set<AdaptiveStreamEvent['type']>([
  'engine',
  'engine-summary',
  'removed',
  'clusters',
  'resumed',
  'synced',
]);

/** Rejects when nothing arrives for `silenceMs`: a half-open connection would otherwise never end. */
async function readOrTimeOut(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  silenceMs: number,
) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new Error(
            `The event stream was silent for ${
              silenceMs / 1000
            } s, expected a heartbeat at least every 15 s`,
          ),
        ),
      silenceMs,
    );
  });
  try {
    return await Promise.race([reader.read(), silence]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Reads the body of `GET /stream`. Events of a type this version does not know are skipped, so that an older page
 * survives a newer backend.
 *
 * @param position - kept up to date with what the reader has taken
 *
 * @internal
 */
export async function* readAdaptiveEvents(
  body: ReadableStream<Uint8Array>,
  silenceMs: number,
  position?: StreamPosition,
): AsyncIterable<AdaptiveStreamEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const parser = new EventStreamParser();
  for (;;) {
    const { done, value } = await readOrTimeOut(reader, silenceMs);
    if (done) return;
    for (const event of parser.push(decoder.decode(value, { stream: true }))) {
      if (EVENT_TYPES.has(event.event)) yield JSON.parse(event.data);
      // After the reader had it: one that leaves at this event has to get it again.
      if (position && event.id) position.lastEventId = event.id;
    }
  }
}

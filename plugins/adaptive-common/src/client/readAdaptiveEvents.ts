import type { AdaptiveStreamEvent, ClusterStatus } from '../model';
import { EventStreamParser } from './parseEventStream';
import type { StreamPosition } from './types';

/** What is sent of the clusters that changed, to be put into the list that the reader has. */
interface ClustersChanged {
  type: 'clusters-changed';
  clusters: ClusterStatus[];
}

type SentEvent = AdaptiveStreamEvent | ClustersChanged;

const EVENT_TYPES: ReadonlySet<string> = new Set<SentEvent['type']>([
  'engine',
  'engine-summary',
  'removed',
  'clusters',
  'clusters-changed',
  'resumed',
  'synced',
]);

/** Turns changes of clusters into the whole list. */
class ClusterList {
  #clusters: ClusterStatus[] = [];

  take(event: SentEvent): AdaptiveStreamEvent {
    if (event.type === 'clusters') {
      this.#clusters = event.clusters;
    } else if (event.type === 'clusters-changed') {
      const changed = new Map(event.clusters.map(each => [each.name, each]));
      this.#clusters = this.#clusters.map(
        each => changed.get(each.name) ?? each,
      );
      return { type: 'clusters', clusters: this.#clusters };
    }
    return event;
  }
}

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
  const clusters = new ClusterList();
  for (;;) {
    const { done, value } = await readOrTimeOut(reader, silenceMs);
    if (done) return;
    for (const event of parser.push(decoder.decode(value, { stream: true }))) {
      if (EVENT_TYPES.has(event.event)) {
        yield clusters.take(JSON.parse(event.data));
      }
      // After the reader had it: one that leaves at this event has to get it again.
      if (position && event.id) position.lastEventId = event.id;
    }
  }
}

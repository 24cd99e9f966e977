import type {
  AdaptiveStreamEvent,
  Engine,
} from '@adaptive-portal/plugin-adaptive-common';
import type { FakeEnginesService } from '../../__testUtils__/FakeEnginesService';
import type { EnginesView } from '../../permissions';
import type { StreamSink } from '../sessionOptions';

/** Remembers what was written; `full` makes it a client that takes nothing until `drain`. */
export class FakeSink implements StreamSink {
  texts: string[] = [];
  full = false;
  ended = false;
  #waiting: Array<() => void> = [];

  write(text: string): boolean {
    this.texts.push(text);
    return !this.full;
  }

  onDrain(callback: () => void): void {
    this.#waiting.push(callback);
  }

  drain(): void {
    this.full = false;
    for (const callback of this.#waiting.splice(0)) callback();
  }

  end(): void {
    this.ended = true;
  }

  /** Events since the last call. */
  take(): AdaptiveStreamEvent[] {
    return this.texts
      .splice(0)
      .filter(text => text.startsWith('event: '))
      .map(text => JSON.parse(text.split('\ndata: ')[1]));
  }
}

/** Short names of events: `chat@2` is a summary, `chat!2` an engine in full, `-chat` a removal. */
export function brief(events: AdaptiveStreamEvent[]): string[] {
  return events.map(event => {
    switch (event.type) {
      case 'engine':
        return `${event.engine.ref.release}!${event.engine.version}`;
      case 'engine-summary':
        return `${event.engine.ref.release}@${event.engine.version}`;
      case 'removed':
        return `-${event.ref.release}`;
      default:
        return event.type;
    }
  });
}

/** What a caller sees who may read some engines. */
export function viewOf(
  engines: FakeEnginesService,
  mayRead: (engine: Engine) => boolean = () => true,
): EnginesView {
  return {
    list: () => engines.list().filter(mayRead),
    get: ref => {
      const engine = engines.get(ref);
      return engine && mayRead(engine) ? engine : undefined;
    },
    clusters: () => [...engines.clusters()],
    itemCounts: true,
  };
}

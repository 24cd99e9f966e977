import type {
  AdaptiveStreamEvent,
  Engine,
} from '@adaptive-portal/plugin-adaptive-common';
import { summarizeEngine } from '../service/summarizeEngine';

/** Frames one event as server-sent event; JSON never contains a raw line break. */
export function encodeEvent(id: string, type: string, data: string): string {
  return `event: ${type}\nid: ${id}\ndata: ${data}\n\n`;
}

/**
 * Turns engines into the data of their events. One engine goes to many viewers, so the text is made once per engine
 * object.
 */
export class EngineEncoder {
  readonly #full = new WeakMap<Engine, string>();
  readonly #summaries = new WeakMap<Engine, string>();

  encode(engine: Engine, type: 'engine' | 'engine-summary'): string {
    const cache = type === 'engine' ? this.#full : this.#summaries;
    const known = cache.get(engine);
    if (known !== undefined) return known;
    const event: AdaptiveStreamEvent =
      type === 'engine'
        ? { type, engine }
        : { type, engine: summarizeEngine(engine) };
    const data = JSON.stringify(event);
    cache.set(engine, data);
    return data;
  }
}

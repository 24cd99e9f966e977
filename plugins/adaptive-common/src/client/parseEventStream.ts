/**
 * One event of a `text/event-stream` answer.
 *
 * @internal
 */
export interface ServerSentEvent {
  /** Name after `event:`, `message` when the server gave none. */
  event: string;
  /** Lines after `data:`, joined with line feeds. */
  data: string;
  /** Value after `id:` of this event. */
  id?: string;
}

/** Comment lines and unknown fields are skipped, as the HTML standard asks. */
function parseBlock(lines: string[]): ServerSentEvent | undefined {
  let event = 'message';
  let id: string | undefined;
  const data: string[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') event = value;
    if (field === 'data') data.push(value);
    if (field === 'id') id = value;
  }
  return data.length > 0 ? { event, data: data.join('\n'), id } : undefined;
}

/**
 * Cuts text that arrives in arbitrary pieces into server-sent events. A block that the stream leaves unfinished is
 * never delivered, so a broken connection cannot produce half an event.
 *
 * @internal
 */
export class EventStreamParser {
  #rest = '';
  #lines: string[] = [];

  /** Returns the events that `text` completes. */
  push(text: string): ServerSentEvent[] {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?=[^\n])/);
    this.#rest = lines.pop() ?? '';
    const events: ServerSentEvent[] = [];
    for (const line of lines) {
      if (line !== '') {
        this.#lines.push(line);
        continue;
      }
      const event = parseBlock(this.#lines);
      this.#lines = [];
      if (event) events.push(event);
    }
    return events;
  }
}

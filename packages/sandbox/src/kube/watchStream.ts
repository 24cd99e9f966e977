import type { ServerResponse } from 'node:http';
import type { StatusBody } from './errors';
import type { KubernetesObject } from './object';
import { type Form, renderObject } from './representation';
import { type ServedType, groupVersion } from './resources';
import type { Predicate } from './selectors';
import type { StoreEventType } from './types';
import type { LoggedEvent } from './watchLog';

/** A client that reads this much slower than events come is cut off. */
const MAX_UNREAD_BYTES = 32 * 1024 * 1024;

export interface WatchStreamOptions {
  type: ServedType;
  form: Form;
  matches: Predicate;
  now(): number;
}

/** One open watch: a response of one JSON line per event. */
export class WatchStream {
  private silent = false;
  private closed = false;
  private columnsSent = false;

  constructor(
    private readonly response: ServerResponse,
    private readonly options: WatchStreamOptions,
  ) {
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-cache, private',
    });
    response.flushHeaders();
    response.once('close', () => {
      this.closed = true;
    });
  }

  /** Sends an event as this watch's selectors see it. */
  deliver(event: LoggedEvent): void {
    const { matches } = this.options;
    const is = event.type !== 'DELETED' && matches(event.object);
    const was = event.previous !== undefined && matches(event.previous);
    if (is) {
      this.send(was ? 'MODIFIED' : 'ADDED', event.object);
    } else if (was && event.type === 'DELETED') {
      this.send('DELETED', event.object);
    } else if (was && event.previous) {
      // It left the selection: the client gets the last state it knew, at the revision of the change.
      const { resourceVersion } = event.object.metadata;
      this.send('DELETED', {
        ...event.previous,
        metadata: { ...event.previous.metadata, resourceVersion },
      });
    }
  }

  /** Sends an object as it is, for the initial state. */
  send(type: StoreEventType, object: KubernetesObject): void {
    const rendered = renderObject(
      this.options.type,
      this.options.form,
      object,
      this.options.now(),
    );
    this.write({ type, object: this.withoutRepeatedColumns(rendered) });
  }

  bookmark(revision: number, initialEventsEnd = false): void {
    const metadata = {
      resourceVersion: String(revision),
      creationTimestamp: null,
      ...(initialEventsEnd
        ? { annotations: { 'k8s.io/initial-events-end': 'true' } }
        : {}),
    };
    const { form, type } = this.options;
    this.write({
      type: 'BOOKMARK',
      object:
        form.as === 'table'
          ? { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, rows: [] }
          : { kind: type.kind, apiVersion: groupVersion(type), metadata },
    });
  }

  /** Sends an error event, after which nothing follows. */
  fail(status: StatusBody): void {
    this.write({ type: 'ERROR', object: status });
    this.end();
  }

  /** From now on nothing is sent, but the connection stays open. */
  mute(): void {
    this.silent = true;
  }

  /** Ends the response properly. */
  end(): void {
    this.response.end();
    this.closed = true;
  }

  /** Cuts the connection, with `midLine` after half a line of JSON. */
  drop(midLine: boolean): void {
    this.closed = true;
    const { socket } = this.response;
    if (midLine && socket && !this.silent) {
      this.response.write('{"type":"MODIFIED","object":{"kin', () =>
        socket.destroy(),
      );
    } else {
      socket?.destroy();
    }
  }

  private withoutRepeatedColumns(rendered: unknown): unknown {
    if (this.options.form.as !== 'table' || !this.columnsSent) {
      this.columnsSent = true;
      return rendered;
    }
    return typeof rendered === 'object' && rendered !== null
      ? { ...rendered, columnDefinitions: null }
      : rendered;
  }

  private write(event: unknown): void {
    if (this.closed || this.silent) {
      return;
    }
    this.response.write(`${JSON.stringify(event)}\n`);
    if (this.response.writableLength > MAX_UNREAD_BYTES) {
      this.drop(false);
    }
  }
}

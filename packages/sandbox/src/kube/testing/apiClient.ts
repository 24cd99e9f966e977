import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { KubernetesObject } from '../object';
import type { KubeApiServer } from '../types';

/** What the server answered. */
export interface Answer {
  code: number;
  body: Body;
  headers: IncomingMessage['headers'];
}

/** The fields that tests look at, over all kinds of answers. */
export interface Body {
  kind: string;
  metadata: {
    name?: string;
    resourceVersion: string;
    continue?: string;
    remainingItemCount?: number;
    generation?: number;
    deletionTimestamp?: string;
    finalizers?: string[];
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    managedFields?: Array<{
      manager: string;
      operation: string;
      time: string;
      fieldsV1: object;
    }>;
  };
  items: KubernetesObject[];
  spec: Record<string, unknown>;
  status: unknown;
  message: string;
  reason: string;
  details: { causes?: Array<{ field: string }> };
  [field: string]: unknown;
}

export interface WatchEvent {
  type: string;
  object: Body;
}

interface RequestOptions {
  body?: unknown;
  contentType?: string;
  accept?: string;
  token?: string;
  userAgent?: string;
}

/** Reads the events of a watch one by one. */
export class WatchReader {
  private readonly events: WatchEvent[] = [];
  private rest = '';
  private wake: () => void = () => {};
  private over: 'ended' | 'cut' | undefined;

  constructor(private readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      const lines = (this.rest + chunk).split('\n');
      this.rest = lines.pop() ?? '';
      this.events.push(...lines.map(line => JSON.parse(line)));
      this.wake();
    });
    response.on('end', () => this.finish('ended'));
    response.on('error', () => this.finish('cut'));
    response.on('close', () => this.finish('cut'));
  }

  /** The next `count` events; rejects when the watch is over before. */
  async next(count: number): Promise<WatchEvent[]> {
    while (this.events.length < count) {
      if (this.over) {
        throw new Error(`the watch ${this.over} after ${this.events.length}`);
      }
      await this.change();
    }
    return this.events.splice(0, count);
  }

  /** How the watch ended, once it has, with the events left and the piece of a line that came last. */
  async end(): Promise<{
    how: 'ended' | 'cut';
    events: WatchEvent[];
    rest: string;
  }> {
    while (!this.over) {
      await this.change();
    }
    return { how: this.over, events: this.events, rest: this.rest };
  }

  /** Events that have come and were not read yet. */
  unread(): WatchEvent[] {
    return [...this.events];
  }

  close(): void {
    this.response.destroy();
  }

  private finish(how: 'ended' | 'cut'): void {
    this.over ??= how;
    this.wake();
  }

  private change(): Promise<void> {
    return new Promise(resolve => {
      this.wake = resolve;
    });
  }
}

/** An HTTPS client that trusts nothing but the server's CA. */
export class ApiClient {
  constructor(private readonly server: KubeApiServer) {}

  get(path: string, options?: RequestOptions): Promise<Answer> {
    return this.send('GET', path, options);
  }

  async send(
    method: string,
    path: string,
    options: RequestOptions = {},
  ): Promise<Answer> {
    const response = await this.open(method, path, options);
    let text = '';
    for await (const chunk of response) {
      text += chunk;
    }
    return {
      code: response.statusCode ?? 0,
      headers: response.headers,
      body: /json/.test(response.headers['content-type'] ?? '')
        ? JSON.parse(text)
        : { message: text },
    };
  }

  async watch(path: string, options?: RequestOptions): Promise<WatchReader> {
    return new WatchReader(await this.open('GET', path, options));
  }

  open(
    method: string,
    path: string,
    options: RequestOptions = {},
  ): Promise<IncomingMessage> {
    const { body } = options;
    const text = typeof body === 'string' ? body : JSON.stringify(body) ?? '';
    return new Promise((resolve, reject) => {
      const outgoing = request(
        `${this.server.url}${path}`,
        {
          method,
          ca: this.server.caPem,
          agent: false,
          headers: {
            authorization: `Bearer ${options.token ?? this.server.token}`,
            ...(options.accept ? { accept: options.accept } : {}),
            'content-type': options.contentType ?? 'application/json',
            'content-length': Buffer.byteLength(text),
            'user-agent': options.userAgent ?? 'test/1.0',
          },
        },
        resolve,
      );
      outgoing.on('error', reject);
      outgoing.end(text);
    });
  }
}

/** The events in short: `ADDED web`. */
export function summary(events: WatchEvent[]): string[] {
  return events.map(({ type, object }) => `${type} ${object.metadata.name}`);
}

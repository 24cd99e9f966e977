import { KubeResponse, KubeTransport } from '../clusters/KubeTransport';
import { KubeTransportError } from '../clusters/KubeTransportError';
import { Raw, record, records, text } from '../objects/project/raw';
import { CountedPages } from './CountedPages';
import { Deadline } from './Deadline';
import { StatusError, StreamError, Verb } from './errors';
import { LineReader } from './LineReader';
import { ListReader } from './ListReader';
import { inTurn, whenReadable } from '../eventLoop/turns';

/** Limits on how long an API server may take. */
export interface RequestTimeouts {
  /** Until the answer begins, and between the bytes of a list. */
  answerMs: number;
  /** Between the bytes of a watch; must be longer than the interval of bookmarks, one minute. */
  silenceMs: number;
}

/** What a list or a watch needs. */
export interface RequestOptions {
  transport: KubeTransport;
  /** Path of the collection. */
  path: string;
  /** Limits what is asked for: `labelSelector`, `fieldSelector`. */
  selection?: Readonly<Record<string, string>>;
  /** The objects' managedFields are of no use: lists may come without. */
  withoutManagedFields?: boolean;
  /** Only metadata is wanted. A server that cannot do so sends whole objects. */
  metadataOnly?: boolean;
  signal: AbortSignal;
  timeouts: RequestTimeouts;
  /** Of a server that counts its pages, see {@link CountedPages}: the query that makes it do so, in a certain order. */
  countedPages?: Readonly<Record<string, string>>;
  /** A list without a version will do: nothing is watched from it. */
  versionless?: boolean;
  /** Called for every piece of an answer. */
  onBytes: () => void;
}

// Enough for any Status object; an error page of a proxy may be endless.
const MAX_ERROR_BODY = 64 * 1024;

function accept(options: RequestOptions, kind: 'List' | ''): string {
  const partial = `application/json;as=PartialObjectMetadata${kind};g=meta.k8s.io;v=v1`;
  return options.metadataOnly
    ? `${partial},application/json`
    : 'application/json';
}

function target(options: RequestOptions, query: Record<string, string>) {
  const search = new URLSearchParams({ ...options.selection, ...query });
  return search.size === 0 ? options.path : `${options.path}?${search}`;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new StreamError('sent invalid JSON');
  }
}

/** The first bytes of an answer, as text. */
async function readText(
  chunks: AsyncIterable<Uint8Array>,
  max: number,
): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    size += chunk.length;
    if (size > max) break;
  }
  return Buffer.concat(parts).toString('utf8');
}

async function* observed(
  response: KubeResponse,
  options: RequestOptions,
  deadline: Deadline,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of response.body) {
    deadline.touch();
    options.onBytes();
    yield chunk;
  }
}

async function toStatusError(
  verb: Verb,
  response: KubeResponse,
  chunks: AsyncIterable<Uint8Array>,
): Promise<StatusError> {
  let reason: string | undefined;
  try {
    const body = record(JSON.parse(await readText(chunks, MAX_ERROR_BODY)));
    // Only a word: other text may come from a proxy and repeat the request.
    reason = text(body.reason)?.match(/^\w{1,64}$/)?.[0];
  } catch {
    // Not a Status object, the number alone has to do.
  }
  return new StatusError({
    verb,
    status: response.status,
    reason,
    retryAfterMs: response.retryAfterMs,
  });
}

/** Takes some objects of a list. */
type ObjectsHandler = (objects: Raw[]) => void;

/** Hands out the objects of a page while it comes; gives what else it says. */
async function readPage(
  options: RequestOptions,
  chunks: AsyncIterable<Uint8Array>,
  deadline: Deadline,
  handle: ObjectsHandler,
) {
  const reader = new ListReader(!options.withoutManagedFields);
  for await (const chunk of chunks) {
    await deadline.handle(() =>
      inTurn(() => handle(records(reader.push(chunk)))),
    );
  }
  const meta = record(record(reader.end()).metadata);
  return { version: text(meta.resourceVersion), next: text(meta.continue) };
}

async function getPage(
  options: RequestOptions,
  query: Record<string, string>,
  handle: ObjectsHandler,
): Promise<{ version?: string; next?: string }> {
  await whenReadable();
  await options.transport.turn(options.signal);
  const deadline = new Deadline(options.signal, options.timeouts.answerMs);
  try {
    const response = await options.transport.get(
      target(options, query),
      deadline.signal,
      accept(options, 'List'),
    );
    deadline.begin(options.timeouts.answerMs);
    const chunks = observed(response, options, deadline);
    if (response.status !== 200)
      throw await toStatusError('list', response, chunks);
    return await readPage(options, chunks, deadline, handle);
  } finally {
    deadline.end();
  }
}

/**
 * Lists a collection in pages.
 *
 * @param begin - called before the first page, again when the list has to start over; what was handed to
 * the earlier handler is void then, as is everything when this rejects
 * @returns the version to watch from
 * @throws StatusError, StreamError, SilenceError, KubeTransportError; nothing is known then
 */
export async function listPages(
  options: RequestOptions,
  pageSize: number,
  begin: () => ObjectsHandler,
): Promise<string> {
  const { countedPages } = options;
  const paged = { ...countedPages, limit: String(pageSize) };
  const counted = countedPages && new CountedPages();
  let handle = begin();
  const take = (objects: Raw[]) => handle(counted?.take(objects) ?? objects);
  let query: Record<string, string> = paged;
  let version: string | undefined;
  for (;;) {
    try {
      const page = await getPage(options, query, take);
      counted?.end();
      version ??= page.version ?? (options.versionless ? '' : undefined);
      if (version === undefined)
        throw new StreamError('answered a list without a version');
      if (page.next === undefined) return version;
      query = { ...paged, continue: counted?.next(page.next) ?? page.next };
    } catch (error) {
      const expired =
        error instanceof StatusError && error.status === 410 && query.continue;
      if (!expired) throw error;
      // The rest of the pages would be of another moment. As client-go does: all at once, in one answer.
      handle = begin();
      version = undefined;
      query = {};
    }
  }
}

/** One line of a watch. */
export interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  object: unknown;
  /** A bookmark: all that was there when the watch began has been sent. */
  endsInitial?: boolean;
  /** Version that the watch has reached with this event. */
  version?: string;
}

const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

function toWatchEvent(line: string): WatchEvent {
  const raw = record(parseJson(line));
  const object = record(raw.object);
  switch (raw.type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
    case 'BOOKMARK': {
      const meta = record(object.metadata);
      const isEnd = record(meta.annotations)[INITIAL_EVENTS_END] === 'true';
      return {
        type: raw.type,
        object,
        ...(isEnd && { endsInitial: true }),
        version: text(meta.resourceVersion),
      };
    }
    case 'ERROR':
      throw new StatusError({
        verb: 'watch',
        status: typeof object.code === 'number' ? object.code : 500,
        reason: text(object.reason)?.match(/^\w{1,64}$/)?.[0],
      });
    default:
      throw new StreamError('sent a line that is not a watch event');
  }
}

async function readEvents(
  chunks: AsyncIterable<Uint8Array>,
  deadline: Deadline,
  onEvent: (event: WatchEvent) => void,
): Promise<void> {
  const reader = new LineReader();
  for await (const chunk of chunks) {
    await deadline.handle(() =>
      inTurn(() => {
        for (const line of reader.push(chunk)) onEvent(toWatchEvent(line));
      }),
    );
  }
  reader.end();
}

/**
 * Watches a collection until the API server ends it: from a version on or, without one, from all that is there now,
 * sent as events up to a bookmark that `endsInitial` (Kubernetes' streaming list).
 *
 * @param onOpen - called when the API server has accepted the watch
 * @throws StatusError, StreamError, SilenceError, KubeTransportError (the latter only before `onOpen`)
 */
export async function watchEvents(
  options: RequestOptions,
  watch: { version: string | undefined; timeoutSeconds: number },
  handlers: { onOpen: () => void; onEvent: (event: WatchEvent) => void },
): Promise<void> {
  if (watch.version === undefined) await whenReadable();
  await options.transport.turn(options.signal);
  const deadline = new Deadline(options.signal, options.timeouts.answerMs);
  try {
    const begin: Record<string, string> =
      watch.version === undefined
        ? { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan' }
        : { resourceVersion: watch.version };
    const path = target(options, {
      watch: '1',
      allowWatchBookmarks: 'true',
      timeoutSeconds: String(watch.timeoutSeconds),
      ...begin,
    });
    const response = await options.transport.get(
      path,
      deadline.signal,
      accept(options, ''),
    );
    deadline.begin(options.timeouts.silenceMs);
    const chunks = observed(response, options, deadline);
    if (response.status !== 200)
      throw await toStatusError('watch', response, chunks);
    handlers.onOpen();
    try {
      await readEvents(chunks, deadline, handlers.onEvent);
    } catch (error) {
      throw error instanceof KubeTransportError
        ? new StreamError(error.message)
        : error;
    }
  } finally {
    deadline.end();
  }
}

import type { ServerResponse } from 'node:http';
import { expired, invalid } from './errors';
import type { Form } from './representation';
import { type RequestInfo, flag } from './requestInfo';
import { revisionParameter, selectorOf } from './reads';
import { CRD_RESOURCE, resourceKey, typeOfDefinition } from './resources';
import type { ClusterStore, StoreEvent } from './types';
import { WatchLog } from './watchLog';
import { WatchStream } from './watchStream';

const DEFAULT_TIMEOUT_SECONDS = 1800;
const MAX_TIMEOUT_SECONDS = 24 * 3600;

// Kept apart in real servers, without the cache that bookmarks come from.
const WITHOUT_BOOKMARKS = 'events';

interface OpenWatch {
  resource: string;
  /** Where it began: nothing is new at this revision. */
  from: number;
  stream: WatchStream;
  bookmarks: boolean;
}

/** The open watches of one API server and the history from which new ones start. */
export class Watches {
  private readonly open = new Set<OpenWatch>();
  private readonly log: WatchLog;
  private readonly subscription: { unsubscribe(): void };
  private readonly bookmarkTimer: NodeJS.Timeout;

  constructor(
    private readonly store: ClusterStore,
    options: { historyLimit: number; bookmarkSeconds: number },
  ) {
    this.log = new WatchLog(options.historyLimit, store.resourceVersion());
    this.subscription = store.subscribe(event => this.onEvent(event));
    this.bookmarkTimer = setInterval(
      () => this.sendBookmarks(),
      options.bookmarkSeconds * 1000,
    );
    this.bookmarkTimer.unref();
  }

  /** Answers a watch request; the response stays open until its timeout. */
  start(request: RequestInfo, form: Form, response: ServerResponse): void {
    const { query, resource, type } = request;
    const revision = revisionParameter(query);
    const initial = initialEvents(request, revision);
    const selected = selectorOf(request);
    const timeout = timeoutOf(query);
    const watch: OpenWatch = {
      resource,
      from: initial.synthetic ? this.store.resourceVersion() : revision ?? 0,
      bookmarks:
        flag(query, 'allowWatchBookmarks') && resource !== WITHOUT_BOOKMARKS,
      stream: new WatchStream(response, {
        type,
        form,
        matches: object =>
          (request.namespace === undefined ||
            object.metadata.namespace === request.namespace) &&
          selected(object),
        now: () => this.store.clock.now(),
      }),
    };
    const timer = setTimeout(() => this.timeOut(watch), timeout * 1000);
    timer.unref();
    response.once('close', () => {
      clearTimeout(timer);
      this.open.delete(watch);
    });
    this.open.add(watch);
    if (initial.synthetic) {
      this.sendState(watch, request);
    }
    if (initial.bookmark) {
      watch.stream.bookmark(this.store.resourceVersion(), true);
    }
    if (!initial.synthetic) {
      this.replay(watch, revision ?? 0);
    }
  }

  /** Forgets the history. */
  compact(): void {
    this.log.compact(this.store.resourceVersion());
  }

  /** Keeps all open watches open, without a word. */
  mute(): void {
    this.open.forEach(({ stream }) => stream.mute());
  }

  drop(midLine: boolean): void {
    [...this.open].forEach(({ stream }) => stream.drop(midLine));
  }

  stop(): void {
    this.subscription.unsubscribe();
    clearInterval(this.bookmarkTimer);
    this.drop(false);
  }

  private onEvent(event: StoreEvent): void {
    const logged = this.log.append(event);
    for (const watch of this.open) {
      if (watch.resource === event.resource) {
        watch.stream.deliver(logged);
      }
    }
    if (event.resource === CRD_RESOURCE && event.type === 'DELETED') {
      const type = typeOfDefinition(event.object);
      this.endOf(type ? resourceKey(type) : undefined);
    }
  }

  private endOf(resource: string | undefined): void {
    [...this.open]
      .filter(watch => watch.resource === resource)
      .forEach(watch => watch.stream.end());
  }

  private sendState(watch: OpenWatch, request: RequestInfo): void {
    this.store
      .list(request.resource, { namespace: request.namespace })
      .filter(selectorOf(request))
      .forEach(object => watch.stream.send('ADDED', object));
  }

  private replay(watch: OpenWatch, revision: number): void {
    const missed = this.log.since(watch.resource, revision);
    if (!missed) {
      const latest = this.store.resourceVersion();
      watch.stream.fail(
        expired(`too old resource version: ${revision} (${latest})`).body,
      );
      return;
    }
    missed.forEach(event => watch.stream.deliver(event));
  }

  private sendBookmarks(): void {
    this.open.forEach(watch => this.sendBookmark(watch));
  }

  /** Says how far the watch is, unless nothing at all was written since it began. */
  private sendBookmark({ bookmarks, from, stream }: OpenWatch): void {
    const revision = this.store.resourceVersion();
    if (bookmarks && revision > from) {
      stream.bookmark(revision);
    }
  }

  private timeOut(watch: OpenWatch): void {
    this.sendBookmark(watch);
    watch.stream.end();
  }
}

function timeoutOf(query: URLSearchParams): number {
  const seconds = Number(query.get('timeoutSeconds') ?? '');
  return seconds > 0
    ? Math.min(seconds, MAX_TIMEOUT_SECONDS)
    : DEFAULT_TIMEOUT_SECONDS;
}

function initialEvents(
  request: RequestInfo,
  revision: number | undefined,
): { synthetic: boolean; bookmark: boolean } {
  const { query, type } = request;
  const asked = query.get('sendInitialEvents');
  if (asked === null) {
    return { synthetic: (revision ?? 0) === 0, bookmark: false };
  }
  if (query.get('resourceVersionMatch') !== 'NotOlderThan') {
    throw invalid({ ...type, kind: 'ListOptions', group: 'meta.k8s.io' }, '', [
      {
        reason: 'FieldValueForbidden',
        field: 'resourceVersionMatch',
        message:
          'Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
      },
    ]);
  }
  const wanted = asked === 'true';
  return {
    synthetic: wanted,
    bookmark: wanted && flag(query, 'allowWatchBookmarks'),
  };
}

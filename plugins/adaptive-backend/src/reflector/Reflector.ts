import { Freshness } from '@adaptive-portal/plugin-adaptive-common';
import { collectInitial } from './collectInitial';
import { StreamError } from './errors';
import { FreshnessTracker } from './FreshnessTracker';
import { ReflectorOptions } from './options';
import { instruments } from '../telemetry/instruments';
import { backoffMs, recoverFrom, Recovery } from './recovery';
import { Refusals } from './Refusals';
import { ServedPath } from './ServedPath';
import { listPages, RequestOptions, WatchEvent, watchEvents } from './requests';

// A version that fails this often without one event in between is not trusted any more.
const FAILURES_UNTIL_RELIST = 3;
// An API server that is only just starting refuses everybody (403) for a moment.
const FAILURES_UNTIL_SLOW = 3;
// A watch that ends sooner than this, with nothing sent, counts as failed, or it would be asked for in a loop.
const SHORTEST_WATCH_MS = 1_000;

/** Keeps a sink equal to one collection of one API server: list, then watch, then whatever it takes. */
export class Reflector {
  readonly #options: ReflectorOptions;
  readonly #freshness: FreshnessTracker;
  /** Version to watch from; undefined when a list is due. */
  #version?: string;
  /** Failures in a row; an event ends the row, a mere connection does not. */
  #failures = 0;
  /** Watches that were asked for again because nothing came. */
  #renewals = 0;
  readonly #path: ServedPath;
  readonly #refusals = new Refusals();
  #attempt?: AbortController;
  #markAttempted: () => void = () => {};
  /** Resolves after the first list, whether it succeeded or not. */
  readonly attempted: Promise<void>;

  constructor(options: ReflectorOptions) {
    this.#options = options;
    this.#path = new ServedPath(options.paths);
    this.#freshness = new FreshnessTracker({
      now: () => options.clock.now(),
      onChange: options.onFreshness,
      onTouch: options.onTouch,
    });
    this.attempted = new Promise(resolve => {
      this.#markAttempted = resolve;
    });
  }

  freshness(): Freshness {
    return this.#freshness.value();
  }

  /** Works until the signal aborts; never rejects. Can be called again afterwards. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const waitMs = await this.#cycle(signal);
      if (waitMs > 0) await this.#options.clock.sleep(waitMs, signal);
    }
  }

  /** The API server does not answer anybody: told by who found out, while nothing runs. */
  suspend(message: string): void {
    this.#tell('unreachable', message);
    // An outage may end with a restored backup, whose versions go back: only a list is certain.
    this.#version = undefined;
    this.#failures = 0;
  }

  /** What was not installed when the API server went away is nothing that an outage keeps from being read. */
  #tell(status: Recovery['status'], message: string): void {
    const absent = this.#freshness.status === 'notInstalled';
    if (absent && status === 'unreachable') return;
    this.#freshness.set(status, message);
  }

  /** Lists again as soon as possible, for example because other fields are of interest now. */
  relist(): void {
    this.#version = undefined;
    this.#attempt?.abort();
  }

  /** One list and watch, up to its end or failure. Gives the wait before the next. */
  async #cycle(signal: AbortSignal): Promise<number> {
    const attempt = new AbortController();
    this.#attempt = attempt;
    try {
      const request = this.#request(AbortSignal.any([signal, attempt.signal]));
      return await this.#follow(request);
    } catch (error) {
      if (signal.aborted || attempt.signal.aborted) return 0;
      return await this.#recover(error);
    } finally {
      this.#attempt = undefined;
      this.#markAttempted();
    }
  }

  /** Gives the wait before the next list or watch. */
  async #follow(request: RequestOptions): Promise<number> {
    const { pollMs } = this.#options;
    if (pollMs !== undefined) {
      await this.#list(request);
      this.#failures = 0;
      return pollMs;
    }
    const { canResume } = this.#options;
    if (this.#version !== undefined && canResume?.(this.#version) === false)
      this.#version = undefined;
    if (this.#version === undefined && this.#isStreamable()) {
      await this.#stream(request);
    } else {
      this.#version ??= await this.#list(request);
      await this.#watch(request, this.#version);
    }
    return 0;
  }

  /** A list that comes as events, and the watch that it turns into; it counts as a list until then. */
  async #stream(request: RequestOptions): Promise<void> {
    const watching = await this.#inTurn(request, async () => {
      let listed: () => void = () => {};
      const isListed = new Promise<void>(resolve => {
        listed = resolve;
      });
      const promise = this.#watch(request, undefined, listed);
      await Promise.race([isListed, promise]);
      return { promise };
    });
    await watching.promise;
  }

  async #inTurn<T>(
    request: RequestOptions,
    work: () => Promise<T>,
  ): Promise<T> {
    const { listing } = this.#options;
    return listing ? listing.run(request.signal, work) : work();
  }

  #isStreamable(): boolean {
    return !this.#refusals.stream && (this.#options.canStream?.() ?? false);
  }

  #request(signal: AbortSignal): RequestOptions {
    const { transport, metadataOnly, withoutManagedFields, countedPages } =
      this.#options;
    return {
      transport,
      path: this.#path.current,
      selection: this.#selection(),
      metadataOnly,
      withoutManagedFields,
      countedPages,
      signal,
      timeouts: this.#options.settings.timeouts,
      onBytes: this.#options.onAlive,
      versionless: this.#options.pollMs !== undefined,
    };
  }

  #selection(): RequestOptions['selection'] {
    const { selection, fieldSelector } = this.#options;
    return fieldSelector === undefined || this.#refusals.fieldSelector
      ? selection
      : { fieldSelector, ...selection };
  }

  async #list(request: RequestOptions): Promise<string> {
    const { sink, settings } = this.#options;
    let list = sink.beginList();
    const version = await this.#inTurn(request, () =>
      listPages(request, settings.pageSize, () => {
        list = sink.beginList();
        return items => list.add(items);
      }),
    );
    request.signal.throwIfAborted();
    this.#listed(list, version);
    return version;
  }

  #listed(list: { commit(version: string): void }, version: string): void {
    list.commit(version);
    instruments().lists.add(1, { resource: this.#options.resource });
    this.#path.found();
    this.#freshness.seen();
    this.#markAttempted();
  }

  /** Watches from the version on; without one from a list that comes as events. */
  async #watch(
    request: RequestOptions,
    version: string | undefined,
    onListed: () => void = () => {},
  ): Promise<void> {
    const { clock, resource, sink } = this.#options;
    let initial = version === undefined ? sink.beginList() : undefined;
    let openedAt = clock.now();
    // 5 to 10 minutes as client-go, so that not all watches of a cluster are renewed at once.
    const timeoutSeconds = Math.round(300 * (1 + clock.random()));
    let events = 0;
    await watchEvents(
      request,
      { version, timeoutSeconds },
      {
        onOpen: () => {
          openedAt = clock.now();
          if (!request.signal.aborted && !initial) this.#freshness.seen();
        },
        onEvent: event => {
          if (request.signal.aborted) return;
          events += 1;
          instruments().events.add(1, { resource });
          if (initial) {
            const listVersion = collectInitial(initial, event);
            if (listVersion === undefined) return;
            this.#listed(initial, listVersion);
            this.#version = listVersion;
            initial = undefined;
            onListed();
          } else {
            this.#apply(event);
            this.#freshness.seen();
          }
          this.#failures = 0;
        },
      },
    );
    if (initial) throw new StreamError('ended a list before its end');
    if (events === 0 && clock.now() - openedAt < SHORTEST_WATCH_MS) {
      throw new StreamError('ended the watch at once');
    }
  }

  #apply(event: WatchEvent): void {
    if (event.type === 'DELETED') this.#options.sink.remove(event.object);
    else if (event.type !== 'BOOKMARK') this.#options.sink.put(event.object);
    if (event.version !== undefined) this.#version = event.version;
  }

  async #recover(error: unknown): Promise<number> {
    const { clock, settings, resource, custom } = this.#options;
    const recovery = recoverFrom(error, {
      resource,
      custom,
      isServerAlive: this.#options.isServerAlive(),
    });
    if (this.#isRefused(error) || this.#isServedElsewhere(recovery)) return 0;
    if (recovery.routine && this.#version !== undefined) return this.#renew();
    this.#failures += 1;
    const repeated = this.#failures > 1;
    if (recovery.relist || this.#failures % FAILURES_UNTIL_RELIST === 0)
      this.#version = undefined;
    instruments().failures.add(1, { resource });
    this.#tell(recovery.status, recovery.message);
    if (
      recovery.refreshCredentials &&
      (await this.#options.transport.refreshCredentials())
    ) {
      if (!repeated) return 0;
    }
    const backoff = backoffMs(this.#failures, settings.backoff, clock.random());
    const waits = {
      now: repeated ? backoff : 0,
      backoff,
      max: backoffMs(
        this.#failures < FAILURES_UNTIL_SLOW ? this.#failures : Infinity,
        settings.backoff,
        clock.random(),
      ),
      absent: settings.absentRetryMs,
    };
    const atLeast = Math.min(recovery.atLeastMs ?? 0, settings.maxRetryAfterMs);
    return Math.max(waits[recovery.retry], atLeast);
  }

  /**
   * Nothing seems to have happened: no reason to wait, or changes would be late. Now and then a list makes sure, and
   * brings a version that is not forgotten yet.
   */
  #renew(): number {
    this.#renewals += 1;
    if (this.#renewals % FAILURES_UNTIL_RELIST === 0) this.#version = undefined;
    return 0;
  }

  /** Whether the list failed for something that it can do without. */
  #isRefused(error: unknown): boolean {
    if (this.#version !== undefined) return false;
    return this.#refusals.note(error, {
      stream: this.#isStreamable(),
      fieldSelector: this.#options.fieldSelector !== undefined,
    });
  }

  /**
   * With a CRD its objects are gone. One 404 may come from an API server that is only just starting, so what
   * is held is dropped when the next look finds it absent as well.
   */
  #isServedElsewhere(recovery: Recovery): boolean {
    if (recovery.status !== 'notInstalled') {
      this.#path.found();
      return false;
    }
    this.#version = undefined;
    const absence = this.#path.absent();
    if (absence === 'gone') this.#options.sink.beginList().commit();
    return absence === 'tryOlder';
  }
}

import { Freshness } from '@adaptive-portal/plugin-adaptive-common';
import { Clock } from '../clusters/Clock';
import { KubeTransport } from '../clusters/KubeTransport';
import { StatusError, StreamError } from './errors';
import { FreshnessTracker } from './FreshnessTracker';
import { BackoffOptions, backoffMs, recoverFrom, Recovery } from './recovery';
import {
  listPages,
  RequestOptions,
  RequestTimeouts,
  WatchEvent,
  watchEvents,
} from './requests';

/** Where a reflector puts what it reads. Raw objects, as the API sends them. */
export interface ReflectorSink {
  /** Begins a new list; nothing is visible until `commit`, which also removes what the list lacks. */
  beginList(): { add(objects: readonly unknown[]): void; commit(): void };
  put(object: unknown): void;
  remove(object: unknown): void;
}

/** Times and sizes of a reflector. */
export interface ReflectorSettings {
  timeouts: RequestTimeouts;
  backoff: BackoffOptions;
  pageSize: number;
  /** How often a custom resource that is not installed is looked for. */
  absentRetryMs: number;
  /** Longest wait that an API server may ask for with `Retry-After`. */
  maxRetryAfterMs: number;
}

/** Defaults of {@link ReflectorSettings}. */
export const DEFAULT_REFLECTOR_SETTINGS: ReflectorSettings = {
  timeouts: { answerMs: 10_000, silenceMs: 90_000 },
  backoff: { initialMs: 1_000, maxMs: 30_000 },
  pageSize: 500,
  absentRetryMs: 60_000,
  maxRetryAfterMs: 120_000,
};

/** Options of {@link Reflector}. */
export interface ReflectorOptions {
  transport: KubeTransport;
  /** Name for sentences, for example `apps/deployments`. */
  resource: string;
  path: string;
  /** Defined by a CRD: a 404 means that it is not installed. */
  custom: boolean;
  sink: ReflectorSink;
  clock: Clock;
  settings: ReflectorSettings;
  /** Called for every sign of life of the API server. */
  onAlive: () => void;
  /** Whether the API server answered anybody just now. */
  isServerAlive: () => boolean;
  /** Called after the status or the message of the freshness changed. */
  onFreshness: () => void;
}

// A version that fails this often without one event in between is not trusted any more.
const FAILURES_UNTIL_RELIST = 3;
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
  #absences = 0;
  #attempt?: AbortController;
  #markAttempted: () => void = () => {};
  /** Resolves after the first list, whether it succeeded or not. */
  readonly attempted: Promise<void>;

  constructor(options: ReflectorOptions) {
    this.#options = options;
    this.#freshness = new FreshnessTracker({
      now: () => options.clock.now(),
      onChange: options.onFreshness,
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
    this.#freshness.set('unreachable', message);
    // An outage may end with a restored backup, whose versions go back: only a list is certain.
    this.#version = undefined;
    this.#failures = 0;
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
      if (this.#version === undefined)
        this.#version = await this.#list(request);
      await this.#watch(request, this.#version);
      return 0;
    } catch (error) {
      if (signal.aborted || attempt.signal.aborted) return 0;
      return await this.#recover(error);
    } finally {
      this.#attempt = undefined;
      this.#markAttempted();
    }
  }

  #request(signal: AbortSignal): RequestOptions {
    const { transport, path, settings, onAlive } = this.#options;
    return {
      transport,
      path,
      signal,
      timeouts: settings.timeouts,
      onBytes: onAlive,
    };
  }

  async #list(request: RequestOptions): Promise<string> {
    const { sink, settings } = this.#options;
    let list = sink.beginList();
    const version = await listPages(request, settings.pageSize, () => {
      list = sink.beginList();
      return items => list.add(items);
    });
    request.signal.throwIfAborted();
    list.commit();
    this.#absences = 0;
    this.#freshness.seen();
    this.#markAttempted();
    return version;
  }

  async #watch(request: RequestOptions, version: string): Promise<void> {
    const { clock } = this.#options;
    const startedAt = clock.now();
    // 5 to 10 minutes as client-go, so that not all watches of a cluster are renewed at once.
    const timeoutSeconds = Math.round(300 * (1 + clock.random()));
    let events = 0;
    await watchEvents(
      request,
      { version, timeoutSeconds },
      {
        onOpen: () => {
          if (!request.signal.aborted) this.#freshness.seen();
        },
        onEvent: event => {
          if (request.signal.aborted) return;
          events += 1;
          this.#failures = 0;
          this.#apply(event);
          this.#freshness.seen();
        },
      },
    );
    if (events === 0 && clock.now() - startedAt < SHORTEST_WATCH_MS) {
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
    this.#failures += 1;
    const repeated = this.#failures > 1;
    if (recovery.relist || this.#failures % FAILURES_UNTIL_RELIST === 0)
      this.#version = undefined;
    this.#noteAbsence(error, recovery);
    if (!recovery.routine)
      this.#freshness.set(recovery.status, recovery.message);
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
      max: backoffMs(Infinity, settings.backoff, clock.random()),
      absent: settings.absentRetryMs,
    };
    const atLeast = Math.min(recovery.atLeastMs ?? 0, settings.maxRetryAfterMs);
    return Math.max(waits[recovery.retry], atLeast);
  }

  /**
   * With a CRD its objects are gone. One 404 may come from an API server that is only just starting, so what
   * is held is dropped when the next look finds it absent as well.
   */
  #noteAbsence(error: unknown, recovery: Recovery): void {
    if (recovery.status !== 'notInstalled') {
      this.#absences = 0;
      return;
    }
    this.#absences += 1;
    if (this.#absences === 2 && error instanceof StatusError) {
      this.#options.sink.beginList().commit();
    }
  }
}

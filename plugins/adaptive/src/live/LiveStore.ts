import { ResponseError, toError } from '@backstage/errors';
import type {
  AdaptiveStreamEvent,
  StreamPosition,
} from '@adaptive-portal/plugin-adaptive-common';

/**
 * What is known of a live value.
 *
 * - `loading`: nothing arrived yet
 * - `live`: the stream is open and `value` is what it said last
 * - `reconnecting`: the stream is down since `since` (Unix milliseconds); `value` is the last known
 * - `notFound`: there is no such thing, or the user may not see it
 * - `failed`: nothing is known and the last attempt failed; unless the answer was a refusal, attempts go on
 *
 * @internal
 */
export type LiveState<T> =
  | { status: 'loading' }
  | { status: 'live'; value: T }
  | { status: 'reconnecting'; value: T; since: number; error?: Error }
  | { status: 'notFound' }
  | { status: 'failed'; error: Error };

/**
 * Folds the events of one connection, and of those that go on where it was cut. Returns what to publish: a value, `null`
 * for "there is none", `undefined` for nothing yet.
 *
 * @internal
 */
export type Fold<T> = (event: AdaptiveStreamEvent) => T | null | undefined;

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;
/** How long an unused connection stays open, so that a change of tabs does not cost a new one. */
const LINGER_MS = 3_000;
/** Answers that another attempt will not change. */
const FINAL_STATUS = new Set([400, 401, 403]);

/**
 * One value kept up to date by an event stream, for `useSyncExternalStore`.
 *
 * Connects with the first subscriber and a visible page, closes while the page is hidden and soon after the last
 * subscriber left, and reconnects with exponential backoff and jitter, going on where it was cut if the backend can.
 *
 * @internal
 */
export class LiveStore<T> {
  private state: LiveState<T> = { status: 'loading' };
  private readonly listeners = new Set<() => void>();
  private connection?: AbortController;
  private retryTimer?: ReturnType<typeof setTimeout>;
  private lingerTimer?: ReturnType<typeof setTimeout>;
  private failures = 0;
  private started = false;
  /** How far the connections have come, and what they said up to there. */
  private position: StreamPosition = {};
  private fold?: Fold<T>;

  constructor(
    private readonly options: {
      open: (connection: {
        signal: AbortSignal;
        position: StreamPosition;
      }) => AsyncIterable<AdaptiveStreamEvent>;
      createFold: () => Fold<T>;
      onStop?: () => void;
    },
  ) {}

  readonly getSnapshot = (): LiveState<T> => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    clearTimeout(this.lingerTimer);
    this.start();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) {
        this.lingerTimer = setTimeout(() => this.stop(), LINGER_MS);
      }
    };
  };

  /** Tries again at once. */
  readonly retry = (): void => {
    if (this.started && !document.hidden) {
      this.failures = 0;
      this.connect();
    }
  };

  private start() {
    if (this.started) {
      return;
    }
    this.started = true;
    document.addEventListener('visibilitychange', this.onVisibilityChange);
    this.onVisibilityChange();
  }

  private stop() {
    this.started = false;
    document.removeEventListener('visibilitychange', this.onVisibilityChange);
    this.disconnect();
    this.options.onStop?.();
  }

  private readonly onVisibilityChange = () => {
    if (document.hidden) {
      this.disconnect();
      this.lost();
    } else if (!this.connection) {
      this.failures = 0;
      this.connect();
    }
  };

  private disconnect() {
    clearTimeout(this.retryTimer);
    this.connection?.abort();
    this.connection = undefined;
  }

  private connect() {
    this.disconnect();
    const connection = new AbortController();
    this.connection = connection;
    this.read(connection.signal).then(
      () => this.onEnd(connection),
      error => this.onEnd(connection, toError(error)),
    );
  }

  private async read(signal: AbortSignal) {
    const { position } = this;
    let begun = false;
    for await (const event of this.options.open({ signal, position })) {
      if (signal.aborted) {
        return;
      }
      this.failures = 0;
      if (!begun && event.type !== 'resumed') {
        this.fold = undefined;
      }
      begun = true;
      this.fold ??= this.options.createFold();
      const value = this.fold(event);
      if (value === null) {
        this.publish({ status: 'notFound' });
      } else if (value !== undefined) {
        this.publish({ status: 'live', value });
      }
    }
  }

  private onEnd(connection: AbortController, error?: Error) {
    if (this.connection !== connection) {
      return;
    }
    this.connection = undefined;
    if (error instanceof ResponseError && error.statusCode === 404) {
      this.publish({ status: 'notFound' });
    } else if (error && isFinal(error)) {
      // What was shown may no longer be seen.
      this.position = {};
      this.fold = undefined;
      this.publish({ status: 'failed', error });
      return;
    } else {
      this.lost(error);
    }
    this.scheduleRetry();
  }

  private lost(error?: Error) {
    const { state } = this;
    if (state.status === 'live' || state.status === 'reconnecting') {
      const since = state.status === 'live' ? Date.now() : state.since;
      this.publish({
        status: 'reconnecting',
        value: state.value,
        since,
        error,
      });
    } else if (error) {
      this.publish({ status: 'failed', error });
    }
  }

  private scheduleRetry() {
    const longest = Math.min(
      FIRST_DELAY_MS * 2 ** this.failures,
      LONGEST_DELAY_MS,
    );
    this.failures += 1;
    // Half of the delay is random, so that all browsers do not return at once after a restart of the backend.
    const delay = longest * (0.5 + Math.random() / 2);
    this.retryTimer = setTimeout(() => this.connect(), delay);
  }

  private publish(state: LiveState<T>) {
    this.state = state;
    for (const listener of this.listeners) {
      listener();
    }
  }
}

/**
 * Whether another attempt would fail in the same way: no more are made by themselves.
 *
 * @internal
 */
export function isFinal(error: Error): boolean {
  return error instanceof ResponseError && FINAL_STATUS.has(error.statusCode);
}

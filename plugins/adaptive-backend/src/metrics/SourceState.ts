import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  Freshness,
  FreshnessStatus,
} from '@adaptive-portal/plugin-adaptive-common';
import { SourceError } from './http';

/** How far a polled source can be trusted; says in the log when that changes. */
export class SourceState {
  readonly #options: {
    /** As the log names it, for example `Metric source main`. */
    name: string;
    /** Milliseconds after which a live source that said nothing counts as late. */
    lateAfterMs: number;
    clock: () => number;
    logger: LoggerService;
  };
  #status: FreshnessStatus = 'connecting';
  #since: number;
  #message: string | undefined;
  #lastSeenAt: number | undefined;

  constructor(options: {
    name: string;
    lateAfterMs: number;
    clock: () => number;
    logger: LoggerService;
  }) {
    this.#options = options;
    this.#since = options.clock();
  }

  get status(): FreshnessStatus {
    return this.#status;
  }

  get message(): string | undefined {
    return this.#message;
  }

  /** Milliseconds since it last said anything valid; infinite when it never did. */
  get age(): number {
    const { clock } = this.#options;
    return this.#lastSeenAt === undefined
      ? Infinity
      : clock() - this.#lastSeenAt;
  }

  /** It answered; `message` is what was odd about it. */
  succeed(message?: string): void {
    this.#lastSeenAt = this.#options.clock();
    this.#enter('live', message);
  }

  /** It answered some of the questions. */
  succeedPartly(message: string): void {
    this.#lastSeenAt = this.#options.clock();
    this.#enter('stale', message);
  }

  /** It answered nothing. */
  fail(error: unknown): void {
    const code = error instanceof SourceError ? error.statusCode : undefined;
    const refused = code === 401 || code === 403;
    this.#enter(
      refused ? 'notPermitted' : 'unreachable',
      error instanceof Error ? error.message : String(error),
    );
  }

  freshness(): Freshness {
    const { clock, lateAfterMs } = this.#options;
    const deadline = (this.#lastSeenAt ?? 0) + lateAfterMs;
    const late = this.#status === 'live' && clock() > deadline;
    return {
      status: late ? 'stale' : this.#status,
      since: new Date(late ? deadline : this.#since).toISOString(),
      ...(this.#lastSeenAt !== undefined && {
        lastSeenAt: new Date(this.#lastSeenAt).toISOString(),
      }),
      ...(this.#message !== undefined && { message: this.#message }),
    };
  }

  #enter(status: FreshnessStatus, message: string | undefined): void {
    const changed = this.#status !== status;
    this.#message = message;
    if (!changed) return;
    this.#status = status;
    this.#since = this.#options.clock();
    const { logger, name } = this.#options;
    if (status === 'live') logger.info(`${name} is live`);
    else logger.warn(`${name} is ${status}: ${message}`);
  }
}

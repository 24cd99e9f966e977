import {
  Freshness,
  FreshnessStatus,
} from '@adaptive-portal/plugin-adaptive-common';

/** Options of {@link FreshnessTracker}. */
export interface FreshnessTrackerOptions {
  now: () => number;
  /** Called after the status or the message changed, not for every sign of life. */
  onChange: () => void;
  /** Called for every sign of life as well. */
  onTouch?: () => void;
}

/** Remembers when a source last spoke and how it is doing. */
export class FreshnessTracker {
  readonly #options: FreshnessTrackerOptions;
  #status: FreshnessStatus = 'connecting';
  #since: number;
  #message?: string;
  #lastSeenAt?: number;
  /** As it was told last; thousands of trackers are asked at every change of any one. */
  #value?: Freshness;

  constructor(options: FreshnessTrackerOptions) {
    this.#options = options;
    this.#since = options.now();
  }

  get status(): FreshnessStatus {
    return this.#status;
  }

  /** The same object until something has changed; it must not be modified. */
  value(): Freshness {
    this.#value ??= this.#describe();
    return this.#value;
  }

  #describe(): Freshness {
    return {
      status: this.#status,
      since: new Date(this.#since).toISOString(),
      ...(this.#lastSeenAt !== undefined && {
        lastSeenAt: new Date(this.#lastSeenAt).toISOString(),
      }),
      ...(this.#message !== undefined && { message: this.#message }),
    };
  }

  /** The source said something valid that brings the store up to date. */
  seen(): void {
    this.#lastSeenAt = this.#options.now();
    this.#touch();
    if (this.#status !== 'live')
      this.#change('live', undefined, this.#lastSeenAt);
  }

  /**
   * The source is not live, for the reason given. An unreachable source is so since it was last seen, not
   * since that was noticed.
   */
  set(status: Exclude<FreshnessStatus, 'live'>, message: string): void {
    if (this.#status === status && this.#message === message) return;
    const begin =
      status === 'unreachable' && this.#lastSeenAt !== undefined
        ? this.#lastSeenAt
        : this.#options.now();
    this.#change(
      status,
      message,
      this.#status === status ? this.#since : begin,
    );
  }

  #change(
    status: FreshnessStatus,
    message: string | undefined,
    since: number,
  ): void {
    this.#status = status;
    this.#message = message;
    this.#since = since;
    this.#touch();
    this.#options.onChange();
  }

  #touch(): void {
    this.#value = undefined;
    this.#options.onTouch?.();
  }
}

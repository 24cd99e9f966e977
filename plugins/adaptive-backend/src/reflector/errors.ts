import { CustomErrorBase } from '@backstage/errors';

/** What a reflector asks for. */
export type Verb = 'list' | 'watch';

/** The API server answered with a status that is not 200. */
export class StatusError extends CustomErrorBase {
  name = 'StatusError' as const;
  readonly verb: Verb;
  readonly status: number;
  /** Machine-readable word of a Kubernetes `Status`, for example `Expired`. */
  readonly reason?: string;
  readonly retryAfterMs?: number;

  constructor(options: {
    verb: Verb;
    status: number;
    reason?: string;
    retryAfterMs?: number;
  }) {
    super(
      `${options.verb} answered ${options.status} ${
        options.reason ?? ''
      }`.trim(),
    );
    this.verb = options.verb;
    this.status = options.status;
    this.reason = options.reason;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** A stream that had begun broke or made no sense. The message is a clause about the API server. */
export class StreamError extends CustomErrorBase {
  name = 'StreamError' as const;
}

/** Nothing came for too long. */
export class SilenceError extends CustomErrorBase {
  name = 'SilenceError' as const;
  /** Whether the answer had begun. */
  readonly begun: boolean;

  constructor(ms: number, begun: boolean) {
    super(
      begun
        ? `sent nothing for ${ms / 1000} s`
        : `did not answer within ${ms / 1000} s`,
    );
    this.begun = begun;
  }
}

import { SilenceError, StatusError, StreamError } from './errors';

/** What a server was asked for that not every server can do, and refused: it is asked without from then on. */
export class Refusals {
  #stream = false;
  #fieldSelector = false;

  /** Whether lists that come as events are refused. */
  get stream(): boolean {
    return this.#stream;
  }

  /** Whether selecting by a field is refused. */
  get fieldSelector(): boolean {
    return this.#fieldSelector;
  }

  /**
   * Takes note of why the first request of a list failed.
   *
   * @param asked - what it asked for
   * @returns whether that was something the list can do without, so that it is worth asking again at once
   */
  note(
    error: unknown,
    asked: { stream: boolean; fieldSelector: boolean },
  ): boolean {
    // Without streaming lists the request is invalid, or no end of the list is ever sent.
    if (
      asked.stream &&
      !this.#stream &&
      (isInvalid(error, [400, 422]) || endsWithout(error))
    ) {
      this.#stream = true;
      return true;
    }
    if (
      asked.fieldSelector &&
      !this.#fieldSelector &&
      isInvalid(error, [400])
    ) {
      this.#fieldSelector = true;
      return true;
    }
    return false;
  }
}

function isInvalid(error: unknown, statuses: readonly number[]): boolean {
  return error instanceof StatusError && statuses.includes(error.status);
}

function endsWithout(error: unknown): boolean {
  return (
    error instanceof StreamError ||
    (error instanceof SilenceError && error.begun)
  );
}

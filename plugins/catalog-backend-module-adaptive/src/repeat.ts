import { setTimeout as wait } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';

/** Work that is done again and again. */
export interface RepeatedTask {
  /** How log lines name it, for example `Reading engines for the catalog`. */
  what: string;
  /** Says how long to pause afterwards, in milliseconds. */
  round: () => Promise<number>;
  /** Ends the pause under way. */
  wake: () => AbortSignal;
}

/** How work is repeated. */
export interface RepeatOptions {
  logger: LoggerService;
  stop: AbortSignal;
  /** Longest pause after failures. */
  pollMs: number;
  /** First pause after a failure, doubled each time. Default 1000. */
  retryMs?: number;
}

/** Runs until it is stopped; after failures the pause grows. An outage is logged once, and so is its end. */
export async function repeat(
  task: RepeatedTask,
  options: RepeatOptions,
): Promise<void> {
  const { logger, stop, pollMs, retryMs = 1_000 } = options;
  let failures = 0;
  while (!stop.aborted) {
    let pauseMs: number;
    try {
      pauseMs = await task.round();
      if (failures > 0) logger.info(`${task.what} works again`);
      failures = 0;
    } catch (error) {
      if (stop.aborted) return;
      // Once per outage: a backend that is still starting is no news.
      if (failures === 0) {
        logger.warn(
          `${task.what} failed, trying again: ${stringifyError(error)}`,
        );
      }
      pauseMs = Math.min(pollMs, retryMs * 2 ** failures);
      failures = Math.min(failures + 1, 16);
    }
    const signal = AbortSignal.any([stop, task.wake()]);
    await wait(pauseMs, undefined, { signal }).catch(() => {});
  }
}

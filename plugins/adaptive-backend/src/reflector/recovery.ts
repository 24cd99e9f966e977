import { FreshnessStatus } from '@adaptive-portal/plugin-adaptive-common';
import { KubeTransportError } from '../clusters/KubeTransportError';
import { SilenceError, StatusError, StreamError } from './errors';

/** What is known when something failed. */
export interface FailureContext {
  /** For sentences, for example `apps/deployments`. */
  resource: string;
  /** Whether the resource is defined by a CRD. */
  custom: boolean;
  /** Whether the API server answered somebody else just now. */
  isServerAlive: boolean;
}

/** What to tell, and what to do, after a failure. */
export interface Recovery {
  status: Exclude<FreshnessStatus, 'live'>;
  message: string;
  /** Expected, so there is nothing to tell unless the next attempt fails. */
  routine?: boolean;
  /**
   * - `now`: at once, if it did not just fail too
   * - `backoff`: after the usual growing wait
   * - `max`: when it happens again and again, after the longest wait: people have to do something first
   * - `absent`: when the API is looked for again
   */
  retry: 'now' | 'backoff' | 'max' | 'absent';
  /** The least time to wait, as the API server asked. */
  atLeastMs?: number;
  /** List again instead of watching from the version that is known. */
  relist?: boolean;
  /** The credentials were refused. */
  refreshCredentials?: boolean;
}

function recoverFromStatus(
  error: StatusError,
  context: FailureContext,
): Recovery {
  const answered = `The API server answered ${error.status}${
    error.reason ? ` ${error.reason}` : ''
  } to ${error.verb} ${context.resource}`;
  switch (error.status) {
    case 401:
      return {
        status: 'notPermitted',
        message: 'The API server refused the credentials (401)',
        retry: 'backoff',
        refreshCredentials: true,
      };
    case 403:
      return {
        status: 'notPermitted',
        message: `Needs ${error.verb} on ${context.resource}`,
        retry: 'max',
      };
    case 404:
      return context.custom
        ? {
            status: 'notInstalled',
            message: `The API server does not know ${context.resource}`,
            retry: 'absent',
            relist: true,
          }
        : {
            status: 'unreachable',
            message: answered,
            retry: 'backoff',
            relist: true,
          };
    case 410:
      return {
        status: 'stale',
        message: `Changes of ${context.resource} were missed, listing again`,
        retry: 'now',
        relist: true,
      };
    default:
      return {
        status: 'unreachable',
        message: answered,
        retry: 'backoff',
        atLeastMs: error.retryAfterMs,
        // An unknown version (400, 504 "too large") does not become known by asking again.
        relist: error.status === 400 || error.status === 504,
      };
  }
}

/** Decides, without looking at history, what a failure means. */
export function recoverFrom(error: unknown, context: FailureContext): Recovery {
  if (error instanceof StatusError) return recoverFromStatus(error, context);
  if (error instanceof SilenceError) {
    return {
      status: 'unreachable',
      // Some collections (events) have no bookmarks: silent when nothing happens, on a server that is alive.
      routine: error.begun && context.isServerAlive,
      message: `The API server ${error.message}`,
      retry: error.begun ? 'now' : 'backoff',
    };
  }
  if (error instanceof StreamError) {
    return {
      status: 'stale',
      message: `The API server ${error.message}`,
      retry: 'backoff',
    };
  }
  if (error instanceof KubeTransportError) {
    return {
      status: 'unreachable',
      message: `The API server ${error.message}`,
      retry: 'backoff',
    };
  }
  return {
    status: 'unreachable',
    message: `The watch of ${context.resource} failed unexpectedly`,
    retry: 'backoff',
    relist: true,
  };
}

/** Bounds of the waits between attempts. */
export interface BackoffOptions {
  initialMs: number;
  maxMs: number;
}

/**
 * Wait before the attempt after `failures` failures in a row: doubles up to the maximum, and takes a random
 * part between half and all of it so that watches do not come back in step.
 */
export function backoffMs(
  failures: number,
  options: BackoffOptions,
  random: number,
): number {
  // 2 ** 30 is beyond any maximum and still exact.
  const full = Math.min(
    options.initialMs * 2 ** Math.min(Math.max(failures - 1, 0), 30),
    options.maxMs,
  );
  return full * (0.5 + random / 2);
}

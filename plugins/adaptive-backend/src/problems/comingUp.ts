import { parseTime } from '../view/text';
import type { PoolContext } from '../view/poolContext';
import { kedaFailure } from './kedaFailure';

/** How long a model may take to load before nobody expects it any more; `zero-ready` speaks up then. */
const LOADING_MS = 10 * 60_000;
/** Scraping, the rate's window and KEDA's polling take their time after the first pod is Ready. */
const SETTLING_MS = 5 * 60_000;

/**
 * Whether a pool is so new that its metric cannot be there yet: KEDA and the HPA then report errors that say nothing but
 * that.
 */
export function isComingUp(
  context: Pick<PoolContext, 'workload' | 'replicas' | 'now'>,
): boolean {
  const { workload, replicas, now } = context;
  const created = parseTime(workload.metadata.creationTimestamp);
  if (created === undefined) return false;
  const age = now - created;
  return age < SETTLING_MS || (replicas.ready === 0 && age < LOADING_MS);
}

/** KEDA must have said it this often; once may be a Prometheus that restarts. */
const CERTAIN_TIMES = 2;

/**
 * Whether a new pool's errors are more than its beginning: KEDA says again and again that Prometheus does not answer it,
 * or our own source of metrics is down as well. Neither goes away by waiting for the first pod.
 */
function isCertain(context: PoolContext): boolean {
  if (context.reading.cause === 'sourceDown') return true;
  const failure = kedaFailure(context);
  return (
    failure !== undefined && failure.outage && failure.times >= CERTAIN_TIMES
  );
}

/** Errors of the controllers that are not worth a word yet. */
export function isTooEarly(context: PoolContext): boolean {
  return isComingUp(context) && !isCertain(context);
}

import { parseTime } from '../view/text';
import type { PoolContext } from '../view/poolContext';

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

import { shown } from '../parse/inputReader';
import type { Findings } from '../validate/findings';
import type { PoolPlan, WorkloadRestart } from './types';

/** From so many replicas on a Deployment may end one before the next one serves (`maxUnavailable` 25 %, rounded down). */
const ROLLS_IN_PLACE = 4;

/** Pools whose new pods find no GPUs while the old ones still hold theirs. */
export function checkRollout(
  pools: readonly PoolPlan[],
  restarts: readonly WorkloadRestart[],
  findings: Findings,
): void {
  for (const { effect, workload } of restarts) {
    const pool = pools.find(found => found.workload === workload);
    const { after, fit } = pool ?? {};
    if (!pool || !after || fit?.free !== 0 || fit.verdict === 'never') continue;
    const needs = `needs ${after.gpusPerReplica} GPUs on one node beside those it has, and no node has them free`;
    const isDeployment = workload.startsWith('Deployment/');
    if (effect === 'restarted' && isDeployment && after.min < ROLLS_IN_PLACE) {
      findings.warning(
        'rollout-waits',
        '',
        `The pods of pool ${shown(
          pool.pool,
        )} are made anew, which with less than ${ROLLS_IN_PLACE} replicas ${needs}: the old pods stay until there is room`,
        'Wait for room, or make another pool smaller first',
      );
    } else if (effect === 'replaced') {
      findings.warning(
        'rollout-waits',
        '',
        `Pool ${shown(
          pool.pool,
        )} is replaced by ${workload}, which ${needs}: it does not serve until the old pods have gone`,
        'Plan a time for it',
      );
    }
  }
}

import { count } from '../view/text';
import { readsOnlyItself } from '../view/waking';
import { evidence } from './evidence';
import { limitsFix } from './fixes';
import type { PoolProblemMapper } from './types';

/** At 0 replicas there are no pods, so no series of theirs: a trigger that reads them stays inactive for ever. */
export const cannotWake: PoolProblemMapper = {
  code: 'cannot-wake',
  severity: 'warning',
  detect({ scaledObject, pause, workload, name }) {
    const { triggers = [], minReplicaCount = 0 } = scaledObject ?? {};
    const idles = scaledObject?.idleReplicaCount === 0;
    const sleeps = minReplicaCount === 0 || idles;
    if (
      !scaledObject ||
      !sleeps ||
      pause?.kind === 'all' ||
      !readsOnlyItself(scaledObject)
    ) {
      return [];
    }
    const reads = `${
      triggers.length === 1
        ? 'its trigger reads'
        : `its ${count(triggers.length, 'trigger')} read`
    } metrics that only its own pods have`;
    return [
      {
        sentence:
          workload.replicas === 0
            ? `The pool is at 0 replicas and nothing can wake it: ${reads}.`
            : `Once the pool is at 0 replicas nothing can wake it: ${reads}.`,
        evidence: [
          evidence(
            'ScaledObject',
            scaledObject.metadata,
            idles ? 'spec.idleReplicaCount' : 'spec.minReplicaCount',
            scaledObject.idleReplicaCount ??
              scaledObject.minReplicaCount ??
              '0 (default)',
          ),
        ],
        ...(idles
          ? {
              remedy:
                'Take idleReplicaCount away, or add a trigger that is active without the pool, such as a schedule (cron) or requests counted in front of it.',
            }
          : {
              remedy:
                'Set min to 1, or add a trigger that is active without the pool, such as a schedule (cron) or requests counted in front of it.',
              fix: limitsFix('Raise min to 1', { name, minReplicas: 1 }),
            }),
      },
    ];
  },
};

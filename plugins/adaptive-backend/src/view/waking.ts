import type { ScaledObjectObject, ScaledObjectTrigger } from '../objects/types';
import type { Pause } from './autoscaling';

/** Metrics that the pods of a pool have, and nobody else. */
const POOLS_OWN = /\bharmony_\w+/;

function needsPods({ type, metadata }: ScaledObjectTrigger): boolean {
  return type === 'prometheus' && POOLS_OWN.test(metadata.query ?? '');
}

/** Whether every trigger reads what only pods of the pool itself have: with none of them, no trigger is ever active. */
export function readsOnlyItself({ triggers }: ScaledObjectObject): boolean {
  return triggers.length > 0 && triggers.every(needsPods);
}

/** Whether a pause keeps KEDA and the HPA from one direction; both annotations may be there. */
export function isHeld(
  pause: Pause | undefined,
  direction: 'in' | 'out',
): boolean {
  return (
    pause?.annotations.includes(
      `autoscaling.keda.sh/paused-scale-${direction}`,
    ) ?? false
  );
}

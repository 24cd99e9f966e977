import type { Condition } from '../core/objects';
import { READY_MESSAGE } from './scaledObject';

/** Ready, by how many triggers cannot be measured. */
export function readyCondition(failed: number, triggers: number): Condition {
  if (failed === 0) {
    return {
      type: 'Ready',
      status: 'True',
      reason: 'ScaledObjectReady',
      message: READY_MESSAGE,
    };
  }
  return failed === triggers
    ? {
        type: 'Ready',
        status: 'False',
        reason: 'TriggerError',
        message: 'Triggers defined in ScaledObject are not working correctly',
      }
    : {
        type: 'Ready',
        status: 'Unknown',
        reason: 'PartialTriggerError',
        message:
          'Some triggers defined in ScaledObject are not working correctly',
      };
}

/** Active, by whether any trigger is above its activation threshold. */
export function activeCondition(outcome: {
  active: boolean;
  scale: 'none' | 'cooldown';
}): Condition {
  if (outcome.active) {
    return {
      type: 'Active',
      status: 'True',
      reason: 'ScalerActive',
      message: 'Scaling is performed because triggers are active',
    };
  }
  return outcome.scale === 'cooldown'
    ? {
        type: 'Active',
        status: 'False',
        reason: 'ScalerCooldown',
        message: 'Scaler cooling down because triggers are not active',
      }
    : {
        type: 'Active',
        status: 'False',
        reason: 'ScalerNotActive',
        message: 'Scaling is not performed because triggers are not active',
      };
}

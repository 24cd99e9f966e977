import { writeStatus, type SimContext } from '../core/context';
import type { Condition } from '../core/objects';
import {
  asScaledObject,
  INITIAL_CONDITIONS,
  SCALED_OBJECTS,
  withKedaCondition,
  type ScaledObject,
  type ScaledObjectStatus,
} from './scaledObject';

/** The ScaledObject as it is now, or undefined when it is gone or was made anew. */
export function fresh(
  context: SimContext,
  scaledObject: ScaledObject,
): ScaledObject | undefined {
  const { namespace, name, uid } = scaledObject.metadata;
  const object = context.store.get(SCALED_OBJECTS, namespace, name);
  return object?.metadata.uid === uid && object
    ? asScaledObject(object)
    : undefined;
}

/** Changes the status of a ScaledObject as it is now. */
export function changeStatus(
  context: SimContext,
  scaledObject: ScaledObject,
  change: (status: ScaledObjectStatus) => ScaledObjectStatus,
): void {
  const current = fresh(context, scaledObject);
  if (!current) return;
  writeStatus(
    context,
    SCALED_OBJECTS,
    current.metadata,
    change(current.status ?? {}),
  );
}

export function conditionsOf(status: ScaledObjectStatus): Condition[] {
  return [...(status.conditions ?? INITIAL_CONDITIONS)];
}

export function withConditions(
  status: ScaledObjectStatus,
  ...conditions: Condition[]
): ScaledObjectStatus {
  return {
    ...status,
    conditions: conditions.reduce(withKedaCondition, conditionsOf(status)),
  };
}

export const NO_FALLBACK: Condition = {
  type: 'Fallback',
  status: 'False',
  reason: 'NoFallbackFound',
  message: 'No fallbacks are active on this scaled object',
};

export const FALLING_BACK: Condition = {
  type: 'Fallback',
  status: 'True',
  reason: 'FallbackExists',
  message: 'At least one trigger is falling back on this scaled object',
};

import type { PoolCondition } from '@adaptive-portal/plugin-adaptive-common';
import type { Condition } from '../objects/types';
import type { PoolContext } from './poolContext';

function conditionsOf(
  of: PoolCondition['of'],
  conditions: readonly Condition[] = [],
): PoolCondition[] {
  return conditions.map(({ type, status, reason }) => ({
    of,
    type,
    status,
    ...(reason !== undefined && { reason }),
  }));
}

/** What the controllers say of a pool, from the scaler down. Messages are left out: problems quote those that matter. */
export function poolConditions({
  scaledObject,
  hpa,
  workload,
}: Pick<PoolContext, 'scaledObject' | 'hpa' | 'workload'>): PoolCondition[] {
  return [
    ...conditionsOf('scaledObject', scaledObject?.status.conditions),
    ...conditionsOf('hpa', hpa?.status.conditions),
    ...conditionsOf('workload', workload.status.conditions),
  ];
}

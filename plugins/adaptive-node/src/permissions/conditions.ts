import type { RESOURCE_TYPE_ADAPTIVE_ENGINE } from '@adaptive-portal/plugin-adaptive-common';
import type {
  ConditionalPolicyDecision,
  PermissionCondition,
  PermissionCriteria,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import { createConditionExports } from '@backstage/plugin-permission-node';
import { engineResourceRef } from './engineResource';
import { adaptiveEngineRules } from './rules';

const conditionExports = createConditionExports({
  resourceRef: engineResourceRef,
  rules: adaptiveEngineRules,
});

/**
 * Conditions on engines, for permission policies.
 *
 * @public
 */
export const adaptiveConditions = conditionExports.conditions;

/**
 * Makes the conditional decision of a permission on engines.
 *
 * @example
 * ```ts
 * createAdaptiveConditionalDecision(
 *   permission,
 *   adaptiveConditions.isOwnedBy({ owners: userInfo.ownershipEntityRefs }),
 * );
 * ```
 *
 * @public
 */
export function createAdaptiveConditionalDecision(
  permission: ResourcePermission<typeof RESOURCE_TYPE_ADAPTIVE_ENGINE>,
  conditions: PermissionCriteria<
    PermissionCondition<typeof RESOURCE_TYPE_ADAPTIVE_ENGINE>
  >,
): ConditionalPolicyDecision {
  return conditionExports.createConditionalDecision(permission, conditions);
}

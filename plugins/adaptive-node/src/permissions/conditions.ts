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
export const adaptiveConditions = conditionExports.conditions;

/**
 * Makes the conditional decision of a permission on engines.
 *
 * @public
 */
export const createAdaptiveConditionalDecision =
  conditionExports.createConditionalDecision;

import { registerFleetActions, type FleetActionsOptions } from './fleetActions';
import { registerPlanEngine } from './planAction';
import type { PlanActionsOptions } from './planFromFacts';
import { registerValidateEngine } from './validateAction';

/**
 * Offers what the portal knows to the actions registry, and so to MCP clients: read-only, and with the credentials of
 * whoever calls an action.
 */
export function registerActions(
  options: FleetActionsOptions & PlanActionsOptions,
): void {
  registerFleetActions(options);
  registerPlanEngine(options);
  registerValidateEngine(options);
}

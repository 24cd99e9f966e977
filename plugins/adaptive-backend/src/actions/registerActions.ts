import { registerFleetActions, type FleetActionsOptions } from './fleetActions';
import { registerPlanActions, type PlanActionsOptions } from './planActions';

/**
 * Offers what the portal knows to the actions registry, and so to MCP clients: read-only, and with the credentials of
 * whoever calls an action.
 */
export function registerActions(
  options: FleetActionsOptions & PlanActionsOptions,
): void {
  registerFleetActions(options);
  registerPlanActions(options);
}

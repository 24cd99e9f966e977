import { createPermission } from '@backstage/plugin-permission-common';

/**
 * Resource type of an engine in the permission framework.
 *
 * @public
 */
export const RESOURCE_TYPE_ADAPTIVE_ENGINE = 'adaptive-engine';

/**
 * See an engine: its pools, problems, metrics and events. Conditional: by cluster, namespace, owner.
 *
 * @public
 */
export const adaptiveEngineReadPermission = createPermission({
  name: 'adaptive.engine.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_ADAPTIVE_ENGINE,
});

/**
 * Ask what a change would do before anyone merges it.
 *
 * @public
 */
export const adaptiveEnginePlanPermission = createPermission({
  name: 'adaptive.engine.plan',
  attributes: { action: 'read' },
});

/**
 * Open the fleet page and list clusters with their capacity.
 *
 * @public
 */
export const adaptiveFleetViewPermission = createPermission({
  name: 'adaptive.fleet.view',
  attributes: { action: 'read' },
});

/**
 * See every background source with its errors; for those who run the portal.
 *
 * @public
 */
export const adaptiveSourcesReadPermission = createPermission({
  name: 'adaptive.sources.read',
  attributes: { action: 'read' },
});

/**
 * All permissions of the plugin.
 *
 * @public
 */
export const adaptivePermissions = [
  adaptiveEngineReadPermission,
  adaptiveEnginePlanPermission,
  adaptiveFleetViewPermission,
  adaptiveSourcesReadPermission,
];

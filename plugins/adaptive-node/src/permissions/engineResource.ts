import {
  type Engine,
  RESOURCE_TYPE_ADAPTIVE_ENGINE,
} from '@adaptive-portal/plugin-adaptive-common';
import { createPermissionResourceRef } from '@backstage/plugin-permission-node';

/**
 * What the permission rules look at of an engine.
 *
 * @public
 */
export type EngineResource = Pick<Engine, 'ref' | 'owner'>;

/**
 * A rule as a filter: the field must have one of the values.
 *
 * @public
 */
export interface EngineFilter {
  key: 'cluster' | 'namespace' | 'owner';
  values: string[];
}

/**
 * Reference to the engine resource type, for rules of other modules.
 *
 * @public
 */
export const engineResourceRef = createPermissionResourceRef<
  EngineResource,
  EngineFilter
>().with({
  pluginId: 'adaptive',
  resourceType: RESOURCE_TYPE_ADAPTIVE_ENGINE,
});

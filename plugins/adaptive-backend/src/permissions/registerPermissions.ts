import {
  adaptivePermissions,
  adaptiveEngineReadPermission,
  parseEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  adaptiveEngineRules,
  type EngineResource,
  engineResourceRef,
  type EnginesService,
} from '@adaptive-portal/plugin-adaptive-node';
import type { PermissionsRegistryService } from '@backstage/backend-plugin-api';

/** Resources are named `<cluster>/<namespace>/<release>`; a malformed name is a resource that does not exist. */
function findEngine(
  engines: EnginesService,
  text: string,
): EngineResource | undefined {
  try {
    return engines.get(parseEngineRef(text));
  } catch {
    return undefined;
  }
}

/** Makes the permissions, the engine resource type and its rules known to the permission framework. */
export function registerPermissions(options: {
  permissionsRegistry: PermissionsRegistryService;
  engines: EnginesService;
}): void {
  const { permissionsRegistry, engines } = options;
  permissionsRegistry.addResourceType({
    resourceRef: engineResourceRef,
    permissions: [adaptiveEngineReadPermission],
    rules: Object.values(adaptiveEngineRules),
    getResources: async refs => refs.map(ref => findEngine(engines, ref)),
  });
  permissionsRegistry.addPermissions(
    adaptivePermissions.filter(p => p !== adaptiveEngineReadPermission),
  );
}

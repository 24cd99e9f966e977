import {
  ADAPTIVE_ENGINE_TYPE,
  ADAPTIVE_POOL_TYPE,
  adaptiveEngineReadPermission,
  adaptiveSourcesReadPermission,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  adaptiveConditions,
  createAdaptiveConditionalDecision,
} from '@adaptive-portal/plugin-adaptive-node';
import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import { RESOURCE_TYPE_CATALOG_ENTITY } from '@backstage/plugin-catalog-common/alpha';
import { kubernetesPermissions } from '@backstage/plugin-kubernetes-common';
import {
  AuthorizeResult,
  isPermission,
  isResourcePermission,
  type Permission,
  type PermissionCondition,
  type PermissionCriteria,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  createScaffolderTaskConditionalDecision,
  scaffolderTaskConditions,
} from '@backstage/plugin-scaffolder-backend/alpha';
import {
  RESOURCE_TYPE_SCAFFOLDER_TASK,
  templateDryRunPermission,
  templateManagementPermission,
} from '@backstage/plugin-scaffolder-common/alpha';

/**
 * What only platform groups may do: it shows or changes things of all teams, and nothing in the permission framework
 * could narrow it down to those of one. The Kubernetes plugin reads with the portal's own account on the clusters; a
 * dry run executes whatever template is sent to it.
 */
const PLATFORM_ONLY: Permission[] = [
  adaptiveSourcesReadPermission,
  ...kubernetesPermissions,
  templateDryRunPermission,
  templateManagementPermission,
];

/** Who asks, as the user info service knows them. */
export interface TeamUser {
  /** Entity ref of the person, as the scaffolder notes it as the creator of a task. */
  userEntityRef: string;
  /** Entity refs of the person and of their groups. */
  ownershipEntityRefs: string[];
}

/** Everything but the engine and pool entities of others; templates for engines have the same type, and are no engines. */
function notOfOthers(
  owners: string[],
): PermissionCriteria<
  PermissionCondition<typeof RESOURCE_TYPE_CATALOG_ENTITY>
> {
  const { hasSpec, isEntityKind, isEntityOwner } = catalogConditions;
  return {
    anyOf: [
      {
        not: {
          allOf: [
            isEntityKind({ kinds: ['Component', 'Resource'] }),
            {
              anyOf: [
                hasSpec({ key: 'type', value: ADAPTIVE_ENGINE_TYPE }),
                hasSpec({ key: 'type', value: ADAPTIVE_POOL_TYPE }),
              ],
            },
          ],
        },
      },
      isEntityOwner({ claims: owners }),
    ],
  };
}

/** Decides for a person who is in no platform group. */
export function teamDecision(
  permission: Permission,
  { userEntityRef, ownershipEntityRefs: owners }: TeamUser,
): PolicyDecision {
  if (isPermission(permission, adaptiveEngineReadPermission)) {
    return createAdaptiveConditionalDecision(
      permission,
      adaptiveConditions.isOwnedBy({ owners }),
    );
  }
  if (isResourcePermission(permission, RESOURCE_TYPE_CATALOG_ENTITY)) {
    return createCatalogConditionalDecision(permission, notOfOthers(owners));
  }
  // Reading and canceling: a task's log and output tell what somebody asked for, differences of files included.
  if (isResourcePermission(permission, RESOURCE_TYPE_SCAFFOLDER_TASK)) {
    return createScaffolderTaskConditionalDecision(
      permission,
      scaffolderTaskConditions.isTaskOwner({ createdBy: [userEntityRef] }),
    );
  }
  const denied = PLATFORM_ONLY.some(({ name }) => name === permission.name);
  return { result: denied ? AuthorizeResult.DENY : AuthorizeResult.ALLOW };
}

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
import type { UserInfoService } from '@backstage/backend-plugin-api';
import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import { RESOURCE_TYPE_CATALOG_ENTITY } from '@backstage/plugin-catalog-common/alpha';
import {
  AuthorizeResult,
  isPermission,
  isResourcePermission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';

/**
 * Teams see their own engines, platform groups see and do everything.
 *
 * - engines: those whose owner, by `adaptive.ownership`, is among the user's ownership claims
 * - catalog: everything but the engine and pool entities of other teams
 * - the page of background sources: platform groups only
 * - everything else: every signed-in user
 */
export class AdaptivePolicy implements PermissionPolicy {
  readonly #platformGroups: ReadonlySet<string>;
  readonly #userInfo: UserInfoService;

  constructor(options: {
    /** Entity references in lower case. */
    platformGroups: ReadonlySet<string>;
    userInfo: UserInfoService;
  }) {
    this.#platformGroups = options.platformGroups;
    this.#userInfo = options.userInfo;
  }

  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!user) return { result: AuthorizeResult.DENY };
    const { ownershipEntityRefs: owners } = await this.#userInfo.getUserInfo(
      user.credentials,
    );
    if (this.#isPlatform(owners)) return { result: AuthorizeResult.ALLOW };

    if (isPermission(permission, adaptiveEngineReadPermission)) {
      return createAdaptiveConditionalDecision(
        permission,
        adaptiveConditions.isOwnedBy({ owners }),
      );
    }
    if (isPermission(permission, adaptiveSourcesReadPermission)) {
      return { result: AuthorizeResult.DENY };
    }
    if (isResourcePermission(permission, RESOURCE_TYPE_CATALOG_ENTITY)) {
      const { hasSpec, isEntityOwner } = catalogConditions;
      return createCatalogConditionalDecision(permission, {
        anyOf: [
          {
            not: {
              anyOf: [
                hasSpec({ key: 'type', value: ADAPTIVE_ENGINE_TYPE }),
                hasSpec({ key: 'type', value: ADAPTIVE_POOL_TYPE }),
              ],
            },
          },
          isEntityOwner({ claims: owners }),
        ],
      });
    }
    return { result: AuthorizeResult.ALLOW };
  }

  #isPlatform(owners: string[]): boolean {
    return owners.some(owner =>
      this.#platformGroups.has(owner.toLocaleLowerCase('en-US')),
    );
  }
}

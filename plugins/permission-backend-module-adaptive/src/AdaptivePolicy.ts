import type { UserInfoService } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import { teamDecision } from './teamDecision';

/**
 * Teams see their own engines, platform groups see and do everything.
 *
 * - engines: those whose owner, by `adaptive.ownership`, is among the user's ownership claims
 * - catalog: everything but the engine and pool entities of other teams
 * - tasks of the scaffolder: people read and cancel their own
 * - the page of background sources, everything of the Kubernetes plugin, dry runs and the management of templates:
 *   platform groups only
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
    const info = await this.#userInfo.getUserInfo(user.credentials);
    return this.#isPlatform(info.ownershipEntityRefs)
      ? { result: AuthorizeResult.ALLOW }
      : teamDecision(permission, info);
  }

  #isPlatform(owners: string[]): boolean {
    return owners.some(owner =>
      this.#platformGroups.has(owner.toLocaleLowerCase('en-US')),
    );
  }
}

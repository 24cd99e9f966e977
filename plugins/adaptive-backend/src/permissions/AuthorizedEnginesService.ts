import {
  adaptiveEnginePlanPermission,
  adaptiveEngineReadPermission,
  adaptiveFleetViewPermission,
  adaptiveSourcesReadPermission,
  type ClusterStatus,
  type Engine,
  type EngineRef,
  type SourceStatus,
  stringifyEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  type EngineResource,
  engineResourceRef,
  type EnginesService,
} from '@adaptive-portal/plugin-adaptive-node';
import type {
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  AuthorizeResult,
  type BasicPermission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import { DecisionCache } from './DecisionCache';

/** What one caller may see, decided once and applied in memory as often as needed. */
export interface EnginesView {
  list(): Engine[];
  /** `undefined` for an engine that does not exist, and for one the caller may not see. */
  get(ref: EngineRef): Engine | undefined;
  /** Counts only the engines that the caller may see. */
  clusters(): ClusterStatus[];
  /** Whether the caller may know how many objects of a kind there are, whoever owns them. */
  itemCounts: boolean;
}

/** The answer is the same for an engine that does not exist and for one that may not be seen. */
export function noSuchEngine(ref: EngineRef): NotFoundError {
  return new NotFoundError(`No engine '${stringifyEngineRef(ref)}'`);
}

/** Everything people may ask of the engines, each question with its permission. */
export class AuthorizedEnginesService {
  readonly #engines: EnginesService;
  readonly #permissions: PermissionsService;
  readonly #registry: Pick<PermissionsRegistryService, 'getPermissionRuleset'>;
  readonly #decisions = new DecisionCache<PolicyDecision>();

  constructor(options: {
    engines: EnginesService;
    permissions: PermissionsService;
    permissionsRegistry: Pick<
      PermissionsRegistryService,
      'getPermissionRuleset'
    >;
  }) {
    this.#engines = options.engines;
    this.#permissions = options.permissions;
    this.#registry = options.permissionsRegistry;
  }

  /**
   * The fleet as the caller may see it.
   *
   * @throws NotAllowedError without `adaptive.fleet.view`
   */
  async fleet(credentials: BackstageCredentials): Promise<EnginesView> {
    const [view, sources] = await Promise.all([
      this.engines(credentials),
      this.#allows(adaptiveSourcesReadPermission, credentials),
      this.#require(adaptiveFleetViewPermission, credentials),
    ]);
    return {
      ...view,
      itemCounts: sources,
      clusters: () =>
        view
          .clusters()
          .map(cluster => (sources ? cluster : withoutCounts(cluster))),
    };
  }

  /** Single engines as the caller may see them: needs `adaptive.engine.read` of each, nothing else. */
  async engines(credentials: BackstageCredentials): Promise<EnginesView> {
    const mayRead = await this.#engineFilter(credentials);
    const list = () => this.#engines.list().filter(mayRead);
    return {
      list,
      itemCounts: false,
      get: ref => {
        const engine = this.#engines.get(ref);
        return engine && mayRead(engine) ? engine : undefined;
      },
      clusters: () => {
        const visible = new Map<string, number>();
        for (const { ref } of list()) {
          visible.set(ref.cluster, (visible.get(ref.cluster) ?? 0) + 1);
        }
        return this.#engines.clusters().map(cluster => ({
          ...cluster,
          engines: visible.get(cluster.name) ?? 0,
        }));
      },
    };
  }

  /** @throws NotFoundError when there is no such engine, or the caller may not see it */
  async engine(
    ref: EngineRef,
    credentials: BackstageCredentials,
  ): Promise<Engine> {
    const engine = (await this.engines(credentials)).get(ref);
    if (!engine) throw noSuchEngine(ref);
    return engine;
  }

  /**
   * An engine that the caller may see; undefined for one that they could have seen before it was removed.
   *
   * @param lastOwner - who owned it; undefined for an engine that never was
   * @throws NotFoundError when there never was such an engine, or the caller may not see it
   */
  async engineOrGone(
    ref: EngineRef,
    credentials: BackstageCredentials,
    lastOwner: (ref: EngineRef) => Promise<{ owner?: string } | undefined>,
  ): Promise<Engine | undefined> {
    const mayRead = await this.#engineFilter(credentials);
    const engine = this.#engines.get(ref);
    if (engine && mayRead(engine)) return engine;
    // Asked for hidden engines too: an answer that comes sooner, or not at all, would tell that there is one.
    const last = await lastOwner(ref);
    if (engine || !last || !mayRead({ ref, ...last })) throw noSuchEngine(ref);
    return undefined;
  }

  /** @throws NotAllowedError without `adaptive.sources.read` */
  async sources(
    credentials: BackstageCredentials,
  ): Promise<readonly SourceStatus[]> {
    await this.#require(adaptiveSourcesReadPermission, credentials);
    return this.#engines.sources();
  }

  /** @throws NotAllowedError without `adaptive.engine.plan` */
  async requirePlan(credentials: BackstageCredentials): Promise<void> {
    await this.#require(adaptiveEnginePlanPermission, credentials);
  }

  async #engineFilter(
    credentials: BackstageCredentials,
  ): Promise<(engine: EngineResource) => boolean> {
    const decision = await this.#decisions.get(credentials, async () => {
      const [decided] = await this.#permissions.authorizeConditional(
        [{ permission: adaptiveEngineReadPermission }],
        { credentials },
      );
      return decided;
    });
    const isAllowed = createConditionAuthorizer(
      this.#registry.getPermissionRuleset(engineResourceRef),
    );
    return engine => isAllowed(decision, engine);
  }

  async #allows(
    permission: BasicPermission,
    credentials: BackstageCredentials,
  ): Promise<boolean> {
    const [{ result }] = await this.#permissions.authorize([{ permission }], {
      credentials,
    });
    return result === AuthorizeResult.ALLOW;
  }

  async #require(
    permission: BasicPermission,
    credentials: BackstageCredentials,
  ): Promise<void> {
    if (!(await this.#allows(permission, credentials))) {
      throw new NotAllowedError(`Needs the permission ${permission.name}`);
    }
  }
}

/** How many pods or workloads there are tells of engines that the caller may not see. */
export function withoutCounts(cluster: ClusterStatus): ClusterStatus {
  return {
    ...cluster,
    sources: cluster.sources.map(({ items: _, ...source }) => source),
  };
}

import {
  AdaptiveClient,
  adaptiveEngineReadPermission,
  stringifyEngineRef,
  type EngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import type { RenderedFile } from '@adaptive-portal/plugin-adaptive-manifests';
import type {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { ownerInFiles } from './ownerInFiles';

/** An answer that takes longer counts as none. */
const TIMEOUT_MS = 10_000;

/**
 * Who asks about which engine.
 *
 * @public
 */
export interface AccessQuestion {
  engine: EngineRef;
  /** Credentials of whoever wants to know. */
  credentials: BackstageCredentials;
  signal?: AbortSignal;
}

/**
 * What is known before git is read. `all`: the person may read every engine; `seen`: this one; `none`: no engine at all;
 * `others`: a cluster has the engine, and it is not for the person; `unseen`: no cluster has it.
 */
type Verdict = 'all' | 'seen' | 'none' | 'others' | 'unseen';

/**
 * Tells whether a person may know of the files of an engine in git; true where there are none and nobody else runs an
 * engine of that name. Reads them only when they matter.
 *
 * @public
 */
export type MayKnow = (read: () => Promise<RenderedFile[]>) => Promise<boolean>;

/**
 * Asks whether a person may see an engine before anything tells them about its files.
 *
 * @public
 */
export interface EngineAccess {
  /**
   * Asks everything that is not in git, so that a question without an answer ends in the same way whether git has the
   * engine or not.
   *
   * @throws ServiceUnavailableError when the permission or the Adaptive backend gives no answer
   */
  decide(question: AccessQuestion): Promise<MayKnow>;
}

/**
 * Tells whether somebody may see an engine that a cluster has; false as well when no cluster has it.
 *
 * @public
 */
export type EngineLookup = (
  engine: EngineRef,
  options: { credentials: BackstageCredentials; signal?: AbortSignal },
) => Promise<boolean>;

/**
 * Services of {@link PermissionEngineAccess}.
 *
 * @public
 */
export interface PermissionEngineAccessOptions {
  auth: AuthService;
  permissions: PermissionsService;
  userInfo: UserInfoService;
  /** Finds the Adaptive backend, which is asked for an engine; or how else to look one up. */
  engines: DiscoveryService | EngineLookup;
}

/** Asks the Adaptive backend, as whoever wants to know. */
function askBackend(
  auth: AuthService,
  discoveryApi: DiscoveryService,
): EngineLookup {
  const client = new AdaptiveClient({ discoveryApi, fetchApi: { fetch } });
  return async (engine, { credentials, signal }) => {
    const { token } = await auth.getPluginRequestToken({
      onBehalfOf: credentials,
      targetPluginId: 'adaptive',
    });
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const found = await client.getEngine(engine, {
      token,
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    return found !== undefined;
  };
}

/**
 * Decides by `adaptive.engine.read`, with the credentials of whoever wants to know.
 *
 * @remarks
 *
 * 1. Who may read all engines passes: so do service principals, and everyone where permissions are off.
 * 2. An engine that a cluster has is decided by the Adaptive backend, which knows its owner. What git says of the owner
 *    does not count then.
 * 3. An engine that is only in git belongs to the owner in its catalog file on the target branch, which only a review
 *    brings there.
 *
 * @public
 */
export class PermissionEngineAccess implements EngineAccess {
  readonly #auth: AuthService;
  readonly #permissions: PermissionsService;
  readonly #userInfo: UserInfoService;
  readonly #isThereFor: EngineLookup;

  constructor(options: PermissionEngineAccessOptions) {
    const { auth, engines } = options;
    this.#auth = auth;
    this.#permissions = options.permissions;
    this.#userInfo = options.userInfo;
    this.#isThereFor =
      typeof engines === 'function' ? engines : askBackend(auth, engines);
  }

  async decide(question: AccessQuestion): Promise<MayKnow> {
    const { engine, credentials } = question;
    try {
      const verdict = await this.#verdict(question);
      if (verdict === 'all' || verdict === 'seen') return async () => true;
      if (verdict === 'others') return async () => false;
      const claims =
        verdict === 'none'
          ? new Set<string>()
          : await this.#claims(credentials);
      return async read => {
        const files = await read();
        if (files.length === 0) return true;
        const owner = ownerInFiles(files, engine);
        return owner !== undefined && claims.has(owner);
      };
    } catch (error) {
      throw new ServiceUnavailableError(
        `Whether you may read engine '${stringifyEngineRef(
          engine,
        )}' could not be found out, so that nothing was done; try again later`,
        error instanceof Error ? error : undefined,
      );
    }
  }

  async #claims(credentials: BackstageCredentials): Promise<Set<string>> {
    const { ownershipEntityRefs } = await this.#userInfo.getUserInfo(
      credentials,
    );
    return new Set(
      ownershipEntityRefs.map(ref => ref.toLocaleLowerCase('en-US')),
    );
  }

  async #verdict({
    engine,
    credentials,
    signal,
  }: AccessQuestion): Promise<Verdict> {
    const [decision] = await this.#permissions.authorizeConditional(
      [{ permission: adaptiveEngineReadPermission }],
      { credentials },
    );
    if (decision.result === AuthorizeResult.ALLOW) return 'all';
    if (decision.result === AuthorizeResult.DENY) return 'none';
    if (await this.#isThereFor(engine, { credentials, signal })) return 'seen';
    // The person gets the same answer for an engine of others as for none; the portal itself is told which.
    const own = await this.#auth.getOwnServiceCredentials();
    return (await this.#isThereFor(engine, { credentials: own, signal }))
      ? 'others'
      : 'unseen';
  }
}

import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  parseEntityRef,
  stringifyEntityRef,
  type CompoundEntityRef,
} from '@backstage/catalog-model';
import { ForwardedError, InputError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';

const ACCEPTED =
  'accepted is a group of the catalog, for example group:default/team-chat';

/** An owner in a sentence; `undefined` when it is no entity ref, about which the generator has a sentence. */
function ownerRef(owner: string): CompoundEntityRef | undefined {
  try {
    return parseEntityRef(owner, {
      defaultKind: 'Group',
      defaultNamespace: 'default',
    });
  } catch {
    return undefined;
  }
}

/**
 * Looks up whether an owner can answer for an engine: it has to be a group, and one that the catalog shows to whoever
 * started the task.
 *
 * @returns what is wrong with the owner, in one sentence that names the value and what is accepted; `undefined` when
 * nothing is
 * @throws ForwardedError when the catalog does not answer
 */
export async function ownerFault(options: {
  owner: string;
  catalog: Pick<CatalogService, 'getEntityByRef'>;
  credentials: BackstageCredentials;
}): Promise<string | undefined> {
  const { owner, catalog, credentials } = options;
  const ref = ownerRef(owner);
  if (!ref) return undefined;
  const is = `owner is ${JSON.stringify(owner.slice(0, 80))}`;
  if (ref.kind.toLowerCase() !== 'group') {
    return `${is}, which is no group; ${ACCEPTED}`;
  }
  let entity;
  try {
    entity = await catalog.getEntityByRef(ref, { credentials });
  } catch (error) {
    throw new ForwardedError(
      `owner ${stringifyEntityRef(ref)} could not be looked up in the catalog`,
      error,
    );
  }
  return entity
    ? undefined
    : `${is}, which is not in the catalog, or not visible to you; ${ACCEPTED}`;
}

/** How the owner of an engine is checked. */
export interface OwnerCheck {
  owner: string;
  /** What becomes of an owner that cannot answer for the engine. */
  unknownOwner: 'refuse' | 'warn';
  catalog: Pick<CatalogService, 'getEntityByRef'>;
  credentials: BackstageCredentials;
  logger: { warn(line: string): void };
}

/**
 * Refuses an owner that cannot answer for an engine, or warns of it. A warning never ends the task, not even when the
 * catalog does not answer: the owner of an engine that runs is no reason to hold up a change to it.
 *
 * @throws InputError with the reason, when the owner is refused
 */
export async function checkOwner(check: OwnerCheck): Promise<void> {
  if (check.unknownOwner === 'warn') {
    const fault = await ownerFault(check).catch(
      (error: Error) => error.message,
    );
    if (fault !== undefined) check.logger.warn(fault);
    return;
  }
  const fault = await ownerFault(check);
  if (fault !== undefined) throw new InputError(fault);
}

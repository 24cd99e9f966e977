/** Label on the namespace that says which group owns the engines in it. */
export const OWNER_LABEL = 'adaptive-portal.io/owner';

/**
 * Parts of an entity ref as Backstage writes it: `[kind:][namespace/]name`, all lower case after parsing.
 */
export interface OwnerRef {
  kind: string;
  namespace: string;
  name: string;
}

const OWNER = /^(?:([a-zA-Z]+):)?(?:([a-z0-9-]+)\/)?([A-Za-z0-9._-]+)$/;

/** Parses an owner; a ref without kind is a group, as in the catalog. `undefined` when it is no entity ref. */
export function parseOwner(owner: string): OwnerRef | undefined {
  const match = OWNER.exec(owner);
  if (!match) {
    return undefined;
  }
  const [, kind = 'group', namespace = 'default', name] = match;
  return { kind: kind.toLowerCase(), namespace, name };
}

/**
 * What the namespace's owner label says: the name of a group of the default namespace, the only owners that a
 * label value can express without being mistaken for another.
 */
export function namespaceOwner(owner: string): string | undefined {
  const ref = parseOwner(owner);
  return ref?.kind === 'group' && ref.namespace === 'default'
    ? ref.name
    : undefined;
}

import type { Config } from '@backstage/config';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { globToRegExp } from './globToRegExp';

/** `adaptive.ownership`, checked and ready for use. */
export interface OwnershipConfig {
  /** Label of the Namespace object whose value names the owning group. */
  namespaceLabel?: string;
  /** GitOps paths and the entity refs of their owners; the first that matches decides. */
  paths: Array<{ pattern: RegExp; owner: string }>;
  /** Owner of engines that nothing else assigns. */
  defaultOwner?: string;
}

/** Optional prefix and a name, as Kubernetes accepts for the key of a label. */
const LABEL_KEY =
  /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

/** `parseEntityRef` alone would take `a/b/c` for a namespace and a name with a slash. */
const ENTITY_REF =
  /^([A-Za-z][A-Za-z0-9]*:)?([A-Za-z0-9][A-Za-z0-9_.-]*\/)?[A-Za-z0-9][A-Za-z0-9_.-]*$/;

function readOwner(text: string, key: string): string {
  if (!ENTITY_REF.test(text)) {
    throw new InputError(
      `Invalid config value at '${key}': '${text}', expected an entity reference such as group:default/team-a`,
    );
  }
  return stringifyEntityRef(parseEntityRef(text, { defaultKind: 'group' }));
}

function readPath(config: Config, key: string) {
  const path = config.getString('path');
  if (path === '' || path.startsWith('/')) {
    throw new InputError(
      `Invalid config value at '${key}.path': '${path}', expected a glob relative to the root of the repository such as engines/*/team-a-*/**`,
    );
  }
  return {
    pattern: globToRegExp(path),
    owner: readOwner(config.getString('owner'), `${key}.owner`),
  };
}

/**
 * Reads `adaptive.ownership`.
 *
 * @throws InputError naming the key path, the value and what is accepted
 */
export function readOwnershipConfig(root: Config): OwnershipConfig {
  const config = root.getOptionalConfig('adaptive.ownership');
  const namespaceLabel = config?.getOptionalString('namespaceLabel');
  if (namespaceLabel !== undefined && !LABEL_KEY.test(namespaceLabel)) {
    throw new InputError(
      `Invalid config value at 'adaptive.ownership.namespaceLabel': '${namespaceLabel}', expected the key of a label such as adaptive-portal.io/owner`,
    );
  }
  const defaultOwner = config?.getOptionalString('defaultOwner');
  return {
    namespaceLabel,
    paths: (config?.getOptionalConfigArray('paths') ?? []).map((path, i) =>
      readPath(path, `adaptive.ownership.paths[${i}]`),
    ),
    defaultOwner:
      defaultOwner === undefined
        ? undefined
        : readOwner(defaultOwner, 'adaptive.ownership.defaultOwner'),
  };
}

import { WatchScope } from '../clusters/types';
import { collectionPaths, RESOURCES } from '../objects/resources';
import { Meta, WatchedResource } from '../objects/types';

/** One collection of an API server that holds a resource, or the part of it in one namespace. */
export interface Collection {
  /** For sentences: `pods`, `pods in namespace 'a'`. */
  label: string;
  paths: readonly string[];
  selection?: Readonly<Record<string, string>>;
  /** Which objects it can hold; absent when it holds all. */
  isInScope?: (meta: Meta) => boolean;
}

function labelSelection(
  resource: WatchedResource,
  scope: WatchScope,
): Record<string, string> | undefined {
  const labelSelector = scope.labelSelectors?.[resource];
  return labelSelector === undefined ? undefined : { labelSelector };
}

// A namespace of a known name can be watched with a permission for that one alone.
function namespaceItself(name: string): Collection {
  return {
    label: `namespace '${name}'`,
    paths: collectionPaths('namespaces'),
    selection: { fieldSelector: `metadata.name=${name}` },
    isInScope: meta => meta.name === name,
  };
}

/** Whether a scope leaves out some of a resource. */
export function isPartial(
  resource: WatchedResource,
  { namespaces, labelSelectors }: WatchScope = {},
): boolean {
  const { namespaced } = RESOURCES[resource];
  const isByNamespace = namespaced || resource === 'namespaces';
  return (
    labelSelectors?.[resource] !== undefined ||
    (namespaces !== undefined && isByNamespace)
  );
}

/** The collections to watch for a resource: one for the whole cluster, or one in each namespace of the scope. */
export function collectionsOf(
  resource: WatchedResource,
  scope: WatchScope = {},
): Collection[] {
  const { namespaces } = scope;
  if (namespaces && resource === 'namespaces')
    return namespaces.map(namespaceItself);
  const selection = labelSelection(resource, scope);
  if (!namespaces || !RESOURCES[resource].namespaced)
    return [{ label: resource, paths: collectionPaths(resource), selection }];
  return namespaces.map(namespace => ({
    label: `${resource} in namespace '${namespace}'`,
    paths: collectionPaths(resource, namespace),
    selection,
    isInScope: meta => meta.namespace === namespace,
  }));
}

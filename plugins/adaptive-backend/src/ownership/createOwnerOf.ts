import type { OwnershipFacts, OwnerOf } from '../view/types';
import type { OwnershipConfig } from './readOwnershipConfig';

/** Files in git from which an Application takes its values; `$<ref>/<path>` is a file of another source. */
function gitOpsPaths(sources: OwnershipFacts['gitopsSources']): string[] {
  const files = sources.flatMap(({ valueFiles = [], path }) =>
    valueFiles.map(file => {
      if (file.startsWith('$')) return file.replace(/^\$[^/]*\//, '');
      return path ? `${path}/${file}` : undefined;
    }),
  );
  // A path that climbs could pretend to lie in another team's folder.
  return files.filter(
    (file): file is string =>
      file !== undefined && !file.split('/').includes('..'),
  );
}

function ownerByPath(
  facts: OwnershipFacts,
  { paths }: OwnershipConfig,
): string | undefined {
  const owners = new Set<string>();
  for (const file of gitOpsPaths(facts.gitopsSources)) {
    const rule = paths.find(({ pattern }) => pattern.test(file));
    if (rule) owners.add(rule.owner);
  }
  // Values out of the folders of two teams: neither may be taken for the owner.
  return owners.size === 1 ? [...owners][0] : undefined;
}

function ownerByNamespace(
  { namespaceLabels }: OwnershipFacts,
  { namespaceLabel }: OwnershipConfig,
): string | undefined {
  const group = namespaceLabel && namespaceLabels[namespaceLabel];
  return group
    ? `group:default/${group.toLocaleLowerCase('en-US')}`
    : undefined;
}

/**
 * Decides who owns an engine: by the label of its namespace, else by the path of its values in git, else the default.
 * Both are facts that the platform controls. Entities of the catalog are never asked, or anybody could annotate their
 * way in.
 */
export function createOwnerOf(config: OwnershipConfig): OwnerOf {
  return facts =>
    ownerByNamespace(facts, config) ??
    ownerByPath(facts, config) ??
    config.defaultOwner;
}

import type { GitOpsRepository } from '@adaptive-portal/plugin-adaptive-node';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { fileUrl } from './fileUrl';
import { type FileEntity, parseCatalogFile } from './parseCatalogFile';

const FILE_NAME = 'catalog-info.yaml';

/** Everything a commit says about engines and pools. */
export interface RepositoryEntities {
  entities: Entity[];
  /** Sentences about what is left out and why. */
  warnings: string[];
  /** Sentences about what is not for this provider. */
  ignored: string[];
}

/** The folder that all engine folders of a layout are below; empty for the repository's root. */
export function engineFoldersRoot(layout: { engine: string }): string {
  const segments = layout.engine.split('/');
  return segments
    .slice(
      0,
      segments.findIndex(segment => segment.includes('{')),
    )
    .join('/');
}

/** One entity per name: the engine that the portal names so comes before one that borrows the name. */
function dropDuplicates(found: FileEntity[], warnings: string[]): Entity[] {
  const byRef = new Map<string, FileEntity>();
  const ranked = [
    ...found.filter(({ ownName }) => ownName),
    ...found.filter(({ ownName }) => !ownName),
  ];
  for (const candidate of ranked) {
    const ref = stringifyEntityRef(candidate.entity);
    const first = byRef.get(ref);
    if (!first) byRef.set(ref, candidate);
    else {
      warnings.push(
        `'${ref}' in '${candidate.path}' is left out: '${first.path}' has it already`,
      );
    }
  }
  return [...byRef.values()].map(({ entity }) => entity);
}

/**
 * Reads every `catalog-info.yaml` below the engine folders of a commit.
 *
 * @throws what `GitOpsRepository` throws; what is wrong inside a file comes as a warning instead
 */
export async function readRepositoryEntities(
  repository: GitOpsRepository,
  commit: string,
): Promise<RepositoryEntities> {
  const { config } = repository;
  const paths = await repository.listFiles(engineFoldersRoot(config.layout), {
    commit,
  });
  const found: FileEntity[] = [];
  const warnings: string[] = [];
  const ignored: string[] = [];
  for (const path of paths) {
    if (path.split('/').at(-1) !== FILE_NAME) continue;
    const content = (await repository.readFile(path, { commit })) ?? '';
    const url = fileUrl(config, { path, commit });
    const file = await parseCatalogFile({ path, content, url }, config.layout);
    found.push(...file.entities);
    warnings.push(...file.warnings);
    ignored.push(...file.ignored);
  }
  return { entities: dropDuplicates(found, warnings), warnings, ignored };
}

import type { GitOpsRepositoryConfig } from '@adaptive-portal/plugin-adaptive-node';
import { InputError } from '@backstage/errors';

/**
 * Finds a repository by the id that a form or action was given.
 *
 * @throws InputError that lists the ids there are
 */
export function findRepository(
  repositories: GitOpsRepositoryConfig[],
  id: string,
): GitOpsRepositoryConfig {
  const repository = repositories.find(candidate => candidate.id === id);
  if (!repository) {
    const known =
      repositories.length === 0
        ? 'none is configured at adaptive.gitops.repositories'
        : `accepted are ${repositories.map(r => `'${r.id}'`).join(', ')}`;
    throw new InputError(
      `repositoryId ${JSON.stringify(
        id.slice(0, 80),
      )} is not a GitOps repository of this portal; ${known}`,
    );
  }
  return repository;
}

/**
 * Refuses a cluster the portal does not watch, where the configuration lists them all.
 *
 * @throws InputError that lists the clusters there are
 */
export function assertWatchedCluster(
  watched: string[] | undefined,
  cluster: string,
): void {
  if (watched && !watched.includes(cluster)) {
    throw new InputError(
      `engine.cluster ${JSON.stringify(
        cluster.slice(0, 80),
      )} is not a cluster this portal watches; accepted are ${watched
        .map(name => `'${name}'`)
        .join(', ')}`,
    );
  }
}

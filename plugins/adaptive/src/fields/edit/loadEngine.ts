import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import type { CatalogApi } from '@backstage/plugin-catalog-react';
import type { AdaptiveApi } from '@adaptive-portal/plugin-adaptive-common';
import {
  extractEngine,
  pausedPools,
  type EngineState,
} from '@adaptive-portal/plugin-adaptive-manifests';
import { enginePlace } from './enginePlace';

/**
 * An engine in git, with what it holds in its cluster.
 *
 * @internal
 */
export interface LoadedEngine extends EngineState {
  /** GPUs on nodes that its pods hold; absent when the portal does not know. */
  heldGpus?: number;
}

/**
 * Reads the engine that a form names from git.
 *
 * @returns `undefined` as long as the form does not name an engine and a repository
 * @throws NotFoundError when catalog or repository do not have it; ServiceUnavailableError when git cannot be read;
 * InputError when its files describe no engine; what the portal answers otherwise
 * @internal
 */
export async function loadEngine(
  apis: { api: AdaptiveApi; catalog: Pick<CatalogApi, 'getEntityByRef'> },
  form: JsonObject,
  signal?: AbortSignal,
): Promise<LoadedEngine | undefined> {
  const { entityRef, repositoryId } = form;
  if (
    typeof entityRef !== 'string' ||
    typeof repositoryId !== 'string' ||
    repositoryId === ''
  ) {
    return undefined;
  }
  const { repository, cluster } = await apis.api.plan(
    {
      repositoryId,
      operation: 'apply',
      engine: await enginePlace(apis.catalog, entityRef),
    },
    { signal },
  );
  if (repository.commit === undefined) {
    throw new ServiceUnavailableError(
      `Repository ${repository.id} cannot be read (${
        repository.message ?? 'no reason given'
      })`,
    );
  }
  if (repository.files.length === 0) {
    throw new NotFoundError(
      `Repository ${repository.id} has no files of this engine; choose the one that holds it`,
    );
  }
  return {
    engine: extractEngine(repository.files),
    pausedPools: pausedPools(repository.files),
    heldGpus: cluster.engineGpus.value,
  };
}

import type {
  PlanRepository,
  PlanRequest,
  PlanResponse,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  renderTargetFor,
  type ClusterTargets,
  type EngineAccess,
  type EngineInGit,
  type EngineReader,
  type GitOpsRepositoryConfig,
} from '@adaptive-portal/plugin-adaptive-node';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { AuthorizedEnginesService } from '../permissions';
import { clusterFacts, type FactSources } from './clusterFacts';
import { checkManifests } from './manifests/checkManifests';

/** Parts of a {@link Planner}. */
export interface PlannerOptions {
  engines: Pick<AuthorizedEnginesService, 'engines' | 'requirePlan'>;
  sources: FactSources;
  /** Decides who may know of an engine that git has. */
  access: EngineAccess;
  reader: Pick<EngineReader, 'read'>;
  repositories: readonly GitOpsRepositoryConfig[];
  targets: ClusterTargets;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Gathers what a plan of a change is made of, as far as the caller may know it. Changes nothing anywhere. */
export class Planner {
  readonly #options: PlannerOptions;

  constructor(options: PlannerOptions) {
    this.#options = options;
  }

  /** Ids that a request may name, in the order of the configuration. */
  repositoryIds(): string[] {
    return this.#options.repositories.map(({ id }) => id);
  }

  /**
   * A repository or a cluster that does not answer shows up in the facts, never as an error.
   *
   * @throws NotAllowedError without `adaptive.engine.plan`
   * @throws InputError for a repository that is not configured
   */
  async plan(
    request: PlanRequest,
    credentials: BackstageCredentials,
  ): Promise<PlanResponse> {
    const { engines, sources, targets } = this.#options;
    await engines.requirePlan(credentials);
    const config = this.#repository(request.repositoryId);
    const { engine } = request;
    const [view, repository] = await Promise.all([
      engines.engines(credentials),
      this.#read(config, request, credentials),
    ]);
    const cluster = targets.forCluster(engine.cluster);
    const { sealedSecretsCertificate } = cluster;
    return {
      repository,
      target: renderTargetFor({ repository: config, cluster }),
      ...(sealedSecretsCertificate === undefined
        ? {}
        : { sealedSecretsCertificate }),
      cluster: clusterFacts(sources, { engine, view }),
      findings: checkManifests(request.files ?? []),
    };
  }

  #repository(id: string): GitOpsRepositoryConfig {
    const { repositories } = this.#options;
    const found = repositories.find(repository => repository.id === id);
    if (!found) {
      const ids = this.repositoryIds().join(', ');
      throw new InputError(
        `Invalid field 'repositoryId': '${id}', accepted: one of adaptive.gitops.repositories (${
          ids || 'none is configured'
        })`,
      );
    }
    return found;
  }

  async #read(
    config: GitOpsRepositoryConfig,
    { engine }: PlanRequest,
    credentials: BackstageCredentials,
  ): Promise<PlanRepository> {
    const { access, reader } = this.#options;
    const { id, branch } = config;
    const nothing = { id, branch, files: [], foreign: false };
    // Both before anything is told of either, so that the answer has no hint in its timing or its errors.
    const [mayKnow, found] = await Promise.all([
      access.decide({ engine, credentials }),
      reader.read(config, engine).then(
        (value: EngineInGit) => ({ value }),
        (error: unknown) => ({ error }),
      ),
    ]);
    if ('error' in found) {
      return { ...nothing, message: messageOf(found.error) };
    }
    const { commit, files } = found.value;
    return (await mayKnow(async () => files))
      ? { ...nothing, commit, files }
      : { ...nothing, commit, foreign: true };
  }
}

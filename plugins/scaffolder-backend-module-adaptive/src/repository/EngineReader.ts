import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineRef } from '@adaptive-portal/plugin-adaptive-common';
import type { RenderedFile } from '@adaptive-portal/plugin-adaptive-manifests';
import {
  MirrorGitOpsRepository,
  readEngineFiles,
  type GitCredentials,
  type GitOpsRepositoryConfig,
} from '@adaptive-portal/plugin-adaptive-node';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import { providerFor } from '../review/providerFor';

/** An engine's files on the target branch. */
export interface EngineInGit {
  commit: string;
  /** All files of the engine; none when the repository has no such engine. */
  files: RenderedFile[];
}

interface Mirror {
  repository: MirrorGitOpsRepository;
  /** Changes with every sign-in of an app. */
  credentials: GitCredentials | undefined;
}

/**
 * Reads engines from the target branches of GitOps repositories, each through one mirror that costs a request and no
 * objects while nothing changes.
 */
export class EngineReader {
  readonly #integrations: ScmIntegrationRegistry;
  readonly #parentFolder: string;
  readonly #mirrors = new Map<string, Mirror>();
  #workFolder: Promise<string> | undefined;

  constructor(options: {
    integrations: ScmIntegrationRegistry;
    /** Where a folder for mirrors is made. Default: the system's own for temporary files. */
    parentFolder?: string;
  }) {
    this.#integrations = options.integrations;
    this.#parentFolder = options.parentFolder ?? tmpdir();
  }

  /**
   * Reads the newest state of an engine.
   *
   * @throws what `GitOpsRepository` throws: an unreachable repository is never answered as an empty one
   */
  async read(
    config: GitOpsRepositoryConfig,
    engine: EngineRef,
  ): Promise<EngineInGit> {
    const mirror = await this.#mirrorOf(config);
    const { commit } = await mirror.head();
    const files = await readEngineFiles(
      {
        listFiles: prefix => mirror.listFiles(prefix, { commit }),
        readFile: path => mirror.readFile(path, { commit }),
      },
      { layout: config.layout, engine },
    );
    return { commit, files };
  }

  /** Removes the mirrors from this machine. */
  async close(): Promise<void> {
    const folder = await this.#workFolder;
    if (folder !== undefined)
      await rm(folder, { recursive: true, force: true });
  }

  async #mirrorOf(
    config: GitOpsRepositoryConfig,
  ): Promise<MirrorGitOpsRepository> {
    const { repository } = await providerFor(config, this.#integrations);
    this.#workFolder ??= mkdtemp(join(this.#parentFolder, 'adaptive-gitops-'));
    const workFolder = await this.#workFolder;
    let mirror = this.#mirrors.get(config.id);
    if (!mirror) {
      const created: Mirror = {
        credentials: undefined,
        repository: MirrorGitOpsRepository.create({
          config: { ...config, credentials: () => created.credentials },
          workFolder,
          // A plan made just after a merge must know of it.
          minIntervalMs: 0,
        }),
      };
      this.#mirrors.set(config.id, created);
      mirror = created;
    }
    mirror.credentials = repository.credentials();
    return mirror.repository;
  }
}

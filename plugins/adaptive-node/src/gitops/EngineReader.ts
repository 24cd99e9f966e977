import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineRef } from '@adaptive-portal/plugin-adaptive-common';
import type { RenderedFile } from '@adaptive-portal/plugin-adaptive-manifests';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import { gitOpsCredentials } from './gitOpsCredentials';
import { MirrorGitOpsRepository } from './MirrorGitOpsRepository';
import { readEngineFiles } from './readEngineFiles';
import type { GitOpsRepositoryConfig } from './types';

/**
 * An engine's files on the target branch.
 *
 * @public
 */
export interface EngineInGit {
  commit: string;
  /** All files of the engine; none when the repository has no such engine. */
  files: RenderedFile[];
}

/**
 * Options of {@link EngineReader}.
 *
 * @public
 */
export interface EngineReaderOptions {
  /** Where credentials come from for repositories without their own. */
  integrations: ScmIntegrationRegistry;
  /** Where a folder for mirrors is made. Default: the system's own for temporary files. */
  parentFolder?: string;
  /** A server is asked for its newest state at most once in this time. Default 0: before every read. */
  minIntervalMs?: number;
}

/**
 * Reads engines from the target branches of GitOps repositories, each through one mirror that costs a request and no
 * objects while nothing changes.
 *
 * @public
 */
export class EngineReader {
  readonly #integrations: ScmIntegrationRegistry;
  readonly #parentFolder: string;
  readonly #minIntervalMs: number;
  readonly #mirrors = new Map<string, MirrorGitOpsRepository>();
  #workFolder: Promise<string> | undefined;

  constructor(options: EngineReaderOptions) {
    this.#integrations = options.integrations;
    this.#parentFolder = options.parentFolder ?? tmpdir();
    // A plan made just after a merge must know of it.
    this.#minIntervalMs = options.minIntervalMs ?? 0;
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
    this.#workFolder ??= mkdtemp(join(this.#parentFolder, 'adaptive-gitops-'));
    const workFolder = await this.#workFolder;
    let mirror = this.#mirrors.get(config.id);
    if (!mirror) {
      mirror = MirrorGitOpsRepository.create({
        config,
        credentials: () => gitOpsCredentials(config, this.#integrations),
        workFolder,
        minIntervalMs: this.#minIntervalMs,
      });
      this.#mirrors.set(config.id, mirror);
    }
    return mirror;
  }
}

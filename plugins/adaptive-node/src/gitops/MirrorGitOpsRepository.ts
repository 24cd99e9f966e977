import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import { NotFoundError } from '@backstage/errors';
import { fetchBranch } from './fetchBranch';
import { describeRepository, toGitOpsError } from './gitOpsError';
import { createGitTransport } from './gitTransport';
import { assertRepositoryPath } from './repositoryPath';
import { createTreeReader, type GitFileReader } from './treeReader';
import type {
  GitCredentials,
  GitOpsHead,
  GitOpsRepository,
  GitOpsRepositoryConfig,
} from './types';

const DEFAULT_MIN_INTERVAL_MS = 10_000;

/**
 * Options of {@link MirrorGitOpsRepository.create}.
 *
 * @public
 */
export interface MirrorGitOpsRepositoryOptions {
  config: GitOpsRepositoryConfig;
  /** What to sign in with, asked before every exchange. Default: the repository's own credentials. */
  credentials?: () => Promise<GitCredentials | undefined>;
  /** Folder for mirrors, created when missing. Must not be shared between processes. */
  workFolder: string;
  /** The server is asked at most once in this time, also after a failure. Default 10 000. */
  minIntervalMs?: number;
  /** Limit of one HTTP exchange. Default 60 000. */
  timeoutMs?: number;
  /** Milliseconds since 1970; for tests. */
  now?: () => number;
}

type Outcome = { at: number } & ({ head: GitOpsHead } | { error: Error });

/**
 * Reads any git repository served over HTTP(S) through a bare mirror of its target branch.
 *
 * @remarks
 *
 * Files are read straight from the object database. There is never a work tree, so that no name in the repository can
 * become a path on this machine.
 *
 * @public
 */
export class MirrorGitOpsRepository implements GitOpsRepository {
  readonly #options: Required<
    Omit<MirrorGitOpsRepositoryOptions, 'timeoutMs' | 'workFolder'>
  >;
  readonly #gitdir: string;
  readonly #timeoutMs: number | undefined;
  #last: Outcome | undefined;
  #reader: { oid: string; files: GitFileReader } | undefined;
  #running: Promise<Outcome> | undefined;

  static create(
    options: MirrorGitOpsRepositoryOptions,
  ): MirrorGitOpsRepository {
    return new MirrorGitOpsRepository(options);
  }

  private constructor(options: MirrorGitOpsRepositoryOptions) {
    const { config, workFolder, timeoutMs } = options;
    this.#options = {
      config,
      credentials: options.credentials ?? (async () => config.credentials()),
      minIntervalMs: options.minIntervalMs ?? DEFAULT_MIN_INTERVAL_MS,
      now: options.now ?? Date.now,
    };
    this.#timeoutMs = timeoutMs;
    // A changed URL or branch gets a new mirror; objects of the old one would be dead weight, or somebody else's.
    const key = createHash('sha256')
      .update(JSON.stringify([config.url, config.branch]))
      .digest('hex')
      .slice(0, 12);
    this.#gitdir = join(workFolder, `${config.id}-${key}.git`);
  }

  get config(): GitOpsRepositoryConfig {
    return this.#options.config;
  }

  async head(): Promise<GitOpsHead> {
    const { minIntervalMs, now } = this.#options;
    let outcome = this.#last;
    if (!outcome || now() - outcome.at >= minIntervalMs) {
      this.#running ??= this.#refresh().finally(() => {
        this.#running = undefined;
      });
      outcome = await this.#running;
    }
    if ('error' in outcome) throw outcome.error;
    return outcome.head;
  }

  async listFiles(
    prefix: string = '',
    options?: { commit?: string },
  ): Promise<string[]> {
    return (await this.#readerOf(options?.commit)).listFiles(prefix);
  }

  async readFile(
    path: string,
    options?: { commit?: string },
  ): Promise<string | undefined> {
    assertRepositoryPath(path, 'File');
    return (await this.#readerOf(options?.commit)).readFile(path);
  }

  async #readerOf(commit: string | undefined): Promise<GitFileReader> {
    const oid = commit ?? (await this.head()).commit;
    // One state is read many times; another one takes its place and its memory.
    if (this.#reader?.oid !== oid) {
      const files = createTreeReader({ gitdir: this.#gitdir, oid });
      this.#reader = { oid, files };
    }
    return this.#reader.files;
  }

  async #refresh(): Promise<Outcome> {
    const { config, now } = this.#options;
    let credentials: GitCredentials | undefined;
    try {
      credentials = await this.#options.credentials();
      const head = await this.#fetchHead(credentials);
      const at = now();
      this.#last = {
        at,
        head: { commit: head, checkedAt: new Date(at).toISOString() },
      };
    } catch (error) {
      this.#last = {
        at: now(),
        error: toGitOpsError(error, {
          repository: { ...config, credentials: () => credentials },
        }),
      };
    }
    return this.#last;
  }

  async #fetchHead(credentials: GitCredentials | undefined): Promise<string> {
    const { config } = this.#options;
    await fs.promises.mkdir(this.#gitdir, { recursive: true });
    const commit = await fetchBranch({
      gitdir: this.#gitdir,
      transport: createGitTransport({
        url: config.url,
        credentials,
        timeoutMs: this.#timeoutMs,
      }),
      branch: config.branch,
      depth: 1,
    });
    if (commit === undefined) {
      throw new NotFoundError(
        `${describeRepository(config)} has no branch '${config.branch}'`,
      );
    }
    return commit;
  }
}

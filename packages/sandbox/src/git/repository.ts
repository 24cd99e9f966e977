import { randomUUID } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { git, tryGit } from './gitCommand';
import {
  type BranchSummary,
  MAIN,
  readBranches,
  resolveRevision,
} from './history';

const AUTHOR = { name: 'sandbox', email: 'sandbox@example.com' };

const FIRST_FILES: Record<string, string> = {
  'README.md': `# GitOps repository of the sandbox

What is merged to \`main\` here is applied to the simulated clusters.

- \`applications/<cluster>/\` holds Argo CD Applications
- \`engines/\` holds the engines' values and manifests
`,
  'applications/.gitkeep': '',
  'engines/.gitkeep': '',
};

export interface GitAuthor {
  name: string;
  email: string;
}

/** A bare repository with a `main` branch. Writes to it are made one after the other. */
export class Repository {
  private busy: Promise<unknown> = Promise.resolve();

  private constructor(readonly name: string, readonly gitDir: string) {}

  /** Opens the repository in `<folder>/<name>.git`, or makes it with a first commit. */
  static async open(folder: string, name: string): Promise<Repository> {
    const gitDir = join(folder, `${name}.git`);
    const repository = new Repository(name, gitDir);
    await mkdir(gitDir, { recursive: true });
    const there = await stat(join(gitDir, 'HEAD')).catch(() => undefined);
    if (!there) {
      await git(gitDir, ['init', '--quiet', '--bare', `-b${MAIN}`]);
    }
    await git(gitDir, ['config', 'http.receivepack', 'true']);
    await git(gitDir, ['config', 'receive.denyNonFastForwards', 'true']);
    // Someone else's branch may be deleted after a merge, main never.
    await git(gitDir, ['config', 'receive.denyDeleteCurrent', 'refuse']);
    await git(gitDir, ['config', 'gc.auto', '0']);
    if (!(await resolveRevision(gitDir, MAIN))) {
      await repository.commitFiles({
        message: 'Start the GitOps repository',
        files: FIRST_FILES,
      });
    }
    return repository;
  }

  /** Commit id of `main`. */
  async head(): Promise<string> {
    return (await git(this.gitDir, ['rev-parse', MAIN])).trim();
  }

  /** All branches, `main` first, then the newest. */
  async branches(): Promise<BranchSummary[]> {
    return readBranches(this.gitDir);
  }

  /** A branch by its exact name; `NotFoundError` when there is none. */
  async branch(name: string): Promise<BranchSummary> {
    const found = (await this.branches()).find(each => each.name === name);
    if (!found) {
      throw new NotFoundError(
        `Repository ${this.name} has no branch "${name}"`,
      );
    }
    return found;
  }

  /**
   * Commits files to `main` (null deletes) and returns the commit's id; the id of `main` as it is when nothing would
   * change.
   */
  async commitFiles(options: {
    message: string;
    files: Record<string, string | null>;
    author?: GitAuthor;
  }): Promise<string> {
    return this.exclusively(async () => {
      const parent = await resolveRevision(this.gitDir, MAIN);
      const index = join(tmpdir(), `sandbox-index-${randomUUID()}`);
      try {
        const env = { GIT_INDEX_FILE: index };
        if (parent) {
          await git(this.gitDir, ['read-tree', parent], { env });
        }
        await this.stage(options.files, env);
        const tree = (await git(this.gitDir, ['write-tree'], { env })).trim();
        if (
          parent &&
          tree === (await resolveRevision(this.gitDir, `${parent}^{tree}`))
        ) {
          return parent;
        }
        return await this.commitTree(
          tree,
          parent ? [parent] : [],
          options.message,
          options.author ?? AUTHOR,
        );
      } finally {
        await rm(index, { force: true });
      }
    });
  }

  /**
   * Merges a branch into `main` with a merge commit, deletes the branch, and returns the merge commit's id.
   * `ConflictError` naming the files when the two do not fit; nothing is changed then.
   */
  async merge(branchName: string, author: GitAuthor = AUTHOR): Promise<string> {
    return this.exclusively(async () => {
      if (branchName === MAIN) {
        throw new InputError(`Branch "${MAIN}" cannot be merged into itself`);
      }
      const branch = await this.branch(branchName);
      const main = await this.head();
      const merged = await tryGit(this.gitDir, [
        'merge-tree',
        '--write-tree',
        '--name-only',
        '--no-messages',
        main,
        branch.head,
      ]);
      const [tree, ...files] = merged.stdout.trim().split('\n');
      if (merged.code === 1) {
        throw new ConflictError(
          `Branch "${branchName}" conflicts with ${MAIN} in ${files.join(
            ', ',
          )}`,
        );
      }
      if (merged.code !== 0) {
        throw new Error(`git merge-tree failed: ${merged.stderr.trim()}`);
      }
      const commit = await this.commitTree(
        tree,
        [main, branch.head],
        `Merge branch '${branchName}'\n\n${branch.subject}`,
        author,
      );
      await git(this.gitDir, [
        'update-ref',
        '-d',
        `refs/heads/${branchName}`,
        branch.head,
      ]);
      return commit;
    });
  }

  private async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.busy.then(work);
    this.busy = turn.catch(() => {});
    return turn;
  }

  private async stage(
    files: Record<string, string | null>,
    env: Record<string, string>,
  ): Promise<void> {
    const lines: string[] = [];
    for (const [path, content] of Object.entries(files)) {
      if (content === null) {
        lines.push(`0 ${'0'.repeat(40)}\t${path}`);
      } else {
        const blob = await git(this.gitDir, ['hash-object', '-w', '--stdin'], {
          input: content,
        });
        lines.push(`100644 ${blob.trim()}\t${path}`);
      }
    }
    await git(this.gitDir, ['update-index', '--add', '-z', '--index-info'], {
      env,
      input: lines.map(line => `${line}\0`).join(''),
    });
  }

  private async commitTree(
    tree: string,
    parents: string[],
    message: string,
    author: GitAuthor,
  ): Promise<string> {
    const commit = (
      await git(
        this.gitDir,
        [
          'commit-tree',
          tree,
          ...parents.flatMap(parent => ['-p', parent]),
          '-F',
          '-',
        ],
        {
          input: message,
          env: {
            GIT_AUTHOR_NAME: author.name,
            GIT_AUTHOR_EMAIL: author.email,
            GIT_COMMITTER_NAME: author.name,
            GIT_COMMITTER_EMAIL: author.email,
          },
        },
      )
    ).trim();
    // Only from the commit it builds on: a push in between makes this fail instead of being lost.
    await git(this.gitDir, [
      'update-ref',
      `refs/heads/${MAIN}`,
      commit,
      parents[0] ?? '0'.repeat(40),
    ]);
    return commit;
  }
}

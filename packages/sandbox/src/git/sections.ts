import { NotFoundError } from '@backstage/errors';
import { MAIN, readCommit, readCommits, readDiff, readPath } from './history';
import {
  branchPage,
  commitPage,
  filePage,
  folderPage,
  repositoryPage,
} from './pages';
import type { Repository } from './repository';

const LOG_LENGTH = 50;

/**
 * The page `/<repository>/<section>/<target>`: nothing, `branches/<branch>`, `commits/<id>` or `files/<path>`;
 * `NotFoundError` for others.
 */
export async function sectionPage(
  repository: Repository,
  section: string,
  target: string,
  facts: {
    cloneUrl: string;
    /** Branch that was just merged. */
    merged: string | null;
  },
): Promise<string> {
  const { name, gitDir } = repository;
  switch (section) {
    case '':
      return repositoryPage({
        repository: name,
        cloneUrl: facts.cloneUrl,
        branches: await repository.branches(),
        commits: await readCommits(gitDir, [`--max-count=${LOG_LENGTH}`, MAIN]),
        merged: facts.merged ?? undefined,
      });
    case 'branches': {
      const branch = await repository.branch(target);
      return branchPage({
        repository: name,
        branch,
        commits: await readCommits(gitDir, [`${MAIN}..${branch.head}`]),
        diff: await readDiff(gitDir, branch),
      });
    }
    case 'commits': {
      const { commit, diff } = await readCommit(gitDir, target);
      return commitPage(name, commit, diff);
    }
    case 'files': {
      const found = await readPath(gitDir, target);
      return found.kind === 'file'
        ? filePage(name, target, found.text)
        : folderPage(name, target.replace(/\/+$/, ''), found.entries);
    }
    default:
      throw new NotFoundError(`There is no page "${section}"`);
  }
}

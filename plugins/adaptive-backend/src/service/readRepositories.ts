import type { RepositoriesResponse } from '@adaptive-portal/plugin-adaptive-common';
import { readGitOpsConfig } from '@adaptive-portal/plugin-adaptive-node';
import type { Config } from '@backstage/config';

/** What a form may know of `adaptive.gitops.repositories[]`; picked field by field, so that no credential slips in. */
export function readRepositories(
  config: Config,
): RepositoriesResponse['items'] {
  return readGitOpsConfig(config).map(({ id, title, url, branch }) => ({
    id,
    title,
    url,
    branch,
  }));
}

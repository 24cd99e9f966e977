import type { GitOpsProvider, GitOpsWebUrls } from './types';

/** Bitbucket Server clones from `/scm/<project>/<name>`, and shows people another path. */
function bitbucketServerUrl(base: string): string {
  return base
    .replace(/\/scm\/~([^/]+)\/([^/]+)$/, '/users/$1/repos/$2')
    .replace(/\/scm\/([^/]+)\/([^/]+)$/, '/projects/$1/repos/$2');
}

/** Patterns of links that follow from a clone URL at a known host; none for plain git. */
export function defaultWebUrls(
  provider: GitOpsProvider,
  url: string,
): GitOpsWebUrls {
  const base = url.replace(/\/+$/, '').replace(/\.git$/, '');
  switch (provider) {
    case 'github':
      return {
        branch: `${base}/tree/{branch}`,
        commit: `${base}/commit/{commit}`,
        file: `${base}/blob/{branch}/{path}`,
      };
    case 'gitlab':
      return {
        branch: `${base}/-/tree/{branch}`,
        commit: `${base}/-/commit/{commit}`,
        file: `${base}/-/blob/{branch}/{path}`,
      };
    case 'gitea':
      return {
        branch: `${base}/src/branch/{branch}`,
        commit: `${base}/commit/{commit}`,
        file: `${base}/src/branch/{branch}/{path}`,
      };
    case 'bitbucket-cloud':
      return {
        branch: `${base}/branch/{branch}`,
        commit: `${base}/commits/{commit}`,
        file: `${base}/src/{branch}/{path}`,
      };
    case 'bitbucket-server': {
      const web = bitbucketServerUrl(base);
      return {
        branch: `${web}/browse?at=refs/heads/{branch}`,
        commit: `${web}/commits/{commit}`,
        file: `${web}/browse/{path}?at=refs/heads/{branch}`,
      };
    }
    case 'azure-devops':
      return {
        branch: `${base}?version=GB{branch}`,
        commit: `${base}/commit/{commit}`,
        file: `${base}?path=/{path}&version=GB{branch}`,
      };
    default:
      return {};
  }
}

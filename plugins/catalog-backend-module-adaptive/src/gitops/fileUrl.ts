import type { GitOpsRepositoryConfig } from '@adaptive-portal/plugin-adaptive-node';

/**
 * Address of a file for people: by the repository's own pattern, or below its clone URL where there is none. Never
 * with credentials in it.
 */
export function fileUrl(
  repository: Pick<GitOpsRepositoryConfig, 'url' | 'branch' | 'webUrls'>,
  file: { path: string; commit: string },
): string {
  const values: Record<string, string> = {
    branch: repository.branch,
    commit: file.commit,
    path: file.path,
  };
  const pattern =
    repository.webUrls.file ?? `${repository.url.replace(/\/+$/, '')}/{path}`;
  const url = new URL(
    pattern.replaceAll(/\{(branch|commit|path)\}/g, (_, name: string) =>
      values[name].split('/').map(encodeURIComponent).join('/'),
    ),
  );
  url.username = '';
  url.password = '';
  return url.href;
}

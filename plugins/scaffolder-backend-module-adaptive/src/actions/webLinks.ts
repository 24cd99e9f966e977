import type { GitOpsWebUrls } from '@adaptive-portal/plugin-adaptive-node';

/** What is put into the patterns. */
export interface WebLinkValues {
  branch: string;
  commit?: string;
}

function fill(pattern: string | undefined, value: string | undefined) {
  if (pattern === undefined || value === undefined) return undefined;
  const encoded = value.split('/').map(encodeURIComponent).join('/');
  return pattern.replaceAll(/\{(branch|commit)\}/g, () => encoded);
}

/** Addresses of a branch and a commit for people, where the repository's patterns give them. */
export function webLinks(
  urls: GitOpsWebUrls,
  values: WebLinkValues,
): { branchUrl?: string; commitUrl?: string } {
  return {
    branchUrl: fill(urls.branch, values.branch),
    commitUrl: fill(urls.commit, values.commit),
  };
}

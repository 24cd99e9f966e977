import type {
  FluxTarget,
  RepositoryLayout,
} from '@adaptive-portal/plugin-adaptive-manifests';

/**
 * What the portal signs in with at a git server.
 *
 * @public
 */
export interface GitCredentials {
  username: string;
  /** A token or a password; goes into the `Authorization` header of git and API requests and nowhere else. */
  password: string;
}

/**
 * Patterns of links for people. `{branch}`, `{commit}` and `{path}` are replaced, slashes kept.
 *
 * @public
 */
export interface GitOpsWebUrls {
  branch?: string;
  commit?: string;
  file?: string;
}

/**
 * How a review is asked for: by a pushed branch only (`git`), or by a pull or merge request of the host as well.
 *
 * @public
 */
export type GitOpsProvider =
  | 'git'
  | 'github'
  | 'gitlab'
  | 'gitea'
  | 'bitbucket-cloud'
  | 'bitbucket-server'
  | 'azure-devops';

/**
 * What installs the engines of a repository: an Argo CD Application per engine, an ApplicationSet per engine of several
 * environments, or Flux.
 *
 * @public
 */
export type GitOpsTool = { tool: 'argocd' | 'applicationSet' } | FluxTarget;

/**
 * One entry of `adaptive.gitops.repositories[]`, checked and with its defaults filled in.
 *
 * @public
 */
export interface GitOpsRepositoryConfig {
  /** What forms and actions name the repository by. */
  id: string;
  title: string;
  /** HTTP(S) clone URL, never with credentials in it. */
  url: string;
  /** Target branch: what Argo CD follows. */
  branch: string;
  /** How a review is asked for. */
  provider: GitOpsProvider;
  /** Address of the host's REST API, where the provider's usual one is not right. */
  apiUrl?: string;
  /** Clone URL as Argo CD sees it. */
  argocdUrl: string;
  webUrls: GitOpsWebUrls;
  layout: RepositoryLayout;
  gitops: GitOpsTool;
  /** A function, so that a logged or serialised configuration carries no credential. */
  credentials(): GitCredentials | undefined;
}

/**
 * Name and address of a git author or committer.
 *
 * @public
 */
export interface GitIdentity {
  name: string;
  email: string;
}

/**
 * State of a repository's target branch.
 *
 * @public
 */
export interface GitOpsHead {
  /** Commit id, 40 hexadecimal digits. */
  commit: string;
  /** When the server last confirmed it, ISO 8601. */
  checkedAt: string;
}

/**
 * Reads the target branch of one GitOps repository. What differs per host stays behind this interface.
 *
 * @remarks
 *
 * Every method rejects with a `ServiceUnavailableError`, `NotAllowedError` or `NotFoundError` that names the
 * repository when the server cannot be reached, refuses the credential, or has no such repository or branch. An
 * unreachable repository is never answered as an empty one.
 *
 * @public
 */
export interface GitOpsRepository {
  readonly config: GitOpsRepositoryConfig;
  /** Head of the target branch, asked of the server at most once per interval. */
  head(): Promise<GitOpsHead>;
  /**
   * Paths of all regular files below a folder (the whole tree without `prefix`), sorted. Symbolic links and submodules
   * are left out.
   */
  listFiles(prefix?: string, options?: { commit?: string }): Promise<string[]>;
  /**
   * Text of a file, or `undefined` when there is none at that path.
   *
   * @throws InputError when the path leaves the repository, or leads through a symbolic link or submodule
   */
  readFile(
    path: string,
    options?: { commit?: string },
  ): Promise<string | undefined>;
}

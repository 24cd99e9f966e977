import type { EngineRef } from '@adaptive-portal/plugin-adaptive-common';
import type { RenderTarget } from '@adaptive-portal/plugin-adaptive-manifests';
import type {
  GitIdentity,
  GitOpsRepositoryConfig,
  MayKnow,
} from '@adaptive-portal/plugin-adaptive-node';

/** What a change does to an engine. */
export type PublishOperation = 'create' | 'edit' | 'delete';

/** A file to be published, with its path below the repository's root. */
export interface PublishFile {
  path: string;
  content: Uint8Array;
}

/** One change to one engine in one repository. */
export interface PublishRequest {
  repository: GitOpsRepositoryConfig;
  engine: EngineRef;
  operation: PublishOperation;
  /** All files of the engine as it is to be; none for `delete`. */
  files: PublishFile[];
  /** What the files were rendered for; needed by `edit`. */
  target?: RenderTarget;
  /** Commit of the target branch that an edit was made from; when absent, nothing is said of changes since. */
  readAt?: string;
  /** What an edit does when another one waits on its branch. Default: refuse. */
  waitingEdit?: 'refuse' | 'replace';
  /** The cluster's KEDA no longer belongs to the engine, which once brought it. Default: no. */
  kedaIsIndependent?: boolean;
  author: GitIdentity;
  committer: GitIdentity;
  /** Entity ref of the person who asked. */
  requestedBy?: string;
  /** Whether the person may know of the engine's files that are in git; default: yes. */
  mayKnow?: MayKnow;
  /** An empty folder for the repository's objects. */
  gitdir: string;
  /** Plans without pushing. */
  dryRun?: boolean;
  signal?: AbortSignal;
}

/** What became of a change. */
export type PublishResult = {
  /** Branch that holds the files: the change's own, or the target branch when it has them already. */
  branch: string;
  /** Commit that holds the files; absent in a dry run that would have made one. */
  commit?: string;
  /** False when the target branch has exactly these files already. */
  changed: boolean;
  /** Whether this run pushed a commit. */
  pushed: boolean;
  /** Whether the branch held another change of the portal's, which this one takes the place of. */
  replaced: boolean;
};

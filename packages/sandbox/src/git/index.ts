export type { GitUser } from './access';
export {
  type GitServer,
  type GitServerOptions,
  startGitServer,
} from './gitServer';
export type { BranchSummary, CommitSummary, GitAuthor } from './repository';

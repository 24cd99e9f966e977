export type { GitUser } from './access';
export {
  type GitServer,
  type GitServerOptions,
  startGitServer,
} from './gitServer';
export type { BranchSummary, CommitSummary } from './history';
export type { GitAuthor } from './repository';

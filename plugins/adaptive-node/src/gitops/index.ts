export {
  fetchBranch,
  readBranchHead,
  type FetchBranchOptions,
} from './fetchBranch';
export {
  EngineReader,
  type EngineInGit,
  type EngineReaderOptions,
} from './EngineReader';
export { gitOpsCredentials, type GitOpsSignIn } from './gitOpsCredentials';
export {
  describeRepository,
  toGitOpsError,
  type ToGitOpsErrorOptions,
} from './gitOpsError';
export {
  createGitTransport,
  type GitTransport,
  type GitTransportOptions,
} from './gitTransport';
export {
  MirrorGitOpsRepository,
  type MirrorGitOpsRepositoryOptions,
} from './MirrorGitOpsRepository';
export {
  readClusterTargets,
  type ClusterTarget,
  type ClusterTargets,
} from './readClusterTargets';
export { readEngineFiles } from './readEngineFiles';
export { readGitOpsAuthor, readGitOpsConfig } from './readGitOpsConfig';
export {
  renderTargetFor,
  type RenderTargetForOptions,
} from './renderTargetFor';
export { assertRepositoryPath } from './repositoryPath';
export { createTreeReader, type GitFileReader } from './treeReader';
export type {
  GitCredentials,
  GitIdentity,
  GitOpsHead,
  GitOpsProvider,
  GitOpsRepository,
  GitOpsRepositoryConfig,
  GitOpsTool,
  GitOpsWebUrls,
} from './types';

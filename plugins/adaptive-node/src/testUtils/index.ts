/**
 * What tests of other packages need: a real git server.
 *
 * @packageDocumentation
 */

export {
  startGitServer,
  type GitTestServer,
  type StartGitServerOptions,
} from './startGitServer';

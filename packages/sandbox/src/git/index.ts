export { type GitServer, startGitServer } from './gitServer';

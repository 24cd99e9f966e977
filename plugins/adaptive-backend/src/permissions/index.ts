export {
  AuthorizedEnginesService,
  type EnginesView,
  withoutCounts,
} from './AuthorizedEnginesService';
export { registerPermissions } from './registerPermissions';

export {
  AuthorizedEnginesService,
  type EnginesView,
} from './AuthorizedEnginesService';
export { registerPermissions } from './registerPermissions';

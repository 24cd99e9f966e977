export {
  type AccessQuestion,
  type EngineAccess,
  type EngineLookup,
  type MayKnow,
  PermissionEngineAccess,
  type PermissionEngineAccessOptions,
} from './EngineAccess';

export { type KubeApiServerOptions, startKubeApiServer } from './apiServer';
export { type ServerCertificate, issueServerCertificate } from './certificates';
export { KubeError, type StatusBody } from './errors';
export type { JsonObject, JsonValue, KubernetesObject } from './object';
export { createKubeStore } from './store';
export type {
  ApiServerFault,
  Clock,
  ClusterStore,
  DeleteOptions,
  ForbiddenRule,
  KubeApiServer,
  KubeStore,
  ObjectQuery,
  ResourceType,
  StoreEvent,
  StoreEventType,
  WriteOptions,
} from './types';

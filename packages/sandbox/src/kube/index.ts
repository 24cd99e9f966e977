export { startKubeApiServer } from './apiServer';
export { issueServerCertificate } from './certificates';
export { createKubeStore } from './store';
export type { KubeApiServer } from './types';

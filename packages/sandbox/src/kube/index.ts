export { startKubeApiServer } from './apiServer';
export {
  issueSealingCertificate,
  issueServerCertificate,
  type SealingCertificate,
} from './certificates';
export { createKubeStore } from './store';
export type { KubeApiServer } from './types';

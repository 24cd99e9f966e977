export {
  type OidcProvider,
  type OidcProviderOptions,
  startOidcProvider,
} from './oidcProvider';
export type { OidcClient, OidcUser } from './types';

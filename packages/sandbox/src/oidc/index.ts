export { type OidcProvider, startOidcProvider } from './oidcProvider';

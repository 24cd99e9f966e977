/** An application that signs people in here. */
export interface OidcClient {
  clientId: string;
  clientSecret: string;
  /** Where people are sent back to, for example `http://localhost:7007/api/auth/oidc/handler/frame`. */
  redirectUris: string[];
}

/** Somebody who can sign in. */
export interface OidcUser {
  /** Subject and preferred user name. */
  id: string;
  name: string;
  email: string;
}

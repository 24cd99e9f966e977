export interface Config {
  app?: {
    signIn?: {
      /**
       * Ways to sign in, in the order in which the page shows them. Each needs its provider under `auth.providers`.
       * Default: guest only.
       *
       * @deepVisibility frontend
       */
      providers?: Array<'guest' | 'oidc'>;
      /**
       * What the page calls the OpenID Connect provider.
       *
       * @visibility frontend
       */
      oidcTitle?: string;
    };
  };
}

import { OAuth2 } from '@backstage/core-app-api';
import {
  SignInPage,
  type SignInProviderConfig,
} from '@backstage/core-components';
import {
  type BackstageIdentityApi,
  type OAuthApi,
  type OpenIdConnectApi,
  type ProfileInfoApi,
  type SessionApi,
} from '@backstage/core-plugin-api';
import {
  ApiBlueprint,
  configApiRef,
  createApiRef,
  createFrontendModule,
  discoveryApiRef,
  oauthRequestApiRef,
  useApi,
} from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint } from '@backstage/plugin-app-react';

const oidcAuthApiRef = createApiRef<
  OAuthApi &
    OpenIdConnectApi &
    ProfileInfoApi &
    BackstageIdentityApi &
    SessionApi
>().with({ id: 'auth.oidc', pluginId: 'app' });

const oidcAuthApi = ApiBlueprint.make({
  name: 'oidc-auth',
  params: defineParams =>
    defineParams({
      api: oidcAuthApiRef,
      deps: {
        configApi: configApiRef,
        discoveryApi: discoveryApiRef,
        oauthRequestApi: oauthRequestApiRef,
      },
      factory: ({ configApi, discoveryApi, oauthRequestApi }) =>
        OAuth2.create({
          configApi,
          discoveryApi,
          oauthRequestApi,
          provider: { id: 'oidc', title: 'OpenID Connect', icon: () => null },
          environment: configApi.getOptionalString('auth.environment'),
          defaultScopes: ['openid', 'profile', 'email'],
          popupOptions: { size: { width: 480, height: 560 } },
        }),
    }),
});

function oidcProvider(title: string): SignInProviderConfig {
  return {
    id: 'oidc-auth-provider',
    title,
    message: 'Sign in with your organisation',
    apiRef: oidcAuthApiRef,
  };
}

const signInPage = SignInPageBlueprint.make({
  params: {
    loader: async () =>
      function PortalSignInPage(props) {
        const config = useApi(configApiRef);
        const title =
          config.getOptionalString('app.signIn.oidcTitle') ?? 'OpenID Connect';
        const providers = (
          config.getOptionalStringArray('app.signIn.providers') ?? ['guest']
        ).map(id => (id === 'oidc' ? oidcProvider(title) : ('guest' as const)));
        return <SignInPage {...props} align="center" providers={providers} />;
      },
  },
});

/** Sign-in page with the providers that `app.signIn.providers` lists. */
export const signInModule = createFrontendModule({
  pluginId: 'app',
  extensions: [oidcAuthApi, signInPage],
});

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { MemoryAdapters } from './memoryAdapter';
import { errorPage } from './pages';
import type { OidcClient, OidcUser } from './types';

type OidcModule = typeof import('oidc-provider');

const HOUR = 3600;
const DAY = 24 * HOUR;

function signingKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' };
}

/** A policy that asks who signs in every time, so that people can change users after signing out of the portal. */
function alwaysAsk({ interactionPolicy }: OidcModule) {
  const policy = interactionPolicy.base();
  const { Check } = interactionPolicy;
  policy
    .get('login')
    ?.checks.add(
      new Check('sandbox_asks', 'the sandbox asks who signs in', ctx =>
        ctx.oidc.result?.login ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT,
      ),
    );
  return policy;
}

/** Everything a client asks for is granted without a question. */
async function grantAll(ctx: KoaContextWithOIDC) {
  const { client, provider, session, params } = ctx.oidc;
  const grant = new provider.Grant({
    clientId: client?.clientId,
    accountId: session?.accountId,
  });
  grant.addOIDCScope(String(params?.scope ?? 'openid'));
  await grant.save();
  return grant;
}

function claimsOf(user: OidcUser) {
  return {
    sub: user.id,
    email: user.email,
    email_verified: true,
    name: user.name,
    preferred_username: user.id,
  };
}

/** How the library runs here: given users, no consent, everything in memory, keys of its own. */
export function configuration(
  module: OidcModule,
  clients: OidcClient[],
  users: OidcUser[],
): Configuration {
  const adapters = new MemoryAdapters();
  return {
    adapter: name => adapters.forModel(name),
    clients: clients.map(client => ({
      client_id: client.clientId,
      client_secret: client.clientSecret,
      redirect_uris: client.redirectUris,
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    })),
    jwks: { keys: [signingKey()] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'preferred_username'],
    },
    // The id token carries the profile too, not only the userinfo answer.
    conformIdTokenClaims: false,
    findAccount: (_ctx, id) => {
      const user = users.find(each => each.id === id);
      return user && { accountId: id, claims: () => claimsOf(user) };
    },
    loadExistingGrant: grantAll,
    issueRefreshToken: (_ctx, client) =>
      client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    clientBasedCORS: () => false,
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) =>
          token.clientId === client.clientId,
      },
    },
    interactions: {
      policy: alwaysAsk(module),
      url: (_ctx, interaction) => `/interaction/${interaction.uid}`,
    },
    ttl: {
      AccessToken: HOUR,
      AuthorizationCode: 60,
      IdToken: HOUR,
      RefreshToken: 14 * DAY,
      Interaction: HOUR,
      Session: 14 * DAY,
      Grant: 14 * DAY,
    },
    renderError: (ctx, out) => {
      ctx.type = 'html';
      ctx.body = errorPage(
        String(out.error_description ?? out.error ?? 'unknown error'),
      );
    },
  };
}

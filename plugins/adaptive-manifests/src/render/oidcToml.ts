import type { JsonObject } from '@backstage/types';
import type { OidcProviderInput } from '../model';
import { isObject } from '../predict/valuesView';

/**
 * A TOML basic string; JSON's escapes are among TOML's. Braces are escaped as well: the text may stand in a template,
 * where they would read other Secrets.
 */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll('{', '\\u007b');
}

const DEFAULT_SCOPES = ['email', 'profile'];

/**
 * The key `oidcProviders` of the control plane's Secret: TOML, an array of inline tables.
 *
 * @param secretOf - what stands for the client secret of a provider; nothing when it has none
 */
export function oidcToml(
  providers: readonly OidcProviderInput[],
  secretOf: (provider: OidcProviderInput) => string | undefined,
): string {
  const tables = providers.map(provider => {
    const secret = secretOf(provider);
    const entries = [
      `key=${quoted(provider.key)}`,
      `name=${quoted(provider.name)}`,
      `issuer_url=${quoted(provider.issuerUrl)}`,
      `client_id=${quoted(provider.clientId)}`,
      ...(secret === undefined ? [] : [`client_secret=${secret}`]),
      `scopes=[${(provider.scopes ?? DEFAULT_SCOPES).map(quoted).join(',')}]`,
      `pkce=${provider.pkce ?? true}`,
      `allow_sign_up=${provider.allowSignUp ?? true}`,
      ...(provider.requireEmailVerified === undefined
        ? []
        : [`require_email_verified=${provider.requireEmailVerified}`]),
    ];
    return `{${entries.join(',')}}`;
  });
  return `[${tables.join(',')}]`;
}

/** Reads what {@link oidcToml} wrote, client secrets left out; text that it did not write gives no providers. */
export function readOidcToml(toml: string): JsonObject[] {
  const json = toml.replace(
    /(\{\{[^}]*\}\})|("(?:[^"\\]|\\.)*")|([a-z_]+)=/g,
    (_, template, literal, key) =>
      (template && 'null') ?? literal ?? `"${key}":`,
  );
  let tables: unknown;
  try {
    tables = JSON.parse(json);
  } catch {
    return [];
  }
  return (Array.isArray(tables) ? tables : []).filter(isObject).map(table => ({
    name: table.name,
    key: table.key,
    issuerUrl: table.issuer_url,
    clientId: table.client_id,
    ...(JSON.stringify(table.scopes) === JSON.stringify(DEFAULT_SCOPES)
      ? {}
      : { scopes: table.scopes }),
    ...(table.pkce === false ? { pkce: false } : {}),
    ...(table.allow_sign_up === false ? { allowSignUp: false } : {}),
    ...(table.require_email_verified === undefined
      ? {}
      : { requireEmailVerified: table.require_email_verified }),
  }));
}

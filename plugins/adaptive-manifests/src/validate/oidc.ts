import type { EngineInput } from '../model';
import { shown } from '../parse/inputReader';
import type { Findings } from './findings';
import { leaveOut, setAt } from './fixes';
import { urlFault } from './syntax';

/** Providers of sign-in. */
export function checkOidc(input: EngineInput, findings: Findings): void {
  const keys = (input.oidc ?? []).map(({ key }) => key);
  (input.oidc ?? []).forEach((provider, index) => {
    const path = `oidc[${index}]`;
    const fault = urlFault(provider.issuerUrl, true);
    if (fault) {
      findings.error(
        'oidc-issuer',
        `${path}.issuerUrl`,
        `${path}.issuerUrl is ${shown(provider.issuerUrl)}, which ${fault}`,
        'Accepted is the https URL of the provider',
      );
    }
    if (!/^[a-z0-9][a-z0-9-]*$/.test(provider.key)) {
      findings.error(
        'oidc-key',
        `${path}.key`,
        `${path}.key is ${shown(
          provider.key,
        )}, which cannot be a part of the callback URL`,
        "Accepted are lower case letters, digits and '-'",
      );
    } else if (
      keys
        .slice(0, index)
        .some(
          key => key.replaceAll('-', '_') === provider.key.replaceAll('-', '_'),
        )
    ) {
      findings.error(
        'oidc-key',
        `${path}.key`,
        `${path}.key is ${shown(provider.key)}, and another provider has it`,
        'Give each provider a key of its own',
      );
    }
    if (
      /\{\{|\}\}/.test(
        `${provider.name}${provider.clientId}${provider.issuerUrl}${
          provider.scopes?.join('') ?? ''
        }`,
      )
    ) {
      findings.error(
        'oidc-template',
        path,
        `${path} has {{ or }}, which the operator would take for a template`,
        'Write it without',
      );
    }
    if (provider.clientSecret && input.secrets.mode !== 'externalSecrets') {
      findings.error(
        'oidc-client-secret',
        `${path}.clientSecret`,
        `${path}.clientSecret refers to a store, and secrets.mode is ${
          input.secrets.mode ?? 'existing'
        }`,
        'Leave it out and write the secret into the key oidcProviders, or set secrets.mode to externalSecrets',
        leaveOut(`${path}.clientSecret`),
      );
    }
    const scopes = provider.scopes ?? ['email', 'profile'];
    if (!['email', 'profile'].every(scope => scopes.includes(scope))) {
      findings.error(
        'oidc-scopes',
        `${path}.scopes`,
        `${path}.scopes lacks email or profile, without which nobody can sign in`,
        'Add both',
        setAt(`${path}.scopes`, [...new Set([...scopes, 'email', 'profile'])]),
      );
    }
  });
}

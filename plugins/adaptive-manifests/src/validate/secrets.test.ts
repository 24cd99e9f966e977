import { engine, store, type EngineCase } from '../__testUtils__/engineCases';
import { exampleEngine } from '../__testUtils__/exampleEngine';
import { validateEngine } from './validateEngine';

const provider = {
  name: 'Google',
  key: 'google',
  issuerUrl: 'https://accounts.google.com',
  clientId: 'id',
};

const cases: EngineCase[] = [
  [
    'error',
    'secret-name',
    'imagePullSecrets[0]',
    engine({ imagePullSecrets: ['A'] }),
  ],
  [
    'error',
    'secrets-mode',
    'secrets.store',
    engine({ secrets: { ...exampleEngine.secrets, store } }),
  ],
  [
    'error',
    'secrets-mode',
    'secrets.remoteKeys',
    engine({
      secrets: { ...exampleEngine.secrets, mode: 'externalSecrets', store },
    }),
  ],
  [
    'error',
    'secret-keys',
    'secrets.remoteKeys.controlPlane',
    engine({
      secrets: {
        ...exampleEngine.secrets,
        mode: 'externalSecrets',
        store,
        remoteKeys: {
          controlPlane: { dbUrl: { key: 'x' } },
          harmony: {
            modelRegistryUrl: { key: 'x' },
            sharedDirectoryUrl: { key: 'x' },
          },
        },
      },
    }),
  ],
  [
    'error',
    'oidc-client-secret',
    'oidc[0].clientSecret',
    engine({ oidc: [{ ...provider, clientSecret: { key: 'x' } }] }),
  ],
  [
    'error',
    'oidc-issuer',
    'oidc[0].issuerUrl',
    engine({ oidc: [{ ...provider, issuerUrl: 'x' }] }),
  ],
  [
    'error',
    'oidc-scopes',
    'oidc[0].scopes',
    engine({ oidc: [{ ...provider, scopes: ['openid'] }] }),
  ],
  ['error', 'oidc-key', 'oidc[1].key', engine({ oidc: [provider, provider] })],
  [
    'error',
    'oidc-template',
    'oidc[0]',
    engine({ oidc: [{ ...provider, name: '{{ env "X" }}' }] }),
  ],
];

describe('secrets and sign-in of an engine', () => {
  it.each(cases)('gives %s %s at %s', (...row: EngineCase) => {
    const [severity, rule, path, input, target] = row;
    const findings = validateEngine(input, target);
    const found = findings.find(
      finding => finding.rule === rule && finding.path === path,
    );
    expect([
      findings.map(finding => `${finding.rule} ${finding.path}`),
      found?.severity,
    ]).toEqual([expect.arrayContaining([`${rule} ${path}`]), severity]);
    expect(found?.sentence).not.toContain('hunter2');
  });
});

import { parse } from 'yaml';
import { extractEngine } from '../extract';
import type { EngineInput } from '../model';
import { exampleEngine, exampleTarget } from '../__testUtils__/exampleEngine';
import { validateEngine } from '../validate';
import { readOidcToml } from './oidcToml';
import { renderEngine } from './renderEngine';
import { secretManifests, usedSecrets } from './secretManifests';

const keysOf = (leftOut: string[] = []) =>
  Object.fromEntries(
    usedSecrets(exampleEngine).map(({ part, keys }) => [
      part,
      Object.fromEntries(
        keys
          .filter(key => !leftOut.includes(key))
          .map(key => [key, { key: `chat/${key}` }]),
      ),
    ]),
  ) as {
    controlPlane: Record<string, { key: string }>;
    harmony: Record<string, { key: string }>;
  };

const external: EngineInput = {
  ...exampleEngine,
  secrets: {
    ...exampleEngine.secrets,
    mode: 'externalSecrets',
    store: { name: 'aws', kind: 'ClusterSecretStore' },
    remoteKeys: keysOf(['oidcProviders']),
  },
  oidc: [
    {
      name: 'Google "x"',
      key: 'my-idp',
      issuerUrl: 'https://accounts.google.com',
      clientId: 'id',
      clientSecret: { key: 'chat/oidc', property: 'secret' },
    },
  ],
};

function errors(input: EngineInput) {
  return validateEngine(input, exampleTarget).filter(
    ({ severity }) => severity === 'error',
  );
}

describe('secretManifests', () => {
  it('fetches every key before the engine starts, the client secret only by reference', () => {
    expect(errors(external)).toEqual([]);
    const [controlPlane, harmony] = secretManifests(external);
    expect(controlPlane).toMatchObject({
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: {
        name: 'chat-control-plane',
        namespace: 'team-chat',
        annotations: { 'argocd.argoproj.io/sync-wave': '-1' },
      },
      spec: {
        secretStoreRef: { name: 'aws', kind: 'ClusterSecretStore' },
        target: {
          name: 'chat-control-plane',
          template: {
            data: {
              dbPassword: '{{ .dbPassword }}',
              oidcProviders:
                '[{key="my-idp",name="Google \\"x\\"",issuer_url="https://accounts.google.com",client_id="id",client_secret={{ .oidc_my_idp | toJson }},scopes=["email","profile"],pkce=true,allow_sign_up=true}]',
            },
          },
        },
        data: expect.arrayContaining([
          {
            secretKey: 'oidc_my_idp',
            remoteRef: { key: 'chat/oidc', property: 'secret' },
          },
        ]),
      },
    });
    expect(harmony.spec).toMatchObject({
      target: { name: 'chat-harmony', creationPolicy: 'Owner' },
      data: [
        { secretKey: 'modelRegistryUrl' },
        { secretKey: 'sharedDirectoryUrl' },
      ],
    });
  });

  describe('sealed by people', () => {
    const input: EngineInput = {
      ...exampleEngine,
      autoscaling: { mode: 'off' },
      secrets: { ...exampleEngine.secrets, mode: 'sealedSecrets' },
    };
    const folder = 'engines/eu-1/team-chat/chat/manifests';

    it('come from a folder that Argo CD reads, although nothing else is in it', () => {
      expect(errors(input)).toEqual([]);
      const files = renderEngine(input, exampleTarget);
      const application = files.find(({ path }) =>
        path.startsWith('applications/'),
      );
      expect(parse(application?.content ?? '').spec.sources).toContainEqual({
        repoURL: 'https://git.example.com/platform.git',
        targetRevision: 'main',
        path: folder,
      });
      expect(files.map(({ path }) => path)).toContain(`${folder}/README.md`);
      const readme = files.find(({ path }) => path.endsWith('/chat/README.md'));
      expect(readme?.content).toContain(
        'kubeseal --cert ./certificate.pem --format yaml > sealedsecret-chat-harmony.yaml',
      );
      expect(extractEngine(files)).toEqual({
        ...input,
        pools: input.pools.map(
          ({ requestsPerSecondPerReplica, ...pool }) => pool,
        ),
      });
    });

    it('are waited for by Flux before the engine', () => {
      const files = renderEngine(input, {
        ...exampleTarget,
        gitops: { tool: 'flux', namespace: 'flux-system', sourceName: 'git' },
      });
      const list = files.find(
        ({ path }) => path === `${folder}/secrets/kustomization.yaml`,
      );
      expect(parse(list?.content ?? '').resources).toEqual([
        'namespace.yaml',
        'sealedsecret-chat-control-plane.yaml',
        'sealedsecret-chat-harmony.yaml',
      ]);
    });

    it('are no part of the engine while only some are there', () => {
      const files = renderEngine(
        { ...input, secrets: exampleEngine.secrets },
        exampleTarget,
      );
      const path = `${folder}/sealedsecret-chat-control-plane.yaml`;
      const content =
        'kind: SealedSecret\nmetadata: {name: chat-control-plane}\nspec: {encryptedData: {a: b}}\n';
      expect(extractEngine([...files, { path, content }]).secrets).toEqual(
        exampleEngine.secrets,
      );
    });
  });

  it('carries sealed values as they are', () => {
    const sealed = 'Ag'.padEnd(100, 'x9Z');
    const encrypted = Object.fromEntries(
      usedSecrets(exampleEngine).map(({ part, keys }) => [
        part,
        Object.fromEntries(keys.map(key => [key, sealed])),
      ]),
    ) as {
      controlPlane: Record<string, string>;
      harmony: Record<string, string>;
    };
    const input: EngineInput = {
      ...exampleEngine,
      secrets: {
        ...exampleEngine.secrets,
        mode: 'sealedSecrets',
        encryptedData: encrypted,
      },
    };
    expect(errors(input)).toEqual([]);
    expect(secretManifests(input)[0]).toMatchObject({
      apiVersion: 'bitnami.com/v1alpha1',
      kind: 'SealedSecret',
      spec: {
        encryptedData: { dbPassword: sealed },
        template: {
          metadata: { name: 'chat-control-plane', namespace: 'team-chat' },
        },
      },
    });
  });

  it('writes commands without values for Secrets made by hand', () => {
    const files = renderEngine(
      {
        ...exampleEngine,
        secrets: { ...exampleEngine.secrets, mode: 'manual' },
      },
      exampleTarget,
    );
    const readme = files.find(({ path }) => path.endsWith('README.md'));
    expect(readme?.content).toContain(
      'kubectl create secret generic chat-control-plane --namespace team-chat',
    );
    expect(readme?.content).toContain('--from-file=dbPassword=./dbPassword');
    expect(readme?.content).not.toContain('--from-literal');
  });

  it('makes no manifest for Secrets that exist', () => {
    expect(secretManifests(exampleEngine)).toEqual([]);
  });
});

describe('readOidcToml', () => {
  it('gives nothing for text of others', () => {
    expect(readOidcToml('[{key=google}]')).toEqual([]);
    expect(readOidcToml('x')).toEqual([]);
  });
});

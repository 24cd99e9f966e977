import {
  constants,
  createDecipheriv,
  privateDecrypt,
  webcrypto,
} from 'node:crypto';
import { TextEncoder } from 'node:util';
import { configure, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { JsonValue } from '@backstage/types';
import type {
  AdaptiveApi,
  PlanResponse,
} from '@adaptive-portal/plugin-adaptive-common';
import { createTestCertificate } from '../../__testUtils__/certificate';
import { MockAdaptiveApi } from '../../__testUtils__/mockApi';
import { renderForm } from '../../__testUtils__/renderForm';

// Machines are busy.
configure({ asyncUtilTimeout: 10_000 });
jest.setTimeout(60_000);

// Browsers have both; jsdom has neither.
Object.defineProperty(globalThis, 'crypto', { value: webcrypto });
Object.defineProperty(globalThis, 'TextEncoder', { value: TextEncoder });

const { certificate, privateKey } = createTestCertificate();
const VALUE = 'hunter2-hunter2';

const engine: Record<string, JsonValue> = {
  name: 'chat',
  cluster: 'eu-1',
  namespace: 'team-chat',
  chartVersion: '0.17.0',
  controlPlaneSecret: 'own',
  harmonySecret: 'own-harmony',
};

const no = { reason: 'not asked' };
const facts: PlanResponse = {
  repository: { id: 'r', branch: 'main', files: [], foreign: false },
  target: {
    repository: {
      id: 'r',
      url: 'https://g',
      branch: 'main',
      layout: { engine: 'a', manifests: 'b', application: 'c' },
    },
    argocd: {
      namespace: 'argocd',
      project: 'default',
      chartRegistry: 'ghcr.io/adaptive-ml',
      destination: { name: 'eu-1' },
    },
    autoscaling: {},
  },
  cluster: {
    name: 'eu-1',
    known: true,
    kubernetesVersion: no,
    gpuOperator: no,
    nodes: no,
    namespace: no,
    installed: no,
    storageClasses: no,
    ingressClasses: no,
    externalMetrics: no,
    metrics: no,
    engineGpus: no,
  },
  findings: [],
  sealedSecretsCertificate: certificate,
};

function unseal(sealed: string, scope: string): string {
  const data = Buffer.from(sealed, 'base64');
  const keyEnd = 2 + data.readUInt16BE();
  const sessionKey = privateDecrypt(
    {
      key: privateKey,
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: 'sha256',
      oaepLabel: Buffer.from(scope),
    },
    data.subarray(2, keyEnd),
  );
  const cipher = createDecipheriv('aes-256-gcm', sessionKey, Buffer.alloc(12));
  cipher.setAuthTag(data.subarray(-16));
  return Buffer.concat([
    cipher.update(data.subarray(keyEnd, -16)),
    cipher.final(),
  ]).toString();
}

function open(
  change: Record<string, JsonValue> = {},
  answers: Partial<AdaptiveApi> = {},
) {
  return renderForm({
    api: new MockAdaptiveApi(answers),
    properties: {
      secretsSupply: {
        title: 'How the Secrets come in',
        type: 'object',
        'ui:field': 'AdaptiveSecretsField',
      },
    },
    initialState: { ...engine, ...change },
  });
}

async function choose(mode: string) {
  await userEvent.click(
    await screen.findByLabelText('How the Secrets come in'),
  );
  await userEvent.click(await screen.findByRole('option', { name: mode }));
}

const submit = async () =>
  userEvent.click(screen.getByRole('button', { name: 'Review' }));

async function create() {
  await submit();
  await userEvent.click(await screen.findByRole('button', { name: 'Create' }));
}

async function pasteCertificate() {
  const box = await screen.findByLabelText(/^Certificate/);
  await userEvent.click(box);
  await userEvent.paste(certificate);
}

/** Everything that an action would get, as text. */
const given = (onCreate: jest.Mock) => JSON.stringify(onCreate.mock.calls);

describe('AdaptiveSecretsField', () => {
  it('asks for nothing when the Secrets are there', async () => {
    const { onCreate } = open();
    expect(
      await screen.findByText(/Somebody has made the Secrets/),
    ).toBeInTheDocument();
    await create();
    await waitFor(() => expect(onCreate).toHaveBeenCalled());
  });

  it('says that the commands for Secrets by hand are in the README', async () => {
    const { onCreate } = open();
    await choose('By hand');
    expect(screen.getByText(/README .* kubectl/)).toBeInTheDocument();
    await create();
    await waitFor(() =>
      expect(onCreate).toHaveBeenCalledWith({
        ...engine,
        secretsSupply: { mode: 'manual' },
      }),
    );
  });

  it('takes store and entries for the External Secrets Operator', async () => {
    const keys = ['dbUrl', 'cookiesSecret', 'oidcProviders'];
    const { onCreate } = open();
    await choose('External Secrets Operator');
    await userEvent.type(screen.getByLabelText('Name of the store'), 'v');
    for (const key of [...keys, 'modelRegistryUrl', 'sharedDirectoryUrl']) {
      await userEvent.type(screen.getByLabelText(`${key}: entry`), 'k');
    }
    await userEvent.type(screen.getByLabelText('dbUrl: property'), 'p');
    expect(screen.queryByLabelText('redisUrl: entry')).toBeNull();
    await create();
    const k = { key: 'k' };
    await waitFor(() =>
      expect(onCreate).toHaveBeenCalledWith({
        ...engine,
        secretsSupply: {
          mode: 'externalSecrets',
          store: { kind: 'ClusterSecretStore', name: 'v' },
          remoteKeys: {
            controlPlane: {
              dbUrl: { key: 'k', property: 'p' },
              cookiesSecret: k,
              oidcProviders: k,
            },
            harmony: { modelRegistryUrl: k, sharedDirectoryUrl: k },
          },
        },
      }),
    );
  });

  it('refuses entries that are missing', async () => {
    const { onCreate } = open({ secretsSupply: { mode: 'externalSecrets' } });
    await screen.findByLabelText('Name of the store');
    await submit();
    expect(await screen.findAllByText(/secrets\.store/)).not.toHaveLength(0);
    expect(onCreate).not.toHaveBeenCalled();
  });

  it('seals values in the browser, and hands on nothing else', async () => {
    const repository = {
      id: 'r',
      title: 'r',
      url: 'https://g',
      branch: 'main',
    };
    const plan = jest.fn(async () => facts);
    const { onCreate } = open(
      { redisSecret: 'own-redis' },
      {
        getRepositories: async () => ({ items: [repository] }),
        plan,
      },
    );
    await choose('Sealed Secrets');
    for (const key of [
      'dbUrl',
      'cookiesSecret',
      'oidcProviders',
      'modelRegistryUrl',
      'sharedDirectoryUrl',
      'redisUrl',
    ]) {
      const field = await screen.findByLabelText(key);
      await userEvent.click(field);
      await userEvent.paste(`${VALUE}-${key}${'x'.repeat(64)}`);
      await userEvent.tab();
      await screen.findByText(`${key}: sealed`);
    }
    expect(document.body.innerHTML).not.toContain(VALUE);
    await create();
    await waitFor(() => expect(onCreate).toHaveBeenCalled());
    expect(given(onCreate)).not.toContain(VALUE);
    expect(JSON.stringify(plan.mock.calls)).not.toContain(VALUE);
    const [[values]] = JSON.parse(given(onCreate));
    const { encryptedData } = values.secretsSupply;
    expect(unseal(encryptedData.controlPlane.dbUrl, 'team-chat/own')).toMatch(
      /^hunter2-hunter2-dbUrl/,
    );
    expect(
      unseal(encryptedData.redis.redisUrl, 'team-chat/own-redis'),
    ).toContain('redisUrl');
  });

  it('seals on Enter instead of sending the form', async () => {
    open({ secretsSupply: { mode: 'sealedSecrets' } });
    await pasteCertificate();
    await userEvent.type(await screen.findByLabelText('dbUrl'), 'a{enter}');
    expect(await screen.findByText('dbUrl: sealed')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Review' })).toBeInTheDocument();
  });

  it('takes a pasted certificate when none is configured, and refuses others', async () => {
    open({ secretsSupply: { mode: 'sealedSecrets' } });
    const box = await screen.findByLabelText(/^Certificate/);
    expect(
      screen.getByText(/No certificate is configured for cluster eu-1/),
    ).toBeInTheDocument();
    await userEvent.type(box, 'x');
    expect(
      await screen.findByText(/This is no certificate; accepted is the PEM/),
    ).toBeInTheDocument();
  });

  it('refuses values that are sealed for another name', async () => {
    const sealed = 'A'.repeat(64);
    const { onCreate } = open({
      controlPlaneSecret: 'renamed',
      secretsSupply: {
        mode: 'sealedSecrets',
        sealedFor: {
          controlPlane: 'team-chat/own',
          harmony: 'team-chat/own-harmony',
        },
        encryptedData: {
          controlPlane: {
            dbUrl: sealed,
            cookiesSecret: sealed,
            oidcProviders: sealed,
          },
          harmony: { modelRegistryUrl: sealed, sharedDirectoryUrl: sealed },
        },
      },
    });
    await pasteCertificate();
    expect(await screen.findByText('modelRegistryUrl: sealed')).toBeVisible();
    expect(screen.getByLabelText('dbUrl')).toBeInTheDocument();
    await submit();
    expect(
      await screen.findAllByText(
        /Control plane are sealed for team-chat\/own, and the Secret is team-chat\/renamed now/,
      ),
    ).not.toHaveLength(0);
    expect(onCreate).not.toHaveBeenCalled();
  });
});

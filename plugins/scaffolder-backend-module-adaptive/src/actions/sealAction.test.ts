import { constants, createDecipheriv, privateDecrypt } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import {
  readClusterTargets,
  readGitOpsConfig,
} from '@adaptive-portal/plugin-adaptive-node';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { parse } from 'yaml';
import { createCertificate } from '../__testUtils__/certificate';
import { createSealAction } from './sealAction';
import { sealExamples } from './sealAction.examples';

const PATH =
  'engines/eu-1/team-chat/chat/manifests/sealedsecret-chat-control-plane.yaml';
const { certificate, privateKey } = createCertificate();
const secrets = {
  DB_PASSWORD: 'pass: "wörd"\n',
  COOKIES_SECRET: 'c'.repeat(64),
};
const keys: Record<string, string> = { dbPassword: 'DB_PASSWORD' };
const input = {
  repositoryId: 'platform',
  engineRef: 'eu-1/team-chat/chat',
  name: 'chat-control-plane',
  keys,
};

/** What the controller does with an encrypted value. */
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
  const decipher = createDecipheriv(
    'aes-256-gcm',
    sessionKey,
    Buffer.alloc(12),
  );
  decipher.setAuthTag(data.subarray(-16));
  return Buffer.concat([
    decipher.update(data.subarray(keyEnd, -16)),
    decipher.final(),
  ]).toString();
}

describe('adaptive:secrets:seal', () => {
  let workspacePath: string;

  beforeEach(async () => {
    workspacePath = await mkdtemp(join(tmpdir(), 'adaptive-seal-'));
  });

  afterEach(async () => {
    await rm(workspacePath, { recursive: true, force: true });
  });

  async function seal(
    change: Partial<typeof input> & { certificate?: string } = {},
    configured: string | undefined = certificate,
  ) {
    const config = new ConfigReader({
      adaptive: {
        clusters: { 'eu-1': { sealedSecrets: { certificate: configured } } },
        gitops: {
          repositories: [
            { id: 'platform', url: 'https://git.example.com/platform.git' },
          ],
        },
      },
    });
    const action = createSealAction({
      repositories: readGitOpsConfig(config),
      clusters: readClusterTargets(config),
      now: () => new Date('2026-01-01T00:00:00Z'),
    });
    const output: Record<string, unknown> = {};
    const logger = mockServices.logger.mock();
    await action.handler({
      ...createMockActionContext({
        input: { ...input, ...change },
        workspacePath,
      }),
      secrets,
      logger,
      output: (name, value) => {
        output[name] = value;
      },
    });
    const text = await readFile(join(workspacePath, PATH), 'utf8');
    return { output, text, log: JSON.stringify(logger.info.mock.calls) };
  }

  it('writes a SealedSecret that only the controller can read, for this Secret only', async () => {
    const { output, text, log } = await seal();
    expect(output).toEqual({ files: [PATH] });
    const { spec, ...object } = parse(text);
    expect(object).toEqual({
      apiVersion: 'bitnami.com/v1alpha1',
      kind: 'SealedSecret',
      metadata: {
        name: 'chat-control-plane',
        namespace: 'team-chat',
        annotations: { 'argocd.argoproj.io/sync-wave': '-1' },
      },
    });
    expect(spec.template).toEqual({
      metadata: { name: 'chat-control-plane', namespace: 'team-chat' },
      type: 'Opaque',
    });
    const { dbPassword } = spec.encryptedData;
    expect(unseal(dbPassword, 'team-chat/chat-control-plane')).toBe(
      secrets.DB_PASSWORD,
    );
    expect(() => unseal(dbPassword, 'team-chat/other')).toThrow();
    expect(`${text}${log}`).not.toContain('pass:');
  });

  it.each(['/tmp/adaptive-not-there', 'inside.yaml'])(
    'writes through no link to %s',
    async to => {
      const target = resolve(workspacePath, to);
      const link = join(workspacePath, PATH);
      await mkdir(dirname(link), { recursive: true });
      await symlink(target, link);
      await expect(seal()).rejects.toMatchObject({
        name: expect.stringMatching(/^(NotAllowedError|InputError)$/),
      });
      await expect(readFile(target)).rejects.toThrow('ENOENT');
    },
  );

  it('takes the certificate of the input before the configured one', async () => {
    const { text } = await seal(
      { certificate },
      createCertificate().certificate,
    );
    const { spec } = parse(text);
    expect(
      unseal(spec.encryptedData.dbPassword, 'team-chat/chat-control-plane'),
    ).toBe(secrets.DB_PASSWORD);
  });

  it('takes values from the secrets of the task only, and repeats none that came otherwise', async () => {
    const failure = seal({ keys: { dbPassword: 'my-password' } });
    await expect(failure).rejects.toThrow(
      'keys.dbPassword does not name a secret of this task',
    );
    await expect(failure).rejects.not.toThrow('my-password');
    await expect(seal({ keys: { dbPassword: 'toString' } })).rejects.toThrow(
      'does not name a secret',
    );
  });

  it.each<[string, Parameters<typeof seal>[0], string]>([
    ['no keys', { keys: {} }, 'keys has 0 entries'],
    [
      'a secret for cookies with which nothing starts',
      { keys: { cookiesSecret: 'DB_PASSWORD' } },
      'keys.cookiesSecret leads to a value that is too short; accepted are at least 64',
    ],
    ['a path as name', { name: '../x' }, 'name "../x" is not the name'],
    ['an unknown repository', { repositoryId: 'x' }, 'accepted are'],
    [
      'what is no certificate',
      { certificate: 'hello' },
      'certificate is not a certificate; accepted is the PEM text',
    ],
    [
      'a certificate of the past',
      {
        certificate: createCertificate({ validTo: new Date('2021-01-01') })
          .certificate,
      },
      'certificate was valid until 2021-01-01T00:00:00.000Z',
    ],
    [
      'a short key',
      { certificate: createCertificate({ bits: 1024 }).certificate },
      'certificate has no RSA key of 2048 to 8192 bits',
    ],
  ])('refuses %s', async (_, change, message) => {
    await expect(seal(change)).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining(message),
    });
  });

  it('says where a certificate can come from', async () => {
    const config = new ConfigReader({
      adaptive: {
        gitops: {
          repositories: [{ id: 'platform', url: 'https://git.example.com/x' }],
        },
      },
    });
    const action = createSealAction({
      repositories: readGitOpsConfig(config),
      clusters: readClusterTargets(config),
    });
    await expect(
      action.handler(createMockActionContext({ input, workspacePath })),
    ).rejects.toThrow(
      'give certificate, or set adaptive.clusters.eu-1.sealedSecrets.certificate',
    );
  });

  it.each(sealExamples)('runs its example: $description', async example => {
    const [step] = parse(example.example).steps;
    expect(step.action).toBe('adaptive:secrets:seal');
    const { text } = await seal(step.input);
    const { encryptedData } = parse(text).spec;
    expect(Object.keys(encryptedData)).toEqual(['cookiesSecret', 'dbPassword']);
    expect(
      unseal(encryptedData.cookiesSecret, 'team-chat/chat-control-plane'),
    ).toBe(secrets.COOKIES_SECRET);
  });
});

import {
  constants,
  createCipheriv,
  publicEncrypt,
  randomBytes,
  X509Certificate,
} from 'node:crypto';
import { issueSealingCertificate } from '../../kube/certificates';
import { createKubeStore } from '../../kube/store';
import { createControlLoop } from '../controlLoop';
import { SEALED_SECRETS } from './sealedSecrets';

const certificate = issueSealingCertificate('eu-1');

/** As kubeseal writes it. */
function seal(value: string, scope: string): string {
  const sessionKey = randomBytes(32);
  const key = publicEncrypt(
    {
      key: new X509Certificate(certificate.certPem).publicKey,
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: 'sha256',
      oaepLabel: Buffer.from(scope),
    },
    sessionKey,
  );
  const cipher = createCipheriv('aes-256-gcm', sessionKey, Buffer.alloc(12));
  const length = Buffer.alloc(2);
  length.writeUInt16BE(key.length);
  return Buffer.concat([
    length,
    key,
    cipher.update(value),
    cipher.final(),
    cipher.getAuthTag(),
  ]).toString('base64');
}

async function apply(encrypted: string) {
  const store = createKubeStore({ name: 'eu-1' });
  store.create('namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'team' },
  });
  const loop = createControlLoop({
    store,
    clusterName: 'eu-1',
    sealingKey: certificate.keyPem,
  });
  store.create(SEALED_SECRETS, {
    apiVersion: 'bitnami.com/v1alpha1',
    kind: 'SealedSecret',
    metadata: { name: 'db', namespace: 'team' },
    spec: { encryptedData: { password: encrypted } },
  });
  await loop.tick();
  return {
    secret: store.get('secrets', 'team', 'db'),
    status: store.get(SEALED_SECRETS, 'team', 'db')?.status,
  };
}

describe('sealed secrets', () => {
  it('become Secrets that belong to them', async () => {
    const { secret, status } = await apply(seal('pass', 'team/db'));
    expect(secret).toMatchObject({
      data: { password: Buffer.from('pass').toString('base64') },
      metadata: { ownerReferences: [{ kind: 'SealedSecret', name: 'db' }] },
    });
    expect(status).toMatchObject({
      conditions: [{ type: 'Synced', status: 'True' }],
    });
  });

  it.each([
    ['another place', seal('pass', 'team/other')],
    ['nobody', Buffer.from('no ciphertext').toString('base64')],
  ])('say so when they were sealed for %s', async (_, encrypted) => {
    const { secret, status } = await apply(encrypted);
    expect(secret).toBeUndefined();
    expect(status).toMatchObject({
      conditions: [
        {
          status: 'False',
          message: 'no key could decrypt secret (password)',
        },
      ],
    });
  });
});

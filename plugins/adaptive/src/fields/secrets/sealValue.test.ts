/**
 * @jest-environment node
 */
import {
  constants,
  createDecipheriv,
  generateKeyPairSync,
  privateDecrypt,
} from 'node:crypto';
import { createTestCertificate } from '../../__testUtils__/certificate';
import { readSealingKey, sealValue } from './sealValue';

const NOW = new Date('2026-01-01T00:00:00Z');
const { certificate, privateKey } = createTestCertificate();

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

describe('sealValue', () => {
  it.each(['hunter2', 'pass: "wörd"\n', '', 'x'.repeat(5000)])(
    'makes what the controller can read, for this Secret only',
    async value => {
      const key = await readSealingKey(certificate, NOW);
      const sealed = await sealValue(value, { key, scope: 'team-chat/own' });
      expect(unseal(sealed, 'team-chat/own')).toBe(value);
      expect(() => unseal(sealed, 'team-chat/other')).toThrow();
      expect(() => unseal(sealed, 'other/own')).toThrow();
    },
  );

  it('never makes the same twice', async () => {
    const key = await readSealingKey(certificate, NOW);
    const options = { key, scope: 'a/b' };
    expect(await sealValue('x', options)).not.toBe(
      await sealValue('x', options),
    );
  });
});

describe('readSealingKey', () => {
  it('says until when the certificate is good', async () => {
    const { validTo } = await readSealingKey(certificate, NOW);
    expect(validTo.toISOString()).toBe('2049-01-01T00:00:00.000Z');
  });

  it('refuses a certificate that is no longer valid', async () => {
    const old = createTestCertificate({
      validTo: new Date('2025-06-01T00:00:00Z'),
    });
    await expect(readSealingKey(old.certificate, NOW)).rejects.toThrow(
      'The certificate was valid until 2025-06-01T00:00:00.000Z',
    );
  });

  it('refuses a key that is no RSA key', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const ec = createTestCertificate({ publicKey });
    await expect(readSealingKey(ec.certificate, NOW)).rejects.toThrow(
      'has no RSA key',
    );
  });

  it.each([
    ['nothing', ''],
    ['no PEM', 'hello'],
    [
      'a private key',
      '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----',
    ],
    [
      'PEM of something else',
      '-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----',
    ],
    [
      'half of a certificate',
      certificate
        .split('\n')
        .slice(0, 5)
        .concat('-----END CERTIFICATE-----')
        .join('\n'),
    ],
  ])('refuses %s and repeats none of it', async (_, pem) => {
    await expect(readSealingKey(pem, NOW)).rejects.toThrow(
      /^This is no certificate; accepted is the PEM text that 'kubeseal --fetch-cert' prints$/,
    );
  });
});

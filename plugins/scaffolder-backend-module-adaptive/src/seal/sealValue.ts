import {
  constants,
  createCipheriv,
  publicEncrypt,
  randomBytes,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { InputError } from '@backstage/errors';

/** Fewer bits are not worth sealing with, and more than any controller has would take minutes. */
const KEY_BITS = { least: 2048, most: 8192 };

/**
 * Reads the public key of a sealed-secrets controller from its certificate, as `kubeseal --fetch-cert` prints it.
 *
 * @param what - how messages name the value
 * @throws InputError when it is no certificate of an RSA key, or is no longer valid
 */
export function readSealingKey(
  certificate: string,
  what: string,
  now: Date,
): KeyObject {
  let parsed: X509Certificate;
  try {
    parsed = new X509Certificate(certificate);
  } catch {
    throw new InputError(
      `${what} is not a certificate; accepted is the PEM text that 'kubeseal --fetch-cert' prints`,
    );
  }
  const { publicKey } = parsed;
  const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
  if (
    publicKey.asymmetricKeyType !== 'rsa' ||
    bits < KEY_BITS.least ||
    bits > KEY_BITS.most
  ) {
    throw new InputError(
      `${what} has no RSA key of ${KEY_BITS.least} to ${KEY_BITS.most} bits, which sealed-secrets uses`,
    );
  }
  if (new Date(parsed.validTo) < now) {
    throw new InputError(
      `${what} was valid until ${new Date(
        parsed.validTo,
      ).toISOString()}; fetch the controller's current one`,
    );
  }
  return publicKey;
}

/**
 * Encrypts a value as sealed-secrets does: a session key by RSA-OAEP with SHA-256 and the scope as its label, the value
 * by AES-256-GCM under it. Length of the encrypted session key in two bytes, that key, ciphertext and tag, in base64.
 *
 * Source: `pkg/crypto/crypto.go` (`HybridEncrypt`) of bitnami-labs/sealed-secrets.
 *
 * @param scope - `<namespace>/<name>` for strict scope: only a Secret of this name in this namespace can be unsealed
 */
export function sealValue(
  value: string,
  options: { publicKey: KeyObject; scope: string },
): string {
  const sessionKey = randomBytes(32);
  const encryptedKey = publicEncrypt(
    {
      key: options.publicKey,
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: 'sha256',
      oaepLabel: Buffer.from(options.scope),
    },
    sessionKey,
  );
  // The session key is used once, so that the format has a nonce of zeros.
  const cipher = createCipheriv('aes-256-gcm', sessionKey, Buffer.alloc(12));
  const length = Buffer.alloc(2);
  length.writeUInt16BE(encryptedKey.length);
  return Buffer.concat([
    length,
    encryptedKey,
    cipher.update(value, 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ]).toString('base64');
}

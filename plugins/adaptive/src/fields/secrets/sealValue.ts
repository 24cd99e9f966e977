import { InputError } from '@backstage/errors';
import { readCertificate } from './certificate';

/**
 * A key to seal with, and until when it is good.
 *
 * @internal
 */
export interface SealingKey {
  key: CryptoKey;
  validTo: Date;
}

function subtle(): SubtleCrypto {
  const { crypto } = globalThis;
  if (crypto?.subtle === undefined) {
    throw new InputError(
      'This browser seals nothing on a page without https; open the portal with https, or choose another way for the secrets',
    );
  }
  return crypto.subtle;
}

/**
 * Reads the public key of a sealed-secrets controller from its certificate, as `kubeseal --fetch-cert` prints it.
 *
 * @throws InputError when it is no certificate of an RSA key, is no longer valid, or the page has no WebCrypto
 * @internal
 */
export async function readSealingKey(
  certificate: string,
  now: Date,
): Promise<SealingKey> {
  const { publicKey, validTo } = readCertificate(certificate);
  if (validTo < now) {
    throw new InputError(
      `The certificate was valid until ${validTo.toISOString()}; fetch the controller's current one`,
    );
  }
  const crypto = subtle();
  const key = await crypto
    .importKey(
      'spki',
      publicKey,
      { name: 'RSA-OAEP', hash: 'SHA-256' },
      false,
      ['encrypt'],
    )
    .catch(() => {
      throw new InputError(
        'The certificate has no RSA key, which sealed-secrets uses',
      );
    });
  return { key, validTo };
}

/**
 * Encrypts a value as sealed-secrets does: a session key by RSA-OAEP with SHA-256 and the scope as its label, the value
 * by AES-256-GCM under it. Length of the encrypted session key in two bytes, that key, ciphertext and tag, in base64.
 *
 * Source: `pkg/crypto/crypto.go` (`HybridEncrypt`) of bitnami-labs/sealed-secrets.
 *
 * @param scope - `<namespace>/<name>` for strict scope: only a Secret of this name in this namespace can be unsealed
 * @internal
 */
export async function sealValue(
  value: string,
  options: { key: SealingKey; scope: string },
): Promise<string> {
  const crypto = subtle();
  const text = new TextEncoder();
  const sessionKey = globalThis.crypto.getRandomValues(new Uint8Array(32));
  const encryptedKey = new Uint8Array(
    await crypto.encrypt(
      { name: 'RSA-OAEP', label: text.encode(options.scope) },
      options.key.key,
      sessionKey,
    ),
  );
  const aes = await crypto.importKey('raw', sessionKey, 'AES-GCM', false, [
    'encrypt',
  ]);
  // The session key is used once, so that the format has a nonce of zeros.
  const sealed = new Uint8Array(
    await crypto.encrypt(
      { name: 'AES-GCM', iv: new Uint8Array(12) },
      aes,
      text.encode(value),
    ),
  );
  const { length } = encryptedKey;
  return toBase64(
    new Uint8Array([
      Math.floor(length / 256),
      length % 256,
      ...encryptedKey,
      ...sealed,
    ]),
  );
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));
}

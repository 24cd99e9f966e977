import { constants, createDecipheriv, privateDecrypt } from 'node:crypto';

const TAG_BYTES = 16;

/**
 * Decrypts one value of a SealedSecret of strict scope.
 *
 * Format: `pkg/crypto/crypto.go` (`HybridDecrypt`) of bitnami-labs/sealed-secrets: two bytes of length, the session key by
 * RSA-OAEP with SHA-256 and the scope as label, the value by AES-256-GCM with a nonce of zeros.
 *
 * @throws Error when it was sealed for another key, name or namespace
 */
export function unseal(
  sealed: string,
  options: { privateKey: string; scope: string },
): Buffer {
  const bytes = Buffer.from(sealed, 'base64');
  const keyEnd = 2 + bytes.readUInt16BE(0);
  const sessionKey = privateDecrypt(
    {
      key: options.privateKey,
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: 'sha256',
      oaepLabel: Buffer.from(options.scope),
    },
    bytes.subarray(2, keyEnd),
  );
  const decipher = createDecipheriv(
    'aes-256-gcm',
    sessionKey,
    Buffer.alloc(12),
  );
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  return Buffer.concat([
    decipher.update(bytes.subarray(keyEnd, bytes.length - TAG_BYTES)),
    decipher.final(),
  ]);
}

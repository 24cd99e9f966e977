import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** One value in DER: tag, length, content. */
function der(tag: number, ...content: Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  const size = body.length;
  let length = [size];
  if (size > 0xff) length = [0x82, Math.floor(size / 256), size % 256];
  else if (size > 0x7f) length = [0x81, size];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

const SEQUENCE = 0x30;
const SHA256_WITH_RSA = Buffer.from('300d06092a864886f70d01010b0500', 'hex');
const COMMON_NAME = Buffer.from('0603550403', 'hex');

const utcTime = (time: Date) =>
  der(
    0x17,
    Buffer.from(`${time.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`),
  );

/**
 * A key with its own certificate, as a sealed-secrets controller has them.
 *
 * @internal
 */
export interface TestCertificate {
  /** PEM. */
  certificate: string;
  privateKey: KeyObject;
}

/**
 * Makes a key and a certificate that it signs itself, of another public key when one is given.
 *
 * @internal
 */
export function createTestCertificate(
  options: { publicKey?: KeyObject; validTo?: Date } = {},
): TestCertificate {
  const { validTo = new Date('2049-01-01T00:00:00Z') } = options;
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
  });
  const name = der(
    SEQUENCE,
    der(0x31, der(SEQUENCE, COMMON_NAME, der(0x0c, Buffer.from('test')))),
  );
  const validity = der(
    SEQUENCE,
    utcTime(new Date('2020-01-01T00:00:00Z')),
    utcTime(validTo),
  );
  const signed = der(
    SEQUENCE,
    der(0x02, Buffer.from([1])),
    SHA256_WITH_RSA,
    name,
    validity,
    name,
    (options.publicKey ?? pair.publicKey).export({
      type: 'spki',
      format: 'der',
    }),
  );
  const signature = der(
    0x03,
    Buffer.from([0]),
    sign('sha256', signed, pair.privateKey),
  );
  const base64 = der(SEQUENCE, signed, SHA256_WITH_RSA, signature).toString(
    'base64',
  );
  const lines = base64.match(/.{1,64}/g) ?? [];
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines.join(
      '\n',
    )}\n-----END CERTIFICATE-----\n`,
    privateKey: pair.privateKey,
  };
}

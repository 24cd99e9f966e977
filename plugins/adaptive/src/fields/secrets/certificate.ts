import { InputError } from '@backstage/errors';

/** One value in DER. */
interface Der {
  tag: number;
  /** Tag, length and content. */
  whole: Uint8Array;
  content: Uint8Array;
}

const SEQUENCE = 0x30;
const VERSION = 0xa0;
const UTC_TIME = 0x17;

/** Reads the values of a DER content one after another. */
function readValues(bytes: Uint8Array): Der[] {
  const values: Der[] = [];
  for (let at = 0; at < bytes.length; ) {
    const start = at;
    const tag = bytes[at];
    let length = bytes[at + 1];
    at += 2;
    if (length >= 0x80) {
      // Certificates need no more than three bytes of length.
      const size = length - 0x80;
      if (size < 1 || size > 3) throw new RangeError('length');
      length = bytes
        .slice(at, at + size)
        .reduce((sum, byte) => sum * 256 + byte, 0);
      at += size;
    }
    const end = at + length;
    if (!(end <= bytes.length)) throw new RangeError('end');
    values.push({
      tag,
      whole: bytes.slice(start, end),
      content: bytes.slice(at, end),
    });
    at = end;
  }
  return values;
}

function readTime({ tag, content }: Der): Date {
  const digits = String.fromCharCode(...content);
  // Two digits of a year mean 1950 to 2049 (RFC 5280, 4.1.2.5.1).
  const century = Number(digits.slice(0, 2)) >= 50 ? '19' : '20';
  const text = tag === UTC_TIME ? `${century}${digits}` : digits;
  const time = new Date(
    text.replace(
      /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/,
      '$1-$2-$3T$4:$5:$6Z',
    ),
  );
  if (Number.isNaN(time.getTime())) throw new RangeError('time');
  return time;
}

function readFields(der: Uint8Array) {
  const [certificate] = readValues(der);
  const [signed] = readValues(certificate.content);
  const fields = readValues(signed.content);
  // Serial number, algorithm, issuer, validity, subject, public key; the version before them is optional.
  const [, , , validity, , publicKey] = fields.filter(
    ({ tag }) => tag !== VERSION,
  );
  if (publicKey.tag !== SEQUENCE) throw new RangeError('public key');
  const [, validTo] = readValues(validity.content);
  return { publicKey: publicKey.whole, validTo: readTime(validTo) };
}

/**
 * Reads the public key (`SubjectPublicKeyInfo`, DER) and the end of validity from a certificate in PEM.
 *
 * @throws InputError when it is no certificate
 * @internal
 */
export function readCertificate(pem: string): {
  publicKey: Uint8Array<ArrayBuffer>;
  validTo: Date;
} {
  const base64 =
    /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(
      pem,
    )?.[1];
  try {
    if (base64 === undefined) throw new RangeError('PEM');
    const text = atob(base64.replace(/\s/g, ''));
    const { publicKey, validTo } = readFields(
      Uint8Array.from(text, char => char.charCodeAt(0)),
    );
    return { publicKey: new Uint8Array(publicKey), validTo };
  } catch {
    throw new InputError(
      "This is no certificate; accepted is the PEM text that 'kubeseal --fetch-cert' prints",
    );
  }
}

import type { SecretsInput } from '../model';
import { choice, fields, map, text, type Read } from './fields';
import type { InputReader } from './inputReader';
import { MAX_KEYS } from './basics';
import { remoteKey } from './readOptions';

const MAX_SEALED = 20_000;

function sealed(
  reader: InputReader,
  value: unknown,
  path: string,
): string | undefined {
  if (
    typeof value !== 'string' ||
    value.length > MAX_SEALED ||
    !/^[A-Za-z0-9+/]{64,}={0,2}$/.test(value)
  ) {
    return reader.report(
      'sealed-value',
      path,
      `${path} is no sealed value`,
      `Accepted is what kubeseal writes: base64 of at most ${MAX_SEALED} characters`,
    );
  }
  return value;
}

/** A map with at least one key. */
const filled =
  <T>(read: Read<T>): Read<Record<string, T>> =>
  (reader, value, path) => {
    const { length } = reader.findings;
    const found = map(read, MAX_KEYS)(reader, value, path);
    return found === undefined && reader.findings.length === length
      ? reader.report(
          'required',
          path,
          `${path} has no keys`,
          'Accepted is an entry for every key of the Secret',
        )
      : found;
  };

const perSecret = <T>(read: Read<T>) =>
  fields(
    { controlPlane: filled(read), harmony: filled(read) },
    { redis: filled(read) },
  );

export const readSecrets: Read<SecretsInput> = fields(
  { controlPlane: text, harmony: text },
  {
    redis: text,
    s3Credentials: text,
    mode: choice('existing', 'manual', 'externalSecrets', 'sealedSecrets'),
    store: fields(
      { name: text, kind: choice('SecretStore', 'ClusterSecretStore') },
      {},
    ),
    remoteKeys: perSecret(remoteKey),
    encryptedData: perSecret(sealed),
  },
);

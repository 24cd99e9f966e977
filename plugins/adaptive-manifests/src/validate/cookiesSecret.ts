import type { EngineInput } from '../model';
import type { Findings } from './findings';

const MIN_LENGTH = 64;

/** Bytes that `kubeseal` puts round a sealed value: the length of the session key, and the tag of AES-GCM. */
const KEY_LENGTH_BYTES = 2;
const TAG_BYTES = 16;

/** Lengths of RSA keys in bytes. */
const RSA_BYTES = [256, 384, 512, 1024];

function bytesOf(base64: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(base64), char => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/**
 * Length of what was sealed: the sealed session key and its length come first, then as many bytes as the value has, then
 * a tag (`HybridEncrypt` of sealed-secrets). `undefined` when the text is of no such form.
 */
function sealedLength(base64: string): number | undefined {
  const bytes = bytesOf(base64);
  if (!bytes || bytes.length < KEY_LENGTH_BYTES) return undefined;
  const keyLength = bytes[0] * 256 + bytes[1];
  const length = bytes.length - KEY_LENGTH_BYTES - keyLength - TAG_BYTES;
  return RSA_BYTES.includes(keyLength) && length >= 0 ? length : undefined;
}

/** The control plane refuses shorter ones when it starts; neither the chart nor Kubernetes looks. */
export function checkCookiesSecret(
  { secrets }: EngineInput,
  findings: Findings,
): void {
  const sealed = secrets.encryptedData?.controlPlane.cookiesSecret;
  const length = sealed === undefined ? undefined : sealedLength(sealed);
  if (length !== undefined && length < MIN_LENGTH) {
    findings.error(
      'cookies-secret-length',
      'secrets.encryptedData.controlPlane',
      `secrets.encryptedData.controlPlane has a cookiesSecret of ${length} characters, with which the control plane does not start`,
      `Seal one of at least ${MIN_LENGTH} characters, for example of openssl rand -hex 32`,
    );
  }
  if (secrets.mode === 'externalSecrets') {
    findings.info(
      'cookies-secret-length',
      'secrets.remoteKeys.controlPlane',
      `secrets.remoteKeys.controlPlane leads to a cookiesSecret that must have at least ${MIN_LENGTH} characters, which neither the chart nor the portal can check`,
      'Make sure of it in the store, for example with openssl rand -hex 32',
    );
  }
}

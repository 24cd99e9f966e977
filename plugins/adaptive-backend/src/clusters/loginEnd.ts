import { X509Certificate } from 'node:crypto';

// Later than any token: seconds beyond this are milliseconds, written by mistake.
const LAST_SECOND = 1e11;

/** When a token ends (claim `exp` of a JSON Web Token), as ISO 8601; undefined for other tokens and endless ones. */
export function tokenEnd(token: string | undefined): string | undefined {
  const payload = token?.match(/^[\w-]+\.([\w-]+)\.[\w-]*$/)?.[1];
  if (payload === undefined) return undefined;
  try {
    const { exp } = JSON.parse(
      Buffer.from(payload, 'base64url').toString('utf8'),
    );
    return typeof exp === 'number' && exp < LAST_SECOND
      ? new Date(exp * 1000).toISOString()
      : undefined;
  } catch {
    return undefined;
  }
}

/** When a certificate ends, as ISO 8601; undefined for text that is none. */
export function certificateEnd(pem: string | undefined): string | undefined {
  if (pem === undefined) return undefined;
  try {
    return new Date(new X509Certificate(pem).validTo).toISOString();
  } catch {
    return undefined;
  }
}

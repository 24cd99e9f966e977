import { CustomErrorBase } from '@backstage/errors';

/** An API server gave no answer. The message is a clause about it ("refused the connection"), without secrets. */
export class KubeTransportError extends CustomErrorBase {
  name = 'KubeTransportError' as const;
}

const CLAUSES: Record<string, string> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'closed the connection',
  EHOSTUNREACH: 'cannot be reached: no route to host',
  ENETUNREACH: 'cannot be reached: no route to its network',
  ENOTFOUND: 'cannot be found: its host name does not resolve',
  EAI_AGAIN: 'cannot be found: its host name does not resolve at the moment',
  EPIPE: 'closed the connection',
  ETIMEDOUT: 'did not accept a connection in time',
  UND_ERR_CONNECT_TIMEOUT: 'did not accept a connection in time',
  UND_ERR_ABORTED: 'cannot be reached: the proxy did not connect to it',
  UND_ERR_PRX_CONN: 'cannot be reached: the proxy closed the connection',
  UND_ERR_PRX_TLS:
    'cannot be reached: the proxy has a TLS certificate for another host name',
  UND_ERR_SOCKET: 'closed the connection',
  CERT_HAS_EXPIRED: 'has a TLS certificate that expired',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'has a TLS certificate that the configured CA does not vouch for',
  SELF_SIGNED_CERT_IN_CHAIN:
    'has a TLS certificate that the configured CA does not vouch for',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'has a TLS certificate that the configured CA does not vouch for',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'has a TLS certificate that the configured CA does not vouch for',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a TLS certificate for another host name',
};

function findCode(error: unknown, depth = 0): string | undefined {
  if (typeof error !== 'object' || error === null || depth > 4)
    return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  if ('errors' in error && Array.isArray(error.errors)) {
    const code = error.errors
      .map(item => findCode(item, depth + 1))
      .find(item => item);
    if (code) return code;
  }
  return 'cause' in error ? findCode(error.cause, depth + 1) : undefined;
}

/**
 * Turns what the HTTP client threw into a clause. Only known codes are worded: an unknown error's own text
 * may hold a header.
 */
export function toTransportError(error: unknown): KubeTransportError {
  const code = findCode(error);
  const clause = code === undefined ? undefined : CLAUSES[code];
  return new KubeTransportError(
    clause ?? `cannot be reached (${code ?? 'unknown error'})`,
  );
}

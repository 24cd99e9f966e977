import type { IncomingHttpHeaders } from 'node:http';
import { sameSecret } from '../net/secrets';

/** Who may push, pull and use the JSON API. */
export interface GitUser {
  username: string;
  token: string;
}

function credentials(
  headers: IncomingHttpHeaders,
): { username?: string; token: string } | undefined {
  const [scheme, value] = (headers.authorization ?? '').split(' ');
  if (scheme.toLowerCase() === 'bearer' && value) {
    return { token: value };
  }
  if (scheme.toLowerCase() === 'basic' && value) {
    const text = Buffer.from(value, 'base64').toString('utf8');
    const colon = text.indexOf(':');
    return colon < 0
      ? undefined
      : { username: text.slice(0, colon), token: text.slice(colon + 1) };
  }
  return undefined;
}

/**
 * The user a request is made by: whoever has the token, by any user name, as a password (Basic) or bearer token.
 * Undefined when it carries no known token.
 */
export function userOf(
  headers: IncomingHttpHeaders,
  users: GitUser[],
): GitUser | undefined {
  const given = credentials(headers);
  return given && users.find(user => sameSecret(user.token, given.token));
}

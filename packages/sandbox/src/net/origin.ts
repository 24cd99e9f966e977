import type { IncomingHttpHeaders } from 'node:http';

/** Whether the request is made to this server by its loopback name, not by a name somebody pointed here. */
export function isLocalHost(headers: IncomingHttpHeaders): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(headers.host ?? '');
}

/** Whether a form was sent from one of this server's own pages, or by a program that is no browser. */
export function isSameOrigin(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return false;
  }
  const { origin } = headers;
  return origin === undefined || origin === `http://${headers.host}`;
}

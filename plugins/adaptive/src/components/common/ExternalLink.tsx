import type { ReactNode } from 'react';
import { Link } from '@backstage/core-components';

/**
 * Whether a URL from a cluster or from git may become a link: absolute, `http` or `https`, and without credentials.
 *
 * @internal
 */
export function isSafeUrl(url: string): boolean {
  if (!URL.canParse(url)) {
    return false;
  }
  const { protocol, username, password } = new URL(url);
  return (
    (protocol === 'https:' || protocol === 'http:') &&
    username === '' &&
    password === ''
  );
}

/**
 * A link out of the portal, opened in a new tab. Renders the plain text when the URL may not become a link.
 *
 * @internal
 */
export function ExternalLink(props: { url: string; children: ReactNode }) {
  if (!isSafeUrl(props.url)) {
    return <span>{props.children}</span>;
  }
  return (
    <Link to={props.url} target="_blank" rel="noopener noreferrer">
      {props.children}
    </Link>
  );
}

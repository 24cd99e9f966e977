import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { InputError } from '@backstage/errors';

// Addresses that are not of the public internet: a cloud's metadata service is among them.
const PRIVATE: Array<[net: string, prefix: number, family: 'ipv4' | 'ipv6']> = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 127, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];

const privateAddresses = new BlockList();
for (const [net, prefix, family] of PRIVATE)
  privateAddresses.addSubnet(net, prefix, family);

function isPrivate(address: string): boolean {
  // An IPv4 address written as IPv6 is checked as IPv4 by the list.
  return privateAddresses.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

/** Gives the addresses of a host name. */
export type Resolve = (host: string) => Promise<string[]>;

const resolveByDns: Resolve = async host =>
  (await lookup(host, { all: true })).map(({ address }) => address);

function matches(host: string, pattern: string): boolean {
  const wanted = pattern.toLocaleLowerCase('en-US');
  return wanted.startsWith('*.')
    ? host === wanted.slice(2) || host.endsWith(wanted.slice(1))
    : host === wanted;
}

/**
 * Refuses the URL of an API server that anybody who writes catalog entities could have chosen: credentials are sent
 * to it. The rules are those of the Kubernetes plugin: HTTPS, and no private address.
 *
 * @param allowed - host names that may be private and without TLS, `*.example.com` for all below
 * @throws InputError saying what is wrong
 */
export async function assertPublicApiServer(
  value: string,
  allowed: readonly string[],
  resolve: Resolve = resolveByDns,
): Promise<void> {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !['https:', 'http:'].includes(url.protocol))
    throw new InputError(`its URL '${value}' is not one of an API server`);
  if (url.username !== '' || url.password !== '')
    throw new InputError('its URL contains a user name or password');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (allowed.some(pattern => matches(host, pattern))) return;
  if (url.protocol !== 'https:')
    throw new InputError(`its URL '${value}' is not HTTPS`);
  const addresses = isIP(host) ? [host] : await resolve(host);
  if (addresses.length === 0 || addresses.some(isPrivate))
    throw new InputError(
      `its host '${host}' has an address that is not public; dangerouslyAllowClusterUrls of the locator can allow it`,
    );
}

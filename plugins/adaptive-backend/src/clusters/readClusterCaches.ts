import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { CACHE_KINDS, CacheKind } from './cacheKinds';
import { Clock } from './Clock';
import { ClusterLimits, readLimits } from './readLimits';
import { readCredentials } from './readOverrides';
import { ClusterCredentials, ClusterTls } from './types';

/** One entry of `adaptive.clusterCaches`. */
export interface ClusterCacheConfig {
  id: string;
  kind: CacheKind;
  url: string;
  tls: ClusterTls;
  credentials: ClusterCredentials;
  limits: ClusterLimits;
  /** How long to wait between two lists of a cache without watches. */
  pollMs: number;
}

const KEY = 'adaptive.clusterCaches';

function readKind(type: string, key: string): CacheKind {
  const kinds: Record<string, CacheKind> = CACHE_KINDS;
  if (Object.hasOwn(kinds, type)) return kinds[type];
  throw new InputError(
    `${key}.type '${type}' is not known, expected one of ${Object.keys(
      kinds,
    ).join(', ')}`,
  );
}

function readUrl(config: Config, key: string): string {
  const value = config.getString('url');
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.password)
    throw new InputError(
      `${key}.url is not valid, expected an http or https URL without credentials`,
    );
  return value.replace(/\/+$/, '');
}

function readPollMs(config: Config, key: string): number {
  const seconds = config.getOptionalNumber('pollSeconds') ?? 30;
  if (seconds >= 5 && seconds <= 3600) return seconds * 1000;
  throw new InputError(`${key}.pollSeconds '${seconds}', expected 5 to 3600`);
}

function readCache(
  root: Config,
  config: Config,
  key: string,
  clock: Clock,
): ClusterCacheConfig {
  const ca = config.getOptionalString('caData');
  return {
    id: config.getString('id'),
    kind: readKind(config.getString('type'), key),
    url: readUrl(config, key),
    tls: {
      skipVerify: config.getOptionalBoolean('skipTLSVerify') ?? false,
      ...(ca !== undefined && {
        ca: Buffer.from(ca, 'base64').toString('utf8'),
      }),
    },
    credentials: readCredentials(
      config.getConfig('credentials'),
      `${key}.credentials`,
      clock,
    ),
    limits: readLimits(root, { own: config, key }),
    pollMs: readPollMs(config, key),
  };
}

/**
 * Reads `adaptive.clusterCaches`: endpoints that hold the objects of many clusters.
 *
 * @throws InputError naming the key of what is wrong, without secrets
 */
export function readClusterCaches(
  config: Config,
  clock: Clock,
): ClusterCacheConfig[] {
  const entries = config.getOptionalConfigArray(KEY) ?? [];
  const caches = entries.map((entry, i) =>
    readCache(config, entry, `${KEY}[${i}]`, clock),
  );
  const ids = caches.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined)
    throw new InputError(
      `${KEY} has two entries with id '${twice}', expected unique ids`,
    );
  return caches;
}

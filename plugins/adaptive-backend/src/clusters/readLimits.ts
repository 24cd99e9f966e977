import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { Clock } from './Clock';
import { TokenBucket } from './TokenBucket';

/** How much an API server is asked at most. */
export interface ClusterLimits {
  /** In the long run: lists, their pages, watches and probes. */
  requestsPerSecond: number;
  /** So many at once, after a quiet while. */
  burst: number;
  /** Lists that are read at a time. */
  concurrentLists: number;
}

// A cold start takes about 70 requests: nothing waits. Four lists at a time are what a busy API server answers without 429.
const DEFAULTS: ClusterLimits = {
  requestsPerSecond: 50,
  burst: 100,
  concurrentLists: 4,
};

const MAXIMA: ClusterLimits = {
  requestsPerSecond: 1_000,
  burst: 10_000,
  concurrentLists: 100,
};

function readLimit(
  config: Config | undefined,
  key: string,
  name: keyof ClusterLimits,
): number | undefined {
  const value = config?.getOptionalNumber(name);
  const isValid =
    value === undefined ||
    (Number.isInteger(value) && value >= 1 && value <= MAXIMA[name]);
  if (isValid) return value;
  throw new InputError(
    `${key}.${name} is ${value}, expected a whole number from 1 to ${MAXIMA[name]}`,
  );
}

function readOver(
  fallback: ClusterLimits,
  config: Config | undefined,
  key: string,
): ClusterLimits {
  const limit = (name: keyof ClusterLimits) =>
    readLimit(config, key, name) ?? fallback[name];
  return {
    requestsPerSecond: limit('requestsPerSecond'),
    burst: limit('burst'),
    concurrentLists: limit('concurrentLists'),
  };
}

/**
 * Reads how much an API server is asked at most: `limits` of its own entry, and for what that does not say
 * `adaptive.watch.limits`.
 *
 * @param entry - of the cluster, and its key
 * @throws InputError naming the key of what is wrong
 */
export function readLimits(
  config: Config,
  entry: { own?: Config; key: string },
): ClusterLimits {
  const key = 'adaptive.watch.limits';
  const common = readOver(DEFAULTS, config.getOptionalConfig(key), key);
  const own = entry.own?.getOptionalConfig('limits');
  return readOver(common, own, `${entry.key}.limits`);
}

/** What keeps requests within the limits; full at first. */
export function requestsWithin(
  { requestsPerSecond, burst }: ClusterLimits,
  clock: Clock,
): TokenBucket {
  return new TokenBucket({ perSecond: requestsPerSecond, burst }, clock);
}

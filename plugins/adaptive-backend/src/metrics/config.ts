import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { safeUrl } from '@adaptive-portal/plugin-adaptive-common';
import type { MetricsSourceInfo } from './types';

/** One Prometheus, or what speaks its HTTP API. Holds secrets in `headers`: never log or answer it. */
export interface MetricsSourceConfig extends MetricsSourceInfo {
  url: string;
  /** Label of the series that names the cluster, when there is one. */
  clusterLabel?: string;
  headers: Record<string, string>;
  /** Cluster that a value of the cluster label means. */
  clusterOf(labelValue: string): string;
}

/** One Alertmanager; as secret as a metric source. */
export type AlertmanagerConfig = Pick<
  MetricsSourceConfig,
  'id' | 'title' | 'url' | 'headers' | 'clusterLabel' | 'clusterOf' | 'serves'
>;

export interface MetricsConfig {
  /** Window of `rate()`, as PromQL duration. */
  rateWindow: string;
  intervalMs: number;
  timeoutMs: number;
  maxBytes: number;
  sources: MetricsSourceConfig[];
  alertmanagers: AlertmanagerConfig[];
}

/** The part of `adaptive.clusters` that metrics need. */
type ClusterFacts = Record<
  string,
  { keda?: { clusterLabel?: { value?: unknown } } } | undefined
>;

const DURATION = /^\d+(ms|s|m|h|d)$/;
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Values of the cluster label that differ from the cluster's name: `adaptive.clusters.<name>.keda.clusterLabel`. */
function readClusterAliases(config: Config): Map<string, string> {
  const aliases = new Map<string, string>();
  // Read as a whole: a cluster's name may hold characters that a configuration path may not.
  const clusters = config.getOptional('adaptive.clusters') ?? {};
  for (const [name, facts] of Object.entries(clusters as ClusterFacts)) {
    const value = facts?.keda?.clusterLabel?.value;
    if (typeof value === 'string') {
      aliases.set(value, name);
    }
  }
  return aliases;
}

/** Value of the cluster label that means a cluster: its name, unless configured otherwise. */
function labelValueOf(aliases: Map<string, string>, cluster: string): string {
  for (const [value, name] of aliases) {
    if (name === cluster) return value;
  }
  return cluster;
}

function readSource(
  config: Config,
  field: string,
  aliases: Map<string, string>,
): MetricsSourceConfig {
  const id = config.getString('id');
  const url = safeUrl(config.getString('url'));
  if (!url) {
    throw new InputError(
      `Invalid ${field}.url '${config.getString(
        'url',
      )}', expected an http or https URL without credentials (use headers for them)`,
    );
  }
  const clusters = config.getOptionalStringArray('clusters');
  const clusterLabel = config.getOptionalString('clusterLabel');
  if (clusterLabel !== undefined && !LABEL.test(clusterLabel)) {
    throw new InputError(
      `Invalid ${field}.clusterLabel '${clusterLabel}', expected the name of a Prometheus label`,
    );
  }
  if (clusters && clusters.length > 1 && !clusterLabel) {
    throw new InputError(
      `Missing ${field}.clusterLabel: the source serves ${clusters.length} clusters, so a label must say which one a series is from`,
    );
  }
  const given = config.getOptionalConfig('headers');
  const headers = Object.fromEntries(
    given?.keys().map(name => [name, given.getString(name)]) ?? [],
  );
  return {
    id,
    title: config.getOptionalString('title') ?? id,
    url: url.replace(/\/+$/, ''),
    publicUrl: safeUrl(config.getOptionalString('publicUrl')) ?? url,
    clusterLabel,
    headers,
    credentialExpiresAt: tokenEnd(headers),
    matchersOf: cluster =>
      clusterLabel === undefined
        ? {}
        : { [clusterLabel]: labelValueOf(aliases, cluster) },
    serves: cluster => !clusters || clusters.includes(cluster),
    clusterOf: value => aliases.get(value) ?? value,
  };
}

/** End of a bearer token that is a JWT; undefined for every other header. Nothing is verified: it is our own token. */
function tokenEnd(headers: Record<string, string>): string | undefined {
  const [, header] =
    Object.entries(headers).find(
      ([name]) => name.toLocaleLowerCase('en-US') === 'authorization',
    ) ?? [];
  const payload = header?.match(/^Bearer [\w-]+\.([\w-]+)\.[\w-]*$/i)?.[1];
  if (payload === undefined) return undefined;
  try {
    const { exp } = JSON.parse(
      Buffer.from(payload, 'base64url').toString('utf8'),
    );
    return typeof exp === 'number' && exp < 1e11
      ? new Date(exp * 1000).toISOString()
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads `adaptive.metrics`. Without it there are no sources, which is allowed.
 *
 * @throws InputError naming the field that cannot work
 */
export function readMetricsConfig(config: Config): MetricsConfig {
  const metrics = config.getOptionalConfig('adaptive.metrics');
  const aliases = readClusterAliases(config);
  const rateWindow = metrics?.getOptionalString('rateWindow') ?? '5m';
  if (!DURATION.test(rateWindow)) {
    throw new InputError(
      `Invalid adaptive.metrics.rateWindow '${rateWindow}', expected a Prometheus duration such as '5m'`,
    );
  }
  const interval = metrics?.getOptionalNumber('intervalSeconds') ?? 15;
  if (!(interval >= 1 && interval <= 3600)) {
    throw new InputError(
      `Invalid adaptive.metrics.intervalSeconds '${interval}', expected 1 to 3600`,
    );
  }
  const read = (key: 'sources' | 'alertmanagers') => {
    const entries = (metrics?.getOptionalConfigArray(key) ?? []).map(
      (entry, i) => readSource(entry, `adaptive.metrics.${key}[${i}]`, aliases),
    );
    const duplicate = entries.find(
      (entry, i) => entries.findIndex(e => e.id === entry.id) !== i,
    );
    if (duplicate) {
      throw new InputError(
        `Duplicate adaptive.metrics.${key}[].id '${duplicate.id}', expected one source per id`,
      );
    }
    return entries;
  };
  return {
    rateWindow,
    intervalMs: interval * 1000,
    timeoutMs: Math.min(10_000, interval * 1000),
    maxBytes: 32 * 1024 * 1024,
    sources: read('sources'),
    alertmanagers: read('alertmanagers'),
  };
}

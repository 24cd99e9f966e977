import type { Config } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { InputError } from '@backstage/errors';
import { tokenEnd } from '../clusters/loginEnd';
import { readBaseUrl, readCredentials } from './endpoint';
import type { Credentials } from './endpoint';
import type { MetricsSourceInfo } from './types';

/** One Prometheus, or what speaks its HTTP API. Holds secrets in `headers`: never log or answer it. */
export interface MetricsSourceConfig extends MetricsSourceInfo, Credentials {
  url: string;
  /** Label of the series that names the cluster, when there is one. */
  clusterLabel?: string;
  /** The cluster that everything is from, when there is only one by configuration. */
  onlyCluster?: string;
  /** Whether it has series of all clusters and no label to tell them apart. */
  isMixed: boolean;
  /** Parameters of every query besides the query itself. */
  params: Record<string, string>;
  /** Cluster that a value of the cluster label means. */
  clusterOf(labelValue: string): string;
}

/** One Alertmanager; as secret as a metric source. */
export type AlertmanagerConfig = Pick<
  MetricsSourceConfig,
  | 'id'
  | 'title'
  | 'url'
  | 'headers'
  | 'tokenFile'
  | 'tls'
  | 'clusterLabel'
  | 'onlyCluster'
  | 'clusterOf'
  | 'serves'
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

/** Parameters that queries have themselves. */
const OWN_PARAMS = ['query', 'time', 'timeout', 'start', 'end', 'step', 'type'];

function readParams(config: Config, field: string): Record<string, string> {
  const given = config.getOptional<JsonObject>('params') ?? {};
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      if (OWN_PARAMS.includes(name)) {
        throw new InputError(
          `Invalid ${field}.params.${name}, expected a parameter that queries do not have themselves, such as dedup`,
        );
      }
      // YAML reads true and 1 as what they look like.
      return [name, String(value)];
    }),
  );
}

function readSource(
  config: Config,
  field: string,
  aliases: Map<string, string>,
): MetricsSourceConfig {
  const id = config.getString('id');
  const url = readBaseUrl(`${field}.url`, config.getString('url'));
  const publicUrl = config.getOptionalString('publicUrl');
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
  const credentials = readCredentials(config, field);
  return {
    id,
    title: config.getOptionalString('title') ?? id,
    url,
    publicUrl:
      publicUrl === undefined
        ? url
        : readBaseUrl(`${field}.publicUrl`, publicUrl),
    clusterLabel,
    ...(clusters?.length === 1 && { onlyCluster: clusters[0] }),
    isMixed: clusters === undefined && clusterLabel === undefined,
    params: readParams(config, field),
    ...credentials,
    credentialExpiresAt: bearerEnd(credentials.headers),
    matchersOf: cluster =>
      clusterLabel === undefined
        ? {}
        : { [clusterLabel]: labelValueOf(aliases, cluster) },
    serves: cluster => !clusters || clusters.includes(cluster),
    clusterOf: value => aliases.get(value) ?? value,
  };
}

/** End of the bearer token of the headers, where it says so. Nothing is verified: it is our own token. */
function bearerEnd(headers: Record<string, string>): string | undefined {
  const [, header] =
    Object.entries(headers).find(
      ([name]) => name.toLocaleLowerCase('en-US') === 'authorization',
    ) ?? [];
  return tokenEnd(header?.match(/^Bearer (.*)$/i)?.[1]);
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

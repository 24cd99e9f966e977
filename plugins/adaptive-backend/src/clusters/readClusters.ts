import { readFileSync } from 'node:fs';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { Clock } from './Clock';
import { staticCredentials } from './credentials';
import { InClusterAccess, loadInClusterAccess } from './inCluster';
import { ClusterDefinition, ClusterTls } from './types';

const METHODS_KEY = 'kubernetes.clusterLocatorMethods';
const AUTH_PROVIDER_ANNOTATION = 'kubernetes.io/auth-provider';

// Address at which the Kubernetes plugin's own locator of that name expects `kubectl proxy`.
const KUBECTL_PROXY_URL = 'http://127.0.0.1:8001';

/** Options of {@link readClusters}. */
export interface ReadClustersOptions {
  config: Config;
  logger: LoggerService;
  clock: Clock;
  /** The service account of this process; replaced in tests. */
  loadInCluster?: (clock: Clock) => Promise<InClusterAccess | undefined>;
}

function readUrl(config: Config, key: string): string {
  const value = config.getString('url');
  let protocol: string | undefined;
  let hasUserInfo = false;
  try {
    const url = new URL(value);
    protocol = url.protocol;
    hasUserInfo = url.username !== '' || url.password !== '';
  } catch {
    protocol = undefined;
  }
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new InputError(
      `${key}.url is '${value}', expected a URL such as https://host:6443`,
    );
  }
  if (hasUserInfo) {
    throw new InputError(
      `${key}.url contains a user name or password, which is not supported`,
    );
  }
  return value;
}

function readCa(config: Config, key: string): string | undefined {
  const caFile = config.getOptionalString('caFile');
  const caData = config.getOptionalString('caData');
  const name = caFile === undefined ? 'caData' : 'caFile';
  let pem: string;
  if (caFile !== undefined) {
    try {
      pem = readFileSync(caFile, 'utf8');
    } catch {
      throw new InputError(
        `${key}.caFile is '${caFile}', which cannot be read`,
      );
    }
  } else if (caData === undefined || caData === '') {
    return undefined;
  } else {
    pem = Buffer.from(caData, 'base64').toString('utf8');
  }
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    const expected =
      name === 'caData'
        ? 'a base64-encoded PEM certificate'
        : 'a PEM certificate';
    throw new InputError(
      `${key}.${name} holds no certificate, expected ${expected}`,
    );
  }
  return pem;
}

function readTls(config: Config, key: string): ClusterTls {
  return {
    skipVerify: config.getOptionalBoolean('skipTLSVerify') ?? false,
    ca: readCa(config, key),
  };
}

function readAuthProvider(config: Config, key: string): string {
  const provider =
    config.getOptional<Record<string, unknown>>('authMetadata')?.[
      AUTH_PROVIDER_ANNOTATION
    ] ?? config.getOptionalString('authProvider');
  if (typeof provider !== 'string' || provider === '') {
    throw new InputError(
      `${key}.authProvider is missing, expected for example 'serviceAccount' (or authMetadata.'${AUTH_PROVIDER_ANNOTATION}')`,
    );
  }
  return provider;
}

function readServiceAccountToken(config: Config): string | undefined {
  const fromMetadata =
    config.getOptional<Record<string, unknown>>(
      'authMetadata',
    )?.serviceAccountToken;
  const token = typeof fromMetadata === 'string' ? fromMetadata : undefined;
  return (token ?? config.getOptionalString('serviceAccountToken'))?.trim();
}

// Methods that sign in with the server's own identity at a cloud; the watches cannot use them so far.
const CLOUD_PROVIDERS = ['aws', 'azure', 'googleServiceAccount'];

function unwatchableMessage(provider: string): string {
  return CLOUD_PROVIDERS.includes(provider)
    ? `Not watchable: authProvider '${provider}' is not supported for background watches, use 'serviceAccount'`
    : `Not watchable: authProvider '${provider}' needs a user's token, background watches need 'serviceAccount'`;
}

async function readCluster(
  config: Config,
  key: string,
  options: ReadClustersOptions,
): Promise<ClusterDefinition> {
  const name = config.getString('name');
  const title = config.getOptionalString('title') ?? name;
  const url = readUrl(config, key);
  const tls = readTls(config, key);
  const provider = readAuthProvider(config, key);
  if (provider === 'localKubectlProxy') {
    return {
      name,
      title,
      watchable: true,
      url,
      tls,
      credentials: staticCredentials(undefined),
    };
  }
  if (provider !== 'serviceAccount') {
    return {
      name,
      title,
      watchable: false,
      message: unwatchableMessage(provider),
    };
  }
  const token = readServiceAccountToken(config);
  if (token) {
    return {
      name,
      title,
      watchable: true,
      url,
      tls,
      credentials: staticCredentials(token),
    };
  }
  const inCluster = await (options.loadInCluster ?? loadInClusterAccess)(
    options.clock,
  );
  if (!inCluster) {
    const message =
      'Not watchable: no serviceAccountToken is configured, and the portal does not run in a cluster whose service account it could use';
    return { name, title, watchable: false, message };
  }
  // As in the Kubernetes plugin: without a token the cluster is the one that the portal runs in.
  return { name, title, watchable: true, ...inCluster };
}

function kubectlProxyCluster(): ClusterDefinition {
  return {
    name: 'local',
    title: 'local',
    watchable: true,
    url: KUBECTL_PROXY_URL,
    tls: { skipVerify: false },
    credentials: staticCredentials(undefined),
  };
}

/**
 * Reads the clusters from the Kubernetes plugin's own configuration, so that nobody declares them twice.
 * Cluster locators that the portal does not support are named in a warning.
 *
 * @returns the clusters in the order of the configuration
 * @throws InputError naming the key of what is wrong
 */
export async function readClusters(
  options: ReadClustersOptions,
): Promise<ClusterDefinition[]> {
  const { config, logger } = options;
  const clusters: ClusterDefinition[] = [];
  const methods = config.getOptionalConfigArray(METHODS_KEY) ?? [];
  for (const [i, method] of methods.entries()) {
    const methodKey = `${METHODS_KEY}[${i}]`;
    const type = method.getString('type');
    if (type === 'localKubectlProxy') {
      clusters.push(kubectlProxyCluster());
    } else if (type === 'config') {
      for (const [j, cluster] of method.getConfigArray('clusters').entries()) {
        clusters.push(
          await readCluster(cluster, `${methodKey}.clusters[${j}]`, options),
        );
      }
    } else {
      logger.warn(
        `${methodKey}.type '${type}' is not supported, its clusters are not shown; supported are 'config' and 'localKubectlProxy'`,
      );
    }
  }
  const names = clusters.map(cluster => cluster.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new InputError(
      `${METHODS_KEY} has two clusters named '${twice}', expected unique names`,
    );
  }
  return clusters;
}

import { readFileSync } from 'node:fs';
import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  ClusterInput,
  defineCluster,
  DefineClusterOptions,
} from './defineCluster';
import { createStrategyLoader } from './strategies';
import { ClusterDefinition, ClusterTls } from './types';

const METHODS_KEY = 'kubernetes.clusterLocatorMethods';
const AUTH_PROVIDER_ANNOTATION = 'kubernetes.io/auth-provider';

// Locators whose clusters are asked for while running.
const ASKED_LOCATORS = ['catalog', 'gke'];

// Address at which the Kubernetes plugin's own locator of that name expects `kubectl proxy`.
const KUBECTL_PROXY_URL = 'http://127.0.0.1:8001';

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

function readAuthMetadata(config: Config): Record<string, string> {
  const metadata = config.getOptional<Record<string, unknown>>('authMetadata');
  return Object.fromEntries(
    Object.entries(metadata ?? {}).flatMap(([key, value]) =>
      typeof value === 'string' ? [[key, value]] : [],
    ),
  );
}

function readCluster(config: Config, key: string): ClusterInput {
  const name = config.getString('name');
  return {
    name,
    title: config.getOptionalString('title') ?? name,
    url: readUrl(config, key),
    tls: readTls(config, key),
    provider: readAuthProvider(config, key),
    authMetadata: readAuthMetadata(config),
    serviceAccountToken: readServiceAccountToken(config),
  };
}

const KUBECTL_PROXY: ClusterInput = {
  name: 'local',
  title: 'local',
  url: KUBECTL_PROXY_URL,
  tls: { skipVerify: false },
  provider: 'localKubectlProxy',
};

/**
 * Reads the clusters from the Kubernetes plugin's own configuration, so that nobody declares them twice.
 * Clusters of locators that ask somebody are not among them; unknown locators are named in a warning.
 *
 * @returns the clusters in the order of the configuration
 * @throws InputError naming the key of what is wrong
 */
export async function readClusters(
  options: DefineClusterOptions,
): Promise<ClusterDefinition[]> {
  const { config, logger } = options;
  const loadStrategy = options.loadStrategy ?? createStrategyLoader(options);
  const inputs: ClusterInput[] = [];
  const methods = config.getOptionalConfigArray(METHODS_KEY) ?? [];
  for (const [i, method] of methods.entries()) {
    const methodKey = `${METHODS_KEY}[${i}]`;
    const type = method.getString('type');
    if (type === 'localKubectlProxy') {
      inputs.push(KUBECTL_PROXY);
    } else if (type === 'config') {
      for (const [j, cluster] of method.getConfigArray('clusters').entries()) {
        inputs.push(readCluster(cluster, `${methodKey}.clusters[${j}]`));
      }
    } else if (!ASKED_LOCATORS.includes(type)) {
      logger.warn(
        `${methodKey}.type '${type}' is not supported, its clusters are not shown; supported are 'config', 'localKubectlProxy', ${ASKED_LOCATORS.map(
          name => `'${name}'`,
        ).join(' and ')}`,
      );
    }
  }
  const names = inputs.map(input => input.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new InputError(
      `${METHODS_KEY} has two clusters named '${twice}', expected unique names`,
    );
  }
  return Promise.all(
    inputs.map(input => defineCluster(input, { ...options, loadStrategy })),
  );
}

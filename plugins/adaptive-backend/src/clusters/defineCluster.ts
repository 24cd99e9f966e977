import { LoggerService } from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import { Clock } from './Clock';
import { clusterConfig } from './clusterConfig';
import { staticCredentials } from './credentials';
import { InClusterAccess, loadInClusterAccess } from './inCluster';
import { readLimits, requestsWithin } from './readLimits';
import { onTheWay, readOverrides } from './readOverrides';
import {
  createStrategyLoader,
  isCloudProvider,
  strategyCredentials,
  StrategyLoader,
} from './strategies';
import { ClusterCredentials, ClusterDefinition, ClusterTls } from './types';

/** What the definition of a cluster depends on besides the cluster. */
export interface DefineClusterOptions {
  config: Config;
  logger: LoggerService;
  clock: Clock;
  /** The service account of this process; replaced in tests. */
  loadInCluster?: (clock: Clock) => Promise<InClusterAccess | undefined>;
  /** Replaced in tests. */
  loadStrategy?: StrategyLoader;
}

/** A cluster as somebody names it. */
export interface ClusterInput {
  name: string;
  title: string;
  url: string;
  tls: ClusterTls;
  /** `authProvider` of the Kubernetes plugin. */
  provider: string;
  authMetadata?: Record<string, string>;
  serviceAccountToken?: string;
}

type Access = { credentials: ClusterCredentials } & Partial<
  Pick<InClusterAccess, 'url' | 'tls'>
>;

const NO_TOKEN =
  'Not watchable: no serviceAccountToken is configured, and the portal does not run in a cluster whose service account it could use';

async function findAccess(
  input: ClusterInput,
  options: DefineClusterOptions,
): Promise<Access | string> {
  const { name, title, url, provider, authMetadata = {} } = input;
  const { clock } = options;
  if (provider === 'localKubectlProxy')
    return { credentials: staticCredentials(undefined) };
  if (isCloudProvider(provider)) {
    const load = options.loadStrategy ?? createStrategyLoader(options);
    const details = { name, title, url, authMetadata };
    return {
      credentials: strategyCredentials(() => load(provider), details, clock),
    };
  }
  if (provider !== 'serviceAccount')
    return `Not watchable: authProvider '${provider}' needs a user's token; with adaptive.clusters.${name}.credentials the portal can log in by itself`;
  if (input.serviceAccountToken)
    return { credentials: staticCredentials(input.serviceAccountToken) };
  // As in the Kubernetes plugin: without a token the cluster is the one that the portal runs in.
  const load = options.loadInCluster ?? loadInClusterAccess;
  return (await load(clock)) ?? NO_TOKEN;
}

/**
 * Decides how a cluster is watched: with the credentials of `adaptive.clusters.<name>` or else by the method of the
 * Kubernetes plugin, if that works without a user.
 *
 * @throws InputError when `adaptive.clusters.<name>` is invalid
 */
export async function defineCluster(
  input: ClusterInput,
  options: DefineClusterOptions,
): Promise<ClusterDefinition> {
  const { name, title, url, tls, provider, serviceAccountToken } = input;
  const { config, clock } = options;
  const { scope, ...own } = readOverrides(config, name, clock);
  const limits = readLimits(config, clusterConfig(config, name));
  const access = own.credentials
    ? { credentials: own.credentials }
    : await findAccess(input, options);
  if (typeof access === 'string')
    return { name, title, watchable: false, message: access };
  return {
    name,
    title,
    watchable: true,
    url,
    ...access,
    ...onTheWay(access.tls ?? tls, own),
    scope,
    limits,
    requests: requestsWithin(limits, clock),
    identity:
      own.identity ??
      JSON.stringify([provider, input.authMetadata, serviceAccountToken]),
  };
}

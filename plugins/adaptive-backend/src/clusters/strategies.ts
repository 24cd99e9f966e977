import { LoggerService } from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import type {
  AuthenticationStrategy,
  ClusterDetails,
  KubernetesCredential,
} from '@backstage/plugin-kubernetes-node';
import { Clock } from './Clock';
import { sharedRefresh } from './credentials';
import { ClientCertificate, ClusterCredentials } from './types';

/** Methods that sign in with the server's own identity at a cloud. */
export const CLOUD_PROVIDERS = [
  'aws',
  'azure',
  'googleServiceAccount',
] as const;

/** One of {@link CLOUD_PROVIDERS}. */
export type CloudProvider = (typeof CLOUD_PROVIDERS)[number];

/** Whether an `authProvider` of the Kubernetes plugin signs in with the server's own identity at a cloud. */
export function isCloudProvider(provider: string): provider is CloudProvider {
  return CLOUD_PROVIDERS.some(name => name === provider);
}

/** Gives the strategy of a cloud; the Kubernetes plugin's own, except in tests. */
export type StrategyLoader = (
  provider: CloudProvider,
) => Promise<Pick<AuthenticationStrategy, 'getCredential'>>;

/** Loads the Kubernetes plugin's strategies, each once and only when it is needed: they bring the clouds' SDKs. */
export function createStrategyLoader(options: {
  config: Config;
  logger: LoggerService;
}): StrategyLoader {
  const { config, logger } = options;
  const loaded = new Map<CloudProvider, ReturnType<StrategyLoader>>();
  const load: StrategyLoader = async provider => {
    const strategies = await import('@backstage/plugin-kubernetes-backend');
    switch (provider) {
      case 'aws':
        return new strategies.AwsIamStrategy({ config });
      case 'azure':
        return new strategies.AzureIdentityStrategy(logger);
      default:
        return new strategies.GoogleServiceAccountStrategy({ config });
    }
  };
  return provider => {
    const known = loaded.get(provider);
    if (known) return known;
    const strategy = load(provider);
    loaded.set(provider, strategy);
    // What could not be loaded is tried again by the next login.
    strategy.catch(() => loaded.delete(provider));
    return strategy;
  };
}

// Far below the life of any cloud's token, and enough to sign in once for all watches of a cluster.
const MAX_AGE_MS = 60_000;
// All watches of a cluster ask, each in its own time: a cloud that refuses is not asked for each of them.
const FAILURE_MAX_AGE_MS = 5_000;

function certificateOf(
  credential: KubernetesCredential,
): ClientCertificate | undefined {
  return credential.type === 'x509 client certificate'
    ? { cert: credential.cert, key: credential.key }
    : undefined;
}

/** Credentials from a strategy of the Kubernetes plugin; asked for once by all requests of a minute. */
export function strategyCredentials(
  load: () => ReturnType<StrategyLoader>,
  cluster: ClusterDetails,
  clock: Clock,
): ClusterCredentials {
  let known:
    | { value: Promise<KubernetesCredential>; goodUntil: number }
    | undefined;
  const ask = () => {
    const value = load().then(strategy => strategy.getCredential(cluster, {}));
    const entry = { value, goodUntil: clock.now() + MAX_AGE_MS };
    known = entry;
    value.catch(() => {
      entry.goodUntil = clock.now() + FAILURE_MAX_AGE_MS;
    });
    return value;
  };
  const get = () =>
    known && clock.now() < known.goodUntil ? known.value : ask();
  const tokenOf = (credential: KubernetesCredential | undefined) =>
    credential?.type === 'bearer token' ? credential.token : undefined;
  return {
    token: async () => tokenOf(await get()),
    certificate: async () => certificateOf(await get()),
    refresh: sharedRefresh(async () => {
      const before = tokenOf(await known?.value.catch(() => undefined));
      return tokenOf(await ask()) !== before;
    }),
  };
}

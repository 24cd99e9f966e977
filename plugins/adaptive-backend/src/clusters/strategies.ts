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
    const strategy = loaded.get(provider) ?? load(provider);
    loaded.set(provider, strategy);
    return strategy;
  };
}

// Far below the life of any cloud's token, and enough to sign in once for all watches of a cluster.
const MAX_AGE_MS = 60_000;

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
  let known: { value: Promise<KubernetesCredential>; at: number } | undefined;
  const ask = () => {
    const value = load().then(strategy => strategy.getCredential(cluster, {}));
    const entry = { value, at: clock.now() };
    known = entry;
    // A failure is told to those who wait for it, and not kept for the next.
    value.catch(() => {
      if (known === entry) known = undefined;
    });
    return value;
  };
  const get = () =>
    known && clock.now() - known.at < MAX_AGE_MS ? known.value : ask();
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

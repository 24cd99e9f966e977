import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { RESOURCES } from '../objects/resources';
import { Clock } from './Clock';
import { clusterConfig } from './clusterConfig';
import { staticCredentials, tokenFileCredentials } from './credentials';
import { kubeconfigCredentials } from './kubeconfig';
import { isLabelSelector } from './labelSelector';
import {
  ClusterCredentials,
  ClusterTls,
  WatchableCluster,
  WatchScope,
} from './types';

/** What `adaptive.clusters.<name>` says about the watches of a cluster. */
export interface ClusterOverrides {
  credentials?: ClusterCredentials;
  /** Changes with everything that the credentials are made of. */
  identity?: string;
  scope?: WatchScope;
  /** Name that the API server's certificate is for. */
  tlsServerName?: string;
  /** HTTP proxy on the way to the API server; may hold a password. */
  proxyUrl?: string;
}

// A label of RFC 1123, which is what a namespace can be called.
const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

const KINDS = ['serviceAccountToken', 'tokenFile', 'kubeconfig'];

/** @throws InputError when it is not exactly one way to log in */
export function readCredentials(
  config: Config,
  key: string,
  clock: Clock,
): ClusterCredentials {
  const given = KINDS.filter(kind => config.has(kind));
  if (given.length !== 1) {
    throw new InputError(
      `${key} has ${
        given.length === 0 ? 'none' : given.join(' and ')
      }, expected exactly one of ${KINDS.join(', ')}`,
    );
  }
  const file = config.getOptionalString('tokenFile');
  if (file !== undefined) return tokenFileCredentials(file, clock);
  const kubeconfig = config.getOptionalConfig('kubeconfig');
  if (kubeconfig) {
    return kubeconfigCredentials(
      {
        file: kubeconfig.getString('file'),
        context: kubeconfig.getOptionalString('context'),
      },
      clock,
    );
  }
  return staticCredentials(config.getString('serviceAccountToken').trim());
}

function readNamespaces(config: Config, key: string): string[] | undefined {
  const namespaces = config.getOptionalStringArray('namespaces');
  const wrong = namespaces?.find(name => !NAMESPACE.test(name));
  if (wrong !== undefined) {
    throw new InputError(
      `${key}.namespaces has '${wrong}', expected names of namespaces`,
    );
  }
  if (namespaces?.length === 0) {
    throw new InputError(
      `${key}.namespaces is empty, expected at least one name; leave it out to watch all`,
    );
  }
  return namespaces && [...new Set(namespaces)];
}

function readLabelSelectors(
  config: Config,
  key: string,
): Record<string, string> | undefined {
  const entries = config
    .getOptionalConfigArray('labelSelectors')
    ?.map(entry => [entry.getString('resource'), entry.getString('selector')]);
  for (const [i, [resource, selector]] of (entries ?? []).entries()) {
    if (!Object.hasOwn(RESOURCES, resource)) {
      const known = Object.keys(RESOURCES).join(', ');
      throw new InputError(
        `${key}.labelSelectors has '${resource}', which is not watched; expected some of ${known}`,
      );
    }
    if (!isLabelSelector(selector)) {
      throw new InputError(
        `${key}.labelSelectors[${i}].selector is '${selector}', expected terms such as a=b, a!=b, a, !a or a in (b, c)`,
      );
    }
    if (entries?.findIndex(([other]) => other === resource) !== i) {
      throw new InputError(
        `${key}.labelSelectors has '${resource}' twice, expected one selector for a resource, with commas between its terms`,
      );
    }
  }
  return entries && Object.fromEntries(entries);
}

function readProxyUrl(config: Config, key: string): string | undefined {
  const value = config.getOptionalString('proxyUrl');
  if (value === undefined) return undefined;
  const protocol = URL.canParse(value) ? new URL(value).protocol : undefined;
  if (protocol === 'http:' || protocol === 'https:') return value;
  // It may hold a password, so it is not repeated.
  throw new InputError(
    `${key}.proxyUrl is not valid, expected an http or https URL such as http://proxy:3128`,
  );
}

/**
 * Reads how a cluster is watched from `adaptive.clusters.<name>`.
 *
 * @throws InputError naming the key of what is wrong, without secrets
 */
export function readOverrides(
  config: Config,
  cluster: string,
  clock: Clock,
): ClusterOverrides {
  const { own, key } = clusterConfig(config, cluster);
  if (!own) return {};
  const credentials = own.getOptionalConfig('credentials');
  const namespaces = readNamespaces(own, key);
  const labelSelectors = readLabelSelectors(own, key);
  const tlsServerName = own.getOptionalString('tlsServerName');
  const proxyUrl = readProxyUrl(own, key);
  return {
    ...(tlsServerName !== undefined && { tlsServerName }),
    ...(proxyUrl !== undefined && { proxyUrl }),
    ...(credentials && {
      credentials: readCredentials(credentials, `${key}.credentials`, clock),
      identity: JSON.stringify(credentials.get()),
    }),
    ...((namespaces || labelSelectors) && {
      scope: { namespaces, labelSelectors },
    }),
  };
}

/** How an API server is connected to: as its source says, with what the overrides add. */
export function onTheWay(
  tls: ClusterTls,
  { tlsServerName, proxyUrl }: ClusterOverrides,
): Pick<WatchableCluster, 'tls' | 'proxyUrl'> {
  return {
    tls:
      tlsServerName === undefined ? tls : { ...tls, serverName: tlsServerName },
    ...(proxyUrl !== undefined && { proxyUrl }),
  };
}

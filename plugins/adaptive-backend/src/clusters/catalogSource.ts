import { AuthService } from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import { Config } from '@backstage/config';
import { isError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { assertPublicApiServer, Resolve } from './apiServerUrl';
import {
  ClusterInput,
  defineCluster,
  DefineClusterOptions,
} from './defineCluster';
import { ClusterSource } from './sources';
import { ClusterDefinition } from './types';

/** Options of {@link createCatalogSource}. */
export interface CatalogSourceOptions extends DefineClusterOptions {
  /** Of `kubernetes.clusterLocatorMethods[]`. */
  locator: Config;
  catalog: Pick<CatalogService, 'getEntities'>;
  auth: Pick<AuthService, 'getOwnServiceCredentials'>;
  /** Replaced in tests. */
  resolve?: Resolve;
}

// As in the Kubernetes plugin.
const API_SERVER = 'kubernetes.io/api-server';
const API_SERVER_CA = 'kubernetes.io/api-server-certificate-authority';
const AUTH_PROVIDER = 'kubernetes.io/auth-provider';
const SKIP_TLS_VERIFY = 'kubernetes.io/skip-tls-verify';

function toInput(entity: Entity, locator: Config): ClusterInput {
  const { name, title, annotations = {} } = entity.metadata;
  const ca = annotations[API_SERVER_CA] ?? '';
  const maySkip =
    locator.getOptionalBoolean('dangerouslyAllowSkipTLSVerify') ?? false;
  return {
    name,
    title: title ?? name,
    url: annotations[API_SERVER] ?? '',
    tls: {
      ...(ca !== '' && { ca: Buffer.from(ca, 'base64').toString('utf8') }),
      skipVerify: maySkip && annotations[SKIP_TLS_VERIFY] === 'true',
    },
    provider: annotations[AUTH_PROVIDER] ?? '',
    authMetadata: Object.fromEntries(
      Object.entries(annotations).filter(([key]) =>
        key.startsWith('kubernetes.io/'),
      ),
    ),
  };
}

async function define(
  input: ClusterInput,
  options: CatalogSourceOptions,
): Promise<ClusterDefinition> {
  const { name, title } = input;
  const refuse = (reason: string): ClusterDefinition => ({
    name,
    title,
    watchable: false,
    message: `Not watchable: ${reason}`,
  });
  // Whoever writes an entity must not choose where this process's own service account or a local proxy is used.
  if (['serviceAccount', 'localKubectlProxy'].includes(input.provider))
    return refuse(
      `authProvider '${input.provider}' is not supported for clusters of the catalog`,
    );
  try {
    await assertPublicApiServer(
      input.url,
      options.locator.getOptionalStringArray('dangerouslyAllowClusterUrls') ??
        [],
      options.resolve,
    );
  } catch (error) {
    return refuse(
      isError(error) && error.name === 'InputError'
        ? error.message
        : 'the host name of its URL does not resolve',
    );
  }
  return defineCluster(input, options);
}

/** Clusters from the catalog: entities of kind Resource and type `kubernetes-cluster`, as in the Kubernetes plugin. */
export function createCatalogSource(
  options: CatalogSourceOptions,
): ClusterSource {
  const { catalog, auth, locator } = options;
  return {
    title: "cluster locator 'catalog'",
    list: async () => {
      const { items } = await catalog.getEntities(
        { filter: { kind: 'Resource', 'spec.type': 'kubernetes-cluster' } },
        { credentials: await auth.getOwnServiceCredentials() },
      );
      const complete = items.filter(({ metadata: { annotations = {} } }) =>
        [API_SERVER, API_SERVER_CA, AUTH_PROVIDER].every(
          key => key in annotations,
        ),
      );
      return Promise.all(
        complete.map(entity => define(toInput(entity, locator), options)),
      );
    },
  };
}

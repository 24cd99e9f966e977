import { Config } from '@backstage/config';
import { ResponseError } from '@backstage/errors';
import { record, records, text, textMap } from '../objects/project/raw';
import {
  ClusterInput,
  defineCluster,
  DefineClusterOptions,
} from './defineCluster';
import { ClusterSource } from './sources';
import { createStrategyLoader } from './strategies';

/** Options of {@link createGkeSource}. */
export interface GkeSourceOptions extends DefineClusterOptions {
  /** Of `kubernetes.clusterLocatorMethods[]`. */
  locator: Config;
  /** Replaced in tests. */
  fetch?: typeof fetch;
}

const API = 'https://container.googleapis.com/v1';
const TIMEOUT_MS = 20_000;

function hasLabels(raw: unknown, locator: Config): boolean {
  const labels = textMap(record(raw).resourceLabels) ?? {};
  return (locator.getOptionalConfigArray('matchingResourceLabels') ?? []).every(
    wanted => labels[wanted.getString('key')] === wanted.getString('value'),
  );
}

function toInput(raw: unknown, locator: Config): ClusterInput | undefined {
  const cluster = record(raw);
  const name = text(cluster.name);
  const endpoints = record(cluster.controlPlaneEndpointsConfig);
  const dns =
    locator.getOptionalString('endpointType') === 'dns'
      ? text(record(endpoints.dnsEndpointConfig).endpoint)
      : undefined;
  const host = dns ?? text(cluster.endpoint);
  if (name === undefined || host === undefined) return undefined;
  const ca = text(record(cluster.masterAuth).clusterCaCertificate);
  return {
    name,
    title: name,
    url: `https://${host}`,
    tls: {
      // The DNS endpoint has a certificate of a public authority.
      ...(ca !== undefined &&
        dns === undefined && {
          ca: Buffer.from(ca, 'base64').toString('utf8'),
        }),
      skipVerify: locator.getOptionalBoolean('skipTLSVerify') ?? false,
    },
    provider: locator.getOptionalString('authProvider') ?? 'google',
  };
}

/**
 * Clusters of a Google Cloud project, asked for with the server's own Google identity, as in the Kubernetes plugin.
 *
 * @throws InputError when the project is not configured
 */
export function createGkeSource(options: GkeSourceOptions): ClusterSource {
  const { locator, fetch: get = fetch } = options;
  const loadStrategy = options.loadStrategy ?? createStrategyLoader(options);
  const project = encodeURIComponent(locator.getString('projectId'));
  const region = encodeURIComponent(locator.getOptionalString('region') ?? '-');
  const url = `${API}/projects/${project}/locations/${region}/clusters`;
  return {
    title: `cluster locator 'gke' of project '${project}'`,
    list: async () => {
      const strategy = await loadStrategy('googleServiceAccount');
      const credential = await strategy.getCredential(
        { name: '', url: API, authMetadata: {} },
        {},
      );
      const token = credential.type === 'bearer token' ? credential.token : '';
      const response = await get(url, {
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (!response.ok) throw await ResponseError.fromResponse(response);
      const clusters = records(record(await response.json()).clusters);
      const inputs = clusters
        .filter(cluster => hasLabels(cluster, locator))
        .flatMap(cluster => toInput(cluster, locator) ?? []);
      return Promise.all(
        inputs.map(input => defineCluster(input, { ...options, loadStrategy })),
      );
    },
  };
}

import { join } from 'node:path';
import type { PlatformAddresses } from './types';

export interface PortalConfigOptions {
  /** Root of the repository. */
  root: string;
  /** Port of the portal's backend, which also serves the pages. */
  port: number;
  /** Port of the development server of the pages, when they are not served from the bundle. */
  appPort?: number;
  organisationFile: string;
  sessionSecret: string;
  /** Token that scripts may call the portal's API with. */
  apiToken: string;
  /** Seconds between two queries of the metrics. */
  metricsIntervalSeconds: number;
}

const TEMPLATES = [
  'adaptive-engine',
  'adaptive-engine-edit',
  'adaptive-engine-delete',
];

/** Label that tells the clusters apart on the Prometheus that they share. */
const CLUSTER_LABEL = 'cluster';
/** The simulated clusters are scraped every two seconds; a short window makes scenes visible soon. */
export const RATE_WINDOW = '1m';
/** Where triggers look for metrics when there is no Prometheus: nothing answers there, and KEDA says so. */
export const NO_PROMETHEUS = 'http://127.0.0.1:9';

/**
 * The configuration that points a portal at the embedded platform: nothing but addresses and credentials, in the
 * same keys that a real platform is described with.
 */
export function portalConfig(
  addresses: PlatformAddresses,
  options: PortalConfigOptions,
): object {
  const { root, port, appPort } = options;
  const backendUrl = `http://localhost:${port}`;
  const appUrl = appPort ? `http://localhost:${appPort}` : backendUrl;
  return {
    app: {
      baseUrl: appUrl,
      title: 'Adaptive portal (sandbox)',
      signIn: { providers: ['oidc'], oidcTitle: 'Sandbox users' },
    },
    backend: {
      baseUrl: backendUrl,
      listen: { host: '127.0.0.1', port },
      cors: { origin: appUrl, credentials: true },
      // Served over plain HTTP on loopback: browsers must not be told to upgrade.
      csp: {
        'connect-src': ["'self'", 'http:', 'https:'],
        'upgrade-insecure-requests': false,
      },
      auth: {
        externalAccess: [
          {
            type: 'static',
            options: { token: options.apiToken, subject: 'sandbox-cli' },
          },
        ],
      },
      database: { client: 'better-sqlite3', connection: ':memory:' },
      // Tools of the MCP server; without it the registry offers the actions of no plugin.
      actions: { pluginSources: ['adaptive'] },
    },
    auth: authConfig(addresses, options.sessionSecret),
    permission: {
      enabled: true,
      adaptive: { platformGroups: ['group:default/platform'] },
    },
    catalog: {
      processingInterval: { seconds: 10 },
      locations: [
        ...TEMPLATES.map(template => ({
          type: 'file',
          target: join(root, 'templates', template, 'template.yaml'),
          rules: [{ allow: ['Template'] }],
        })),
        {
          type: 'file',
          target: options.organisationFile,
          rules: [{ allow: ['User', 'Group'] }],
        },
      ],
    },
    kubernetes: kubernetesConfig(addresses),
    adaptive: adaptiveConfig(addresses, options.metricsIntervalSeconds),
  };
}

function authConfig(addresses: PlatformAddresses, sessionSecret: string) {
  return {
    environment: 'development',
    session: { secret: sessionSecret },
    providers: {
      oidc: {
        development: {
          ...addresses.oidc,
          prompt: 'auto',
          signIn: {
            resolvers: [{ resolver: 'emailMatchingUserEntityProfileEmail' }],
          },
        },
      },
    },
  };
}

function kubernetesConfig(addresses: PlatformAddresses) {
  return {
    serviceLocatorMethod: { type: 'multiTenant' },
    clusterLocatorMethods: [
      {
        type: 'config',
        clusters: addresses.clusters.map(cluster => ({
          name: cluster.name,
          title: cluster.title,
          url: cluster.url,
          authProvider: 'serviceAccount',
          serviceAccountToken: cluster.token,
          caData: Buffer.from(cluster.caPem).toString('base64'),
        })),
      },
    ],
  };
}

function adaptiveConfig(addresses: PlatformAddresses, intervalSeconds: number) {
  const { git, clusters, prometheusUrl, controlUrl } = addresses;
  return {
    clusters: Object.fromEntries(
      clusters.map(cluster => [
        cluster.name,
        {
          argocd: { destinationName: cluster.name },
          sealedSecrets: { certificate: cluster.sealingCertPem },
          keda: {
            prometheusAddress: prometheusUrl ?? NO_PROMETHEUS,
            rateWindow: RATE_WINDOW,
            clusterLabel: { name: CLUSTER_LABEL, value: cluster.name },
          },
        },
      ]),
    ),
    argocd: { namespace: 'argocd', project: 'default' },
    metrics: {
      rateWindow: RATE_WINDOW,
      intervalSeconds,
      sources: prometheusUrl
        ? [
            {
              id: 'main',
              title: 'Sandbox Prometheus',
              url: prometheusUrl,
              clusterLabel: CLUSTER_LABEL,
            },
          ]
        : [],
    },
    probes: { mlflow: { inCluster: true } },
    gitops: {
      repositories: [
        {
          id: 'platform',
          title: 'Platform GitOps repository',
          url: `${git.url}/platform.git`,
          branch: 'main',
          provider: 'git',
          username: git.username,
          token: git.token,
          webUrls: {
            branch: `${git.url}/platform/branches/{branch}`,
            file: `${git.url}/platform/files/{path}`,
          },
        },
      ],
    },
    ownership: {
      namespaceLabel: 'adaptive-portal.io/owner',
      defaultOwner: 'group:default/platform',
    },
    links: {
      grafana: { baseUrl: `${controlUrl}/grafana` },
      argocd: { baseUrl: `${controlUrl}/argocd` },
      mlflow: { url: `${controlUrl}/mlflow/{cluster}/{namespace}/{release}` },
    },
  };
}

import type { Config } from '@backstage/config';

/** What the view reads from the configuration. */
export interface ViewConfig {
  /** Only Applications of this cluster count, when set. */
  applicationsCluster?: string;
  /** Cluster behind the name of an Argo CD destination. */
  clusterOfDestination(name: string): string | undefined;
  /** Cluster behind the API server's URL of an Argo CD destination. */
  clusterOfServer(server: string): string | undefined;
  /** Whether an Alertmanager is configured that has alerts of a cluster. */
  hasAlertmanager(cluster: string): boolean;
  /** Window of `rate()`, for links to Prometheus. */
  rateWindow: string;
  links: {
    grafana?: string;
    argocd?: string;
    /** URL templates with `{cluster}`, `{namespace}`, `{release}`. */
    controlPlane?: string;
    mlflow?: string;
  };
}

interface ClusterFacts {
  argocd?: { destinationName?: unknown; destinationServer?: unknown };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

/** API servers that the Kubernetes plugin's configuration names. */
function readServers(config: Config): Map<string, string> {
  const servers = new Map<string, string>();
  const locators =
    config.getOptionalConfigArray('kubernetes.clusterLocatorMethods') ?? [];
  for (const locator of locators) {
    for (const cluster of locator.getOptionalConfigArray('clusters') ?? []) {
      const name = cluster.getOptionalString('name');
      const url = cluster.getOptionalString('url');
      if (name && url) servers.set(withoutSlash(url), name);
    }
  }
  return servers;
}

/** Clusters of every Alertmanager; undefined for one that serves all. */
function readAlertmanagers(config: Config): Array<string[] | undefined> {
  return (
    config.getOptionalConfigArray('adaptive.metrics.alertmanagers') ?? []
  ).map(entry => entry.getOptionalStringArray('clusters'));
}

/** Reads what the view needs of `adaptive` and `kubernetes`; everything in it is optional. */
export function readViewConfig(config: Config): ViewConfig {
  const servers = readServers(config);
  const alertmanagers = readAlertmanagers(config);
  const destinations = new Map<string, string>();
  const renamed = new Set<string>();
  // Read as a whole: a cluster's name may hold characters that a configuration path may not.
  const clusters = (config.getOptional('adaptive.clusters') ?? {}) as Record<
    string,
    ClusterFacts | undefined
  >;
  for (const [cluster, facts] of Object.entries(clusters)) {
    const { destinationName, destinationServer } = facts?.argocd ?? {};
    if (typeof destinationName === 'string') {
      destinations.set(destinationName, cluster);
      if (destinationName !== cluster) renamed.add(cluster);
    }
    if (typeof destinationServer === 'string') {
      servers.set(withoutSlash(destinationServer), cluster);
    }
  }
  const link = (key: string) =>
    config.getOptionalString(`adaptive.links.${key}`);
  return {
    applicationsCluster: config.getOptionalString('adaptive.argocd.cluster'),
    clusterOfDestination: name =>
      destinations.get(name) ?? (renamed.has(name) ? undefined : name),
    clusterOfServer: server => servers.get(withoutSlash(server)),
    hasAlertmanager: cluster =>
      alertmanagers.some(serves => serves?.includes(cluster) ?? true),
    rateWindow: config.getOptionalString('adaptive.metrics.rateWindow') ?? '5m',
    links: {
      grafana: link('grafana.baseUrl'),
      argocd: link('argocd.baseUrl'),
      controlPlane: link('controlPlane.url'),
      mlflow: link('mlflow.url'),
    },
  };
}

import type {
  ApplicationSetTarget,
  RenderTarget,
} from '@adaptive-portal/plugin-adaptive-manifests';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** Prometheus durations as `rate()` takes them. */
const DURATION = /^([0-9]+(ms|[smhdwy]))+$/;
const LABEL_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * What the platform team configured about one cluster, as the generator wants it.
 *
 * @public
 */
export interface ClusterTarget {
  argocd: RenderTarget['argocd'];
  autoscaling: RenderTarget['autoscaling'];
  /** Public certificate of the cluster's sealed-secrets controller, PEM. */
  sealedSecretsCertificate?: string;
  /** Every cluster that the configuration names, for an engine of several environments. */
  environments: ApplicationSetTarget['clusters'];
}

/**
 * Facts of all clusters.
 *
 * @public
 */
export interface ClusterTargets {
  /** Clusters that have an entry in `adaptive.clusters`. */
  configured: string[];
  /**
   * Names of all clusters the portal watches, when the configuration lists them; `undefined` when a cluster locator
   * finds them while running, so that no name can be called unknown.
   */
  watched: string[] | undefined;
  /** Facts of a cluster; one without an entry has the defaults. */
  forCluster(cluster: string): ClusterTarget;
}

interface ClusterFacts {
  destination?: RenderTarget['argocd']['destination'];
  autoscaling: RenderTarget['autoscaling'];
  sealedSecretsCertificate?: string;
}

function readDestination(
  cluster: Config,
  key: string,
): ClusterFacts['destination'] {
  const name = cluster.getOptionalString('argocd.destinationName');
  const server = cluster.getOptionalString('argocd.destinationServer');
  if (name !== undefined && server !== undefined) {
    throw new InputError(
      `${key}.argocd has both destinationName and destinationServer, Argo CD takes exactly one`,
    );
  }
  if (server !== undefined) {
    if (!URL.canParse(server)) {
      throw new InputError(
        `${key}.argocd.destinationServer '${server}' is not a valid URL`,
      );
    }
    return { server };
  }
  return name === undefined ? undefined : { name };
}

const METRICS = ['annotations', 'podMonitor', 'scrapeConfig', 'none'] as const;
const PLACES = ['manifests', 'extraObjects'] as const;

function readWord<T extends string>(
  cluster: Config,
  key: string,
  field: string,
  words: readonly T[],
): T | undefined {
  const text = cluster.getOptionalString(`keda.${field}`);
  if (text === undefined) return undefined;
  const word = words.find(known => known === text);
  if (word === undefined) {
    throw new InputError(
      `${key}.keda.${field} is '${text}', expected one of ${words.join(', ')}`,
    );
  }
  return word;
}

function readLabels(
  cluster: Config,
  key: string,
): Record<string, string> | undefined {
  const labels = cluster.getOptional<unknown>('keda.podMonitorLabels');
  if (labels === undefined) return undefined;
  if (typeof labels !== 'object' || labels === null || Array.isArray(labels)) {
    throw new InputError(
      `${key}.keda.podMonitorLabels is not a map of labels, such as { release: kube-prometheus-stack }`,
    );
  }
  return Object.fromEntries(
    Object.entries(labels).map(([name, value]) => {
      if (typeof value !== 'string') {
        throw new InputError(
          `${key}.keda.podMonitorLabels.${name} is '${value}', expected text in quotes`,
        );
      }
      return [name, value];
    }),
  );
}

function readAutoscaling(
  cluster: Config,
  key: string,
): RenderTarget['autoscaling'] {
  const prometheusAddress = cluster.getOptionalString('keda.prometheusAddress');
  if (prometheusAddress !== undefined && !URL.canParse(prometheusAddress)) {
    throw new InputError(
      `${key}.keda.prometheusAddress '${prometheusAddress}' is not a valid URL`,
    );
  }
  const rateWindow = cluster.getOptionalString('keda.rateWindow');
  if (rateWindow !== undefined && !DURATION.test(rateWindow)) {
    throw new InputError(
      `${key}.keda.rateWindow '${rateWindow}' is not a Prometheus duration such as 5m`,
    );
  }
  const metrics = readWord(cluster, key, 'metrics', METRICS);
  const scalingObjects = readWord(cluster, key, 'scalingObjects', PLACES);
  const podMonitorLabels = readLabels(cluster, key);
  const label = cluster.getOptionalConfig('keda.clusterLabel');
  const labelName = label?.getString('name');
  if (labelName !== undefined && !LABEL_NAME.test(labelName)) {
    throw new InputError(
      `${key}.keda.clusterLabel.name '${labelName}' is not a Prometheus label name`,
    );
  }
  return {
    ...(prometheusAddress !== undefined && { prometheusAddress }),
    ...(label !== undefined &&
      labelName !== undefined && {
        clusterLabel: { name: labelName, value: label.getString('value') },
      }),
    ...(rateWindow !== undefined && { rateWindow }),
    ...(metrics !== undefined && { metrics }),
    ...(podMonitorLabels !== undefined && { podMonitorLabels }),
    ...(scalingObjects !== undefined && { scalingObjects }),
  };
}

function readCertificate(cluster: Config, key: string): string | undefined {
  const certificate = cluster.getOptionalString('sealedSecrets.certificate');
  // The value stays out of the message: somebody may have put the private key there.
  if (
    certificate !== undefined &&
    !/^-----BEGIN CERTIFICATE-----\r?\n/.test(certificate.trimStart())
  ) {
    throw new InputError(
      `${key}.sealedSecrets.certificate is not a certificate in PEM; accepted is what 'kubeseal --fetch-cert' prints`,
    );
  }
  return certificate;
}

function withCertificate(
  certificate: string | undefined,
): Pick<ClusterTarget, 'sealedSecretsCertificate'> {
  return certificate === undefined
    ? {}
    : { sealedSecretsCertificate: certificate };
}

function readWatched(config: Config): string[] | undefined {
  const methods =
    config.getOptionalConfigArray('kubernetes.clusterLocatorMethods') ?? [];
  if (
    methods.length === 0 ||
    methods.some(method => method.getString('type') !== 'config')
  ) {
    return undefined;
  }
  return methods.flatMap(method =>
    (method.getOptionalConfigArray('clusters') ?? []).map(cluster =>
      cluster.getString('name'),
    ),
  );
}

/**
 * Reads `adaptive.clusters` and `adaptive.argocd`: how engines on a cluster are installed and scaled. The clusters
 * themselves are the Kubernetes plugin's.
 *
 * @throws InputError at the first value that cannot work, with its key path
 * @public
 */
export function readClusterTargets(config: Config): ClusterTargets {
  const clusters = config.getOptionalConfig('adaptive.clusters');
  const facts = new Map<string, ClusterFacts>();
  for (const name of clusters?.keys() ?? []) {
    const key = `adaptive.clusters.${name}`;
    const cluster = config.getConfig(key);
    facts.set(name, {
      destination: readDestination(cluster, key),
      autoscaling: readAutoscaling(cluster, key),
      sealedSecretsCertificate: readCertificate(cluster, key),
    });
  }
  const argocd = {
    namespace:
      config.getOptionalString('adaptive.argocd.namespace') ?? 'argocd',
    project: config.getOptionalString('adaptive.argocd.project') ?? 'default',
    chartRegistry:
      config.getOptionalString('adaptive.argocd.chartRegistry') ??
      'ghcr.io/adaptive-ml',
  };
  if (/^[a-z]+:\/\//i.test(argocd.chartRegistry)) {
    throw new InputError(
      `adaptive.argocd.chartRegistry '${argocd.chartRegistry}' must be without a scheme, for example ghcr.io/adaptive-ml`,
    );
  }
  const watched = readWatched(config);
  const destinationOf = (cluster: string) =>
    facts.get(cluster)?.destination ?? { name: cluster };
  const environments = Object.fromEntries(
    [...new Set([...facts.keys(), ...(watched ?? [])])].map(cluster => [
      cluster,
      {
        destination: destinationOf(cluster),
        autoscaling: facts.get(cluster)?.autoscaling ?? {},
      },
    ]),
  );
  return {
    configured: [...facts.keys()],
    watched,
    forCluster: cluster => ({
      argocd: {
        ...argocd,
        destination: destinationOf(cluster),
      },
      autoscaling: facts.get(cluster)?.autoscaling ?? {},
      environments,
      ...withCertificate(facts.get(cluster)?.sealedSecretsCertificate),
    }),
  };
}

/**
 * Where the files go and what the platform team configured about it. Never contains credentials.
 *
 * @public
 */
export interface RenderTarget {
  repository: {
    /** Id in `adaptive.gitops.repositories[]`. */
    id: string;
    /** Clone URL as Argo CD sees it. */
    url: string;
    branch: string;
    layout: RepositoryLayout;
  };
  argocd: {
    /** Namespace of the Application objects. */
    namespace: string;
    project: string;
    /** OCI registry path of the chart without scheme, for example `ghcr.io/adaptive-ml`. */
    chartRegistry: string;
    /** Exactly one of the two. */
    destination: { name: string } | { server: string };
  };
  autoscaling: {
    /** Address of Prometheus as KEDA in the cluster reaches it. */
    prometheusAddress?: string;
    /** `cluster` label to match on a Prometheus shared by several clusters. */
    clusterLabel?: { name: string; value: string };
    /** Window of `rate()`, a Prometheus duration. Default `5m`. */
    rateWindow?: string;
    /**
     * How the series that scale the pools come into that Prometheus. `annotations` (default): it follows the pods'
     * annotation `prometheus.io/scrape: adaptive`; `podMonitor`: an object for the Prometheus operator is rendered;
     * `scrapeConfig`: the engine's README has the job for `prometheus.yml`; `none`: the platform collects them in a
     * way of its own.
     */
    metrics?: 'annotations' | 'podMonitor' | 'scrapeConfig' | 'none';
    /** Labels by which the operator's Prometheus selects PodMonitors, for example `release: kube-prometheus-stack`. */
    podMonitorLabels?: Record<string, string>;
    /**
     * Where ScaledObjects and PodMonitor are. `manifests` (default): files of their own; `extraObjects`: values of the
     * chart, which installs them, from chart 0.45.0. With older charts, and for an engine whose `extraValues` have
     * `extraObjects`, they are files of their own as well.
     */
    scalingObjects?: 'manifests' | 'extraObjects';
  };
  /** What installs the engine. Default: an Argo CD Application per engine. */
  gitops?: { tool: 'argocd' } | ApplicationSetTarget | FluxTarget;
}

/**
 * An Argo CD ApplicationSet, which makes one Application per environment.
 *
 * @public
 */
export interface ApplicationSetTarget {
  tool: 'applicationSet';
  /** What is configured for the cluster of each environment, by the name of the cluster. */
  clusters: Record<
    string,
    {
      destination: RenderTarget['argocd']['destination'];
      autoscaling: RenderTarget['autoscaling'];
    }
  >;
}

/**
 * Flux as the tool that installs engines. Needs helm-controller 1.0 and source-controller 1.6 or newer.
 *
 * @public
 */
export interface FluxTarget {
  tool: 'flux';
  /** Namespace of the Kustomization objects and of the GitRepository. */
  namespace: string;
  /** GitRepository of this repository. */
  sourceName: string;
  /** How often Flux compares, a duration. Default `10m`. */
  interval?: string;
}

/**
 * Paths below the repository's root; `{cluster}`, `{namespace}` and `{release}` are replaced.
 *
 * @public
 */
export interface RepositoryLayout {
  /** Folder of values, catalog file and README. Default `engines/{cluster}/{namespace}/{release}`. */
  engine: string;
  /** Folder of plain manifests of the engine. Default `engines/{cluster}/{namespace}/{release}/manifests`. */
  manifests: string;
  /** File of the Argo CD Application. Default `applications/{cluster}/{namespace}.{release}.yaml`. */
  application: string;
}

/**
 * One file of a plan, with `/` in its path and LF line ends.
 *
 * @public
 */
export interface RenderedFile {
  path: string;
  content: string;
}

/**
 * One result of validation.
 *
 * @public
 */
export interface Finding {
  /** Stable rule id in kebab case. */
  rule: string;
  severity: 'error' | 'warning' | 'info';
  /** Path into the input, for example `pools[1].maxReplicas`. */
  path: string;
  /** Names field, value and rule. */
  sentence: string;
  /** What is accepted, or what to do. */
  remedy: string;
  /** The remedy as a change of the input, where a machine can make it; see `applyFix` of the generator. */
  fix?: FindingFix[];
}

/**
 * One step of a fix, with the words of JSON Patch (RFC 6902); `add` replaces what is there.
 *
 * @public
 */
export type FindingFix =
  /** `path` is a JSON Pointer (RFC 6901) into the input, for example `/pools/1/maxReplicas`. */
  { op: 'add'; path: string; value: FixValue } | { op: 'remove'; path: string };

/**
 * A value of JSON that a fix writes.
 *
 * @public
 */
export type FixValue =
  | string
  | number
  | boolean
  | FixValue[]
  | { [key: string]: FixValue };

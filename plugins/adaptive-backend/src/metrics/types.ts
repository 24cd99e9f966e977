import type {
  ComputePool,
  EngineAlert,
  EngineRef,
  EngineService,
  MetricsRangeRequest,
  MetricsRangeResponse,
  MetricValue,
  PoolMetrics,
  SourceStatus,
} from '@adaptive-portal/plugin-adaptive-common';

/** Names the pool whose metrics are asked for. */
export interface PoolMetricsKey {
  cluster: string;
  namespace: string;
  release: string;
  /** Raw pool name, the value of the metric label `pool`. */
  pool: string;
  /** Normalised pool name, the value of the pod label that scraping turns into a metric label. */
  key: string;
  /** Names of its pods, whose GPUs count. */
  pods?: readonly string[];
  scaledObject?: string;
  /** Names under which KEDA gives the metrics of its triggers to the HPA. */
  triggerMetrics?: readonly string[];
  variantAutoscaling?: string;
}

/** What the metric sources know of the namespace of an engine. */
export interface NamespaceReading {
  tokensPerSecond: MetricValue;
  /** Certificates that cert-manager keeps there, by name. */
  certificates: Array<{ name: string; notAfter: string; source: string }>;
}

/**
 * Why a pool has, or has not, a TTFT timeout ratio:
 * - `ok`: it has one
 * - `noRequests`: the series are there, nobody asks
 * - `noSeries`: the source answers and knows no such series
 * - `noTimeoutSeries`: requests are counted, timeouts are not
 * - `invalid`: the source answered what cannot be a rate
 * - `sourceDown`: the source does not answer (any more)
 * - `noSource`: no metric source is configured for this cluster
 */
export type RatioCause =
  | 'ok'
  | 'noRequests'
  | 'noSeries'
  | 'noTimeoutSeries'
  | 'invalid'
  | 'sourceDown'
  | 'noSource';

/** Everything the metric sources know of one pool. Times are ISO 8601. */
export interface PoolReading {
  metrics: PoolMetrics;
  cause: RatioCause;
  /** The source was asked for the last half hour: without `ttftTimeoutHistory` nobody asked the pool in it. */
  historyKnown?: boolean;
  /** The timeouts are counted under a name that ends in `_total`, and under no other. */
  suffixed?: boolean;
  /** Pods of the pool that the source scrapes successfully; absent when it has no `up` series of them. */
  up?: number;
  /** When the source last scraped a pod of the pool. */
  scrapedAt?: string;
}

/** Labels of pods in an engine's namespace, by which the Service of a tool is known. */
export interface ToolPods {
  /** Of the pods that run the tool for this engine; none when it runs none. */
  tool: ReadonlyArray<Record<string, string>>;
  /** Of all other pods. */
  others: ReadonlyArray<Record<string, string>>;
}

/** What all sources said, at one moment; never changes once handed out. */
export interface MetricsSnapshot {
  pool(key: PoolMetricsKey): PoolReading;
  namespace(key: { cluster: string; namespace: string }): NamespaceReading;
  /** Alerts about an engine, the most severe first; undefined when no source of alerts answers. */
  alerts(ref: EngineRef): EngineAlert[] | undefined;
  /**
   * Signs of life of the tools that an engine uses. `podsOf` is called for tools that are asked inside the cluster.
   */
  services(
    ref: EngineRef,
    mlflow: 'used' | 'unused',
    podsOf: (tool: EngineService['id']) => ToolPods,
  ): EngineService[];
}

/** Title and reach of a metric source, without its credentials. */
export interface MetricsSourceInfo {
  id: string;
  title: string;
  /** URL for people; the one queried when no other is configured. */
  publicUrl: string;
  /** When the bearer token of its headers ends, ISO 8601; absent when there is none that says. */
  credentialExpiresAt?: string;
  /** Labels that select the series of this cluster; empty where no label names clusters. */
  matchersOf(cluster: string): Record<string, string>;
  /** Whether it has series of this cluster, by configuration. */
  serves(cluster: string): boolean;
}

/** Queries every configured Prometheus in the background; answers from memory. */
export interface MetricsService {
  /** First round at once, then one per interval. Returns at once; a dead source shows in `status()`. */
  start(): void;
  /** Ends all rounds and aborts the requests under way. */
  stop(): Promise<void>;
  snapshot(): MetricsSnapshot;
  /** One entry per configured source, in the order of the configuration, then one per Alertmanager. */
  status(): SourceStatus[];
  sources(): readonly MetricsSourceInfo[];
  /**
   * One metric of one pool over time, asked of the sources when it is not remembered. A dead source, and a pool without
   * such a series, are a reason in the answer.
   *
   * @throws InputError for a range that cannot work
   */
  range(
    ref: EngineRef,
    pool: Pick<ComputePool, 'name' | 'key' | 'pods'>,
    request: MetricsRangeRequest,
  ): Promise<MetricsRangeResponse>;
  /** Calls back after every round, whatever its outcome, also when no source is configured. */
  subscribe(listener: () => void): { unsubscribe(): void };
}

/**
 * A value read from a metric source. `value` is absent when there is no series; `reason` then says why.
 *
 * @public
 */
export interface MetricValue {
  value?: number;
  /** When the sample was taken, ISO 8601. */
  at?: string;
  /** Id of the metric source that answered. */
  source?: string;
  /** Why there is no value, in words. */
  reason?: string;
}

/**
 * @public
 */
export interface PoolMetrics {
  /** Timed-out requests ÷ requests, 0 to 1. */
  ttftTimeoutRatio: MetricValue;
  /** Requests per second. */
  requestRate: MetricValue;
  /** Milliseconds. */
  ttftP95: MetricValue;
  /** Milliseconds. */
  ttftP50?: MetricValue;
  /** Mean over the GPUs of the pool's pods, 0 to 1; from the DCGM exporter. */
  gpuUtilization?: MetricValue;
  /** Share of the memory of these GPUs that is in use, 0 to 1. */
  gpuMemory?: MetricValue;
  /** Errors per second that the KEDA operator counts when it reads the triggers; absent without a ScaledObject. */
  scalerErrorRate?: MetricValue;
  /** What the KEDA operator reads, by trigger; only triggers whose values are scraped. */
  triggers?: TriggerReading[];
  /** What the Workload-Variant-Autoscaler wants (`wva_desired_replicas`); absent without a VariantAutoscaling. */
  variantDesiredReplicas?: MetricValue;
  /** Last values of the timeout ratio for a sparkline, oldest first; `[unix seconds, ratio]`. */
  ttftTimeoutHistory?: Array<[number, number]>;
}

/**
 * What the KEDA operator says of one trigger.
 *
 * @public
 */
export interface TriggerReading {
  /** Name of its metric in the HPA, for example `s0-prometheus`. */
  metric: string;
  /** As KEDA read it last, in the trigger's own unit (`keda_scaler_metrics_value`). */
  value: MetricValue;
  /** Seconds that reading it took (`keda_scaler_metrics_latency_seconds`). */
  latency: MetricValue;
}

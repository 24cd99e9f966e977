import { reachableMaximum } from '@adaptive-portal/plugin-adaptive-common';
import { chartCapabilities } from '../capabilities';
import type { EngineInput, RenderTarget } from '../model';
import { since } from '../predict/history';
import type { Findings } from './findings';
import { isPrometheusDuration, isPrometheusLabel, urlFault } from './syntax';
import { shown } from '../parse/inputReader';

const MAX_COOL_DOWN = 3600;

function checkNumbers(input: EngineInput, findings: Findings): void {
  const { ttftTimeoutThreshold: threshold, coolDownSeconds } =
    input.autoscaling;
  if (threshold !== undefined && !(threshold > 0 && threshold <= 1)) {
    findings.error(
      'threshold',
      'autoscaling.ttftTimeoutThreshold',
      `autoscaling.ttftTimeoutThreshold is ${threshold}`,
      'Accepted is a share of timed-out requests, more than 0 and at most 1, for example 0.1',
    );
  }
  if (
    coolDownSeconds !== undefined &&
    !(
      Number.isInteger(coolDownSeconds) &&
      coolDownSeconds >= 0 &&
      coolDownSeconds <= MAX_COOL_DOWN
    )
  ) {
    findings.error(
      'cool-down',
      'autoscaling.coolDownSeconds',
      `autoscaling.coolDownSeconds is ${coolDownSeconds}`,
      `Accepted are whole seconds from 0 to ${MAX_COOL_DOWN}, the longest window of an HPA`,
    );
  }
}

function checkLoad(input: EngineInput, findings: Findings): void {
  input.pools.forEach((pool, index) => {
    const path = `pools[${index}].requestsPerSecondPerReplica`;
    const rate = pool.requestsPerSecondPerReplica;
    if (rate === undefined) {
      if (
        input.autoscaling.mode === 'platform' &&
        pool.minReplicas < pool.maxReplicas
      ) {
        findings.warning(
          'no-load-trigger',
          path,
          `${path} is not given, so that only the timeout ratio scales the pool: it grows under timeouts and shrinks again as soon as they stop, whatever the load`,
          'Give the requests per second that one replica carries',
        );
      }
    } else if (!(rate > 0 && rate <= 1_000_000)) {
      findings.error(
        'load',
        path,
        `${path} is ${rate}`,
        'Accepted are requests per second, more than 0 and at most 1000000',
      );
    }
  });
}

function checkPrometheus(
  cluster: string,
  target: RenderTarget['autoscaling'],
  findings: Findings,
): void {
  const key = `adaptive.clusters.${cluster}.keda`;
  const { prometheusAddress, rateWindow, clusterLabel } = target;
  if (prometheusAddress === undefined || prometheusAddress === '') {
    findings.error(
      'prometheus-address',
      'autoscaling.mode',
      `autoscaling.mode is platform, but no Prometheus is configured for KEDA in cluster ${shown(
        cluster,
      )}`,
      `Ask the platform team to set ${key}.prometheusAddress, or choose off`,
    );
  } else {
    const fault = urlFault(prometheusAddress, true);
    if (fault) {
      findings.error(
        'prometheus-address',
        'autoscaling.mode',
        `${key}.prometheusAddress is ${shown(
          prometheusAddress,
        )}, which ${fault}`,
        'Accepted is an http or https URL without query and credentials',
      );
    }
  }
  if (rateWindow !== undefined && !isPrometheusDuration(rateWindow)) {
    findings.error(
      'rate-window',
      'autoscaling.mode',
      `${key}.rateWindow is ${shown(rateWindow)}`,
      'Accepted is a Prometheus duration, for example 5m',
    );
  }
  if (clusterLabel !== undefined && !isPrometheusLabel(clusterLabel.name)) {
    findings.error(
      'cluster-label',
      'autoscaling.mode',
      `${key}.clusterLabel.name is ${shown(
        clusterLabel.name,
      )}, which is no metric label`,
      'Accepted are letters, digits and _, not beginning with a digit',
    );
  }
}

/** The chart's own autoscaling, with everything that it brings into the cluster. */
function checkBundled(
  input: EngineInput,
  target: RenderTarget | undefined,
  findings: Findings,
): void {
  if (target?.autoscaling.prometheusAddress !== undefined) {
    findings.error(
      'two-kedas',
      'autoscaling.mode',
      `autoscaling.mode is bundled, which installs a KEDA, and cluster ${shown(
        input.cluster,
      )} is configured to have one: the two would fight for the same objects of the cluster`,
      'Choose platform',
    );
  } else {
    findings.warning(
      'bundled-keda',
      'autoscaling.mode',
      'autoscaling.mode is bundled: the engine installs a KEDA 2.16 of its own, of which a cluster can have one; switching it off, removing the engine or moving to chart 0.24 removes every ScaledObject of the cluster',
      'Use it for at most one engine of a cluster without KEDA; better install KEDA for the cluster and choose platform',
    );
  }
  const endpoint = input.autoscaling.externalPrometheusEndpoint;
  const fault = endpoint === undefined ? undefined : urlFault(endpoint, true);
  if (fault) {
    findings.error(
      'prometheus-address',
      'autoscaling.externalPrometheusEndpoint',
      `autoscaling.externalPrometheusEndpoint is ${shown(
        endpoint,
      )}, which ${fault}`,
      'Accepted is an http or https URL without query and credentials',
    );
  }
  if (input.prometheus === undefined) {
    findings.info(
      'bundled-prometheus',
      'prometheus',
      endpoint === undefined
        ? "prometheus is not given; the chart's own is installed, as its autoscaling needs it"
        : "prometheus is not given; the chart's own is installed all the same, as the chart refuses its autoscaling without it, even with another Prometheus",
      'Nothing, or give prometheus to say how long it keeps what it collects',
    );
  }
  if (input.autoscaling.coolDownSeconds !== undefined) {
    findings.info(
      'cool-down-inert',
      'autoscaling.coolDownSeconds',
      `autoscaling.coolDownSeconds is ${input.autoscaling.coolDownSeconds}, which does nothing: KEDA waits so long only before the last replica goes, and a pool keeps at least one`,
      'Choose platform, where it is the window before a pool shrinks',
    );
  }
  checkRatioLimits(input, findings);
}

/** The chart's trigger asks for ratio ÷ threshold replicas, whatever runs. */
function checkRatioLimits(input: EngineInput, findings: Findings): void {
  const threshold = input.autoscaling.ttftTimeoutThreshold ?? 0.1;
  if (!(threshold > 0 && threshold <= 1)) return;
  const reachable = reachableMaximum(threshold);
  input.pools.forEach(({ maxReplicas }, index) => {
    if (maxReplicas > reachable) {
      findings.warning(
        'max-unreachable',
        `pools[${index}].maxReplicas`,
        `pools[${index}].maxReplicas is ${maxReplicas}, but with a threshold of ${threshold} the chart's autoscaling never asks for more than ${reachable}`,
        `Set it to ${reachable} or lower the threshold, or choose platform`,
      );
    }
  });
}

function checkModeFields(
  { autoscaling }: EngineInput,
  findings: Findings,
): void {
  if (
    autoscaling.externalPrometheusEndpoint !== undefined &&
    autoscaling.mode !== 'bundled'
  ) {
    findings.error(
      'external-prometheus',
      'autoscaling.externalPrometheusEndpoint',
      `autoscaling.externalPrometheusEndpoint has no meaning when autoscaling.mode is ${autoscaling.mode}`,
      'Leave it out: the Prometheus for platform is in the configuration of the cluster',
    );
  }
}

function checkElastic(input: EngineInput, findings: Findings): void {
  if (!input.autoscaling.acknowledgeElasticPools) {
    findings.error(
      'scaling-not-offered',
      'autoscaling.mode',
      'autoscaling.mode is platform, but from chart 0.24.0 the pods of a pool share one master and nothing says that a pool may grow',
      'Choose off, a chart version up to 0.23.0, or set autoscaling.acknowledgeElasticPools to true: pools then grow and never shrink by themselves',
    );
    return;
  }
  findings.warning(
    'elastic-pools',
    'autoscaling.acknowledgeElasticPools',
    'autoscaling.acknowledgeElasticPools is true: pools grow, which nothing says to be safe, and never shrink by themselves',
    'Watch the first time a pool grows; shrink pools through git',
  );
  if (since(input.chartVersion, 'noBundledScrape')) {
    findings.warning(
      'metrics-exporter',
      'autoscaling.mode',
      `from chart 0.33.0 metrics go to the engine's OpenTelemetry collector, whose exporter prints them only; the pods still have the annotations by which a Prometheus finds them`,
      "Make sure that the cluster's Prometheus follows prometheus.io/scrape: adaptive",
    );
  }
}

/** Scaling of the pools, by the cluster's KEDA or by the chart. */
export function checkAutoscaling(
  input: EngineInput,
  target: RenderTarget | undefined,
  findings: Findings,
): void {
  checkNumbers(input, findings);
  checkLoad(input, findings);
  checkModeFields(input, findings);
  const { mode, acknowledgeElasticPools } = input.autoscaling;
  const { scalable } = chartCapabilities(input.chartVersion).pools;
  if (acknowledgeElasticPools && (scalable || mode !== 'platform')) {
    findings.info(
      'acknowledgement-unused',
      'autoscaling.acknowledgeElasticPools',
      'autoscaling.acknowledgeElasticPools is only for platform with charts from 0.24.0',
      'Leave it out',
    );
  }
  if (mode === 'bundled') {
    checkBundled(input, target, findings);
  }
  if (mode !== 'platform') {
    return;
  }
  if (!scalable) {
    checkElastic(input, findings);
    if (!acknowledgeElasticPools) return;
  }
  if (target) {
    checkPrometheus(input.cluster, target.autoscaling, findings);
  }
}

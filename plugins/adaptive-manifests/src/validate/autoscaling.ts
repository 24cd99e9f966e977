import { chartCapabilities } from '../capabilities';
import type { EngineInput, RenderTarget } from '../model';
import { since } from '../predict/history';
import { checkBundled } from './bundled';
import type { Findings } from './findings';
import { chooseScaling, leaveOut, setAt } from './fixes';
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
      setAt(
        'autoscaling.coolDownSeconds',
        Math.min(MAX_COOL_DOWN, Math.max(0, Math.round(coolDownSeconds))),
      ),
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
      chooseScaling('off'),
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
      leaveOut('autoscaling.externalPrometheusEndpoint'),
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
      chooseScaling('off'),
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
      leaveOut('autoscaling.acknowledgeElasticPools'),
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

import { chartCapabilities } from '../capabilities';
import type { EngineInput, RenderTarget } from '../model';
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

/** Scaling of the pools by the cluster's KEDA. */
export function checkAutoscaling(
  input: EngineInput,
  target: RenderTarget | undefined,
  findings: Findings,
): void {
  checkNumbers(input, findings);
  checkLoad(input, findings);
  if (input.autoscaling.mode === 'off') {
    return;
  }
  if (!chartCapabilities(input.chartVersion).pools.scalable) {
    findings.error(
      'scaling-not-offered',
      'autoscaling.mode',
      `autoscaling.mode is platform, but from chart 0.24.0 the pods of a pool share one master and nothing says that a pool may grow; scaling is opt-in there and not offered here yet`,
      'Choose off, or a chart version up to 0.23.0',
    );
    return;
  }
  if (target) {
    checkPrometheus(input.cluster, target.autoscaling, findings);
  }
}

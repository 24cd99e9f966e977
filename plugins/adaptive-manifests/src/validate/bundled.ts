import {
  desiredForAverageValue,
  reachableMaximum,
} from '@adaptive-portal/plugin-adaptive-common';
import type { EngineInput, RenderTarget } from '../model';
import { shown } from '../parse/inputReader';
import type { Findings } from './findings';
import { chooseScaling, leaveOut, setAt } from './fixes';
import { urlFault } from './syntax';

const DEFAULT_THRESHOLD = 0.1;

/** The chart's own autoscaling, with everything that it brings into the cluster. */
export function checkBundled(
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
      chooseScaling('platform'),
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
      'Leave it out, or choose platform, where it is the window before a pool shrinks',
      leaveOut('autoscaling.coolDownSeconds'),
    );
  }
  checkRatioLimits(input, findings);
  checkTrigger(input, findings);
}

function thresholdOf({ autoscaling }: EngineInput): number {
  return autoscaling.ttftTimeoutThreshold ?? DEFAULT_THRESHOLD;
}

/** What is wrong with the chart's trigger whatever its numbers are: a ratio with AverageValue, where nothing is 0. */
function checkTrigger(input: EngineInput, findings: Findings): void {
  const remedy =
    'Choose platform where the cluster has a KEDA of its own, or watch the pools yourself';
  findings.warning(
    'trigger-blind',
    'autoscaling.mode',
    "autoscaling.mode is bundled: the chart's trigger takes a missing series for 0, so that a pool that nobody scrapes passes for an idle one and is scaled in",
    remedy,
  );
  const threshold = thresholdOf(input);
  if (!(threshold > 0 && threshold <= 1)) return;
  const largest = Math.max(...input.pools.map(pool => pool.maxReplicas));
  const troubled = Math.min(1, 2 * threshold);
  const desired = desiredForAverageValue({
    total: troubled,
    target: threshold,
    currentReplicas: largest,
  });
  if (desired < largest) {
    findings.warning(
      'scale-in-under-timeouts',
      'autoscaling.mode',
      `autoscaling.mode is bundled: the chart's trigger asks for ratio ÷ threshold replicas, whatever runs, so that at a ratio of ${troubled}, above the threshold, a pool of ${largest} is scaled in to ${desired}`,
      remedy,
    );
  }
}

/** The chart's trigger asks for ratio ÷ threshold replicas, whatever runs. */
function checkRatioLimits(input: EngineInput, findings: Findings): void {
  const threshold = thresholdOf(input);
  if (!(threshold > 0 && threshold <= 1)) return;
  const reachable = reachableMaximum(threshold);
  input.pools.forEach(({ minReplicas, maxReplicas }, index) => {
    if (maxReplicas > reachable) {
      findings.warning(
        'max-unreachable',
        `pools[${index}].maxReplicas`,
        `pools[${index}].maxReplicas is ${maxReplicas}, but with a threshold of ${threshold} the chart's autoscaling never asks for more than ${reachable}`,
        `Set it to ${reachable} or lower the threshold, or choose platform`,
        minReplicas <= reachable
          ? setAt(`pools[${index}].maxReplicas`, reachable)
          : undefined,
      );
    }
  });
}

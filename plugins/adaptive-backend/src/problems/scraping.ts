import { conditionOf } from '../view/autoscaling';
import { isReadyPod, isTerminating } from '../view/pods';
import type { PoolContext } from '../view/poolContext';
import { count, parseTime } from '../view/text';
import type { PoolProblemMapper } from './types';

/** Prometheus needs this long to find a pod that has become Ready, and we to hear of it. */
const FOUND_MS = 2 * 60_000;

/** Pods that have been Ready for long enough to be scraped. */
function settledReady({ pods, podsKnown, replicas, now }: PoolContext): number {
  if (!podsKnown) return replicas.ready;
  return pods.filter(pod => {
    const since = conditionOf(pod.conditions, 'Ready')?.lastTransitionTime;
    return (
      isReadyPod(pod) &&
      !isTerminating(pod) &&
      now - (parseTime(since) ?? 0) >= FOUND_MS
    );
  }).length;
}

export const readyButDown: PoolProblemMapper = {
  code: 'ready-but-down',
  severity: 'warning',
  detect(context) {
    const { reading, workload } = context;
    const { source } = reading.metrics.requestRate;
    if (reading.up !== 0) return [];
    const ready = settledReady(context);
    if (ready === 0) return [];
    return [
      {
        sentence: `${count(ready, 'pod')} Ready, yet ${
          ready === 1 ? 'it does not answer' : 'none answers'
        } Prometheus (up is 0): a pod hangs, or the scrape is kept out.`,
        evidence: [
          {
            object: `Prometheus ${source ?? 'unknown'}`,
            field: `sum(up) of ${workload.metadata.name}`,
            value: '0',
          },
        ],
        remedy:
          'Ask a pod for its metrics (port-forward to 50053, /metrics). If it answers, look at network policies and at the targets page of Prometheus.',
      },
    ];
  },
};

export const podsNotScraped: PoolProblemMapper = {
  code: 'pods-not-scraped',
  severity: 'warning',
  detect(context) {
    const { reading, workload } = context;
    const { up } = reading;
    // None at all is a problem of its own.
    if (!up) return [];
    const ready = settledReady(context);
    if (up >= ready) return [];
    const missing = ready - up;
    return [
      {
        sentence: `${count(
          ready,
          'pod',
        )} Ready, but Prometheus scrapes only ${up} of them successfully: timeouts of the other${
          missing === 1 ? '' : ` ${missing}`
        } are not counted.`,
        evidence: [
          {
            object: `Prometheus ${
              reading.metrics.requestRate.source ?? 'unknown'
            }`,
            field: `sum(up) of ${workload.metadata.name}`,
            value: String(up),
          },
        ],
        remedy:
          'Look at the targets page of Prometheus; a network policy or a busy pod are the usual causes.',
      },
    ];
  },
};

import { SCALER_ERRORS_METRIC, TIMEOUTS_METRIC } from '../metrics/queries';
import type { PoolContext } from '../view/poolContext';
import { count, percent } from '../view/text';
import { stringifyEngineRef } from '@adaptive-portal/plugin-adaptive-common';
import { evidence, ratioEvidence } from './evidence';
import { renderAgainFix } from './fixes';
import { resumption } from './resumption';
import type { Finding, PoolProblemMapper } from './types';

/** What a trigger that always says 0 does to the pool. */
function takenForZero({ ttftTrigger, replicas }: PoolContext): string {
  return ttftTrigger?.alone
    ? `the pool sits at min (${replicas.min ?? 'unknown'}) whatever happens`
    : 'only the other triggers scale the pool, whatever times out';
}

/** What a trigger in error does to the pool. */
function takenForError({ ttftTrigger, scaledObject }: PoolContext): string {
  if (scaledObject?.fallback) return 'the fallback decides the size';
  return ttftTrigger?.alone
    ? 'the pool does not scale'
    : 'the other triggers can scale the pool out, but not in';
}

export const blindTrigger: PoolProblemMapper = {
  code: 'blind-trigger',
  severity: 'critical',
  detect(context) {
    const { reading, ttftTrigger, scaledObject, replicas } = context;
    const { cause, up } = reading;
    const missing = cause === 'noSeries' || cause === 'noTimeoutSeries';
    // Scraped pods that nobody ever asked need not have created their series yet.
    const fresh = cause === 'noSeries' && (up ?? 0) > 0;
    // Pods that are not Ready have nothing to be seen.
    const silent = replicas.ready === 0 || context.returning;
    if (!ttftTrigger || !scaledObject || !missing || fresh || silent) return [];
    const swallowed = ttftTrigger.ignoreNullValues;
    if (cause === 'noTimeoutSeries' && !swallowed) return [];
    const consequence = swallowed
      ? `KEDA takes that for 0, so ${takenForZero(context)}`
      : `KEDA reports an error, and ${takenForError(context)}`;
    return [
      {
        sentence: `The trigger sees nothing: ${
          reading.metrics.ttftTimeoutRatio.reason ?? 'no series'
        }. ${consequence}.`,
        evidence: [
          ratioEvidence(context),
          evidence(
            'ScaledObject',
            scaledObject.metadata,
            'spec.triggers[].metadata.ignoreNullValues',
            ttftTrigger.trigger.metadata.ignoreNullValues ?? 'true (default)',
          ),
        ],
        remedy: `Have the pods scraped (annotations prometheus.io/*, a PodMonitor or the OpenTelemetry collector), then check the series in Prometheus.${
          swallowed
            ? ' Set ignoreNullValues to "false" so that a gap is an error and not a 0.'
            : ''
        }`,
        ...(swallowed && { fix: renderAgainFix(scaledObject) }),
      },
    ];
  },
};

export const wrongMetricName: PoolProblemMapper = {
  code: 'wrong-metric-name',
  severity: 'critical',
  detect(context) {
    const { reading, ttftTrigger, scaledObject } = context;
    const longName = `${TIMEOUTS_METRIC}_total`;
    if (
      !reading.suffixed ||
      !ttftTrigger ||
      !scaledObject ||
      ttftTrigger.query.includes(longName)
    ) {
      return [];
    }
    return [
      {
        sentence: `The trigger asks for ${TIMEOUTS_METRIC}, but here the series is named ${longName}: ${
          ttftTrigger.ignoreNullValues
            ? `KEDA sees no timeouts, so ${takenForZero(context)}`
            : `KEDA reports an error, and ${takenForError(context)}`
        }.`,
        evidence: [
          evidence(
            'ScaledObject',
            scaledObject.metadata,
            'spec.triggers[].metadata.query',
            ttftTrigger.query,
          ),
        ],
        remedy:
          'Ask for the longer name in the query, or keep the OpenTelemetry exporter from adding suffixes (add_metric_suffixes: false).',
        fix: renderAgainFix(scaledObject),
      },
    ];
  },
};

/** `12 times a minute`, or an hour where it happens less often. */
function frequency(perSecond: number): string {
  const perMinute = Math.round(perSecond * 60);
  return perMinute > 1
    ? `${perMinute} times a minute`
    : `about ${count(
        Math.max(Math.round(perSecond * 3600), 1),
        'time',
      )} an hour`;
}

export const scalerErrors: PoolProblemMapper = {
  code: 'scaler-errors',
  severity: 'warning',
  detect({ reading, scaledObject }) {
    const { value = 0, source } = reading.metrics.scalerErrorRate ?? {};
    if (!scaledObject || value <= 0) return [];
    return [
      {
        sentence: `The KEDA operator fails to read this pool's triggers ${frequency(
          value,
        )}.`,
        evidence: [
          {
            object: `Prometheus ${source ?? 'unknown'}`,
            field: `${SCALER_ERRORS_METRIC}{scaledObject="${scaledObject.metadata.name}"}`,
            value: `${value.toFixed(3)} per second`,
          },
        ],
        remedy:
          'Read the log of the KEDA operator; serverAddress, authentication and query of the trigger are what fails usually.',
      },
    ];
  },
};

export const seriesMissing: PoolProblemMapper = {
  code: 'series-missing',
  severity: 'info',
  detect(context) {
    const { reading, ttftTrigger, ref, returning } = context;
    const { cause, up = 0, metrics } = reading;
    const missing = cause === 'noSeries' && up > 0;
    if (!ttftTrigger || !missing || returning) return [];
    const { reason = 'no series' } = metrics.ttftTimeoutRatio;
    return [
      {
        sentence: `No timeout ratio: ${reason}. Nobody has asked this pool in ${ref.namespace} yet, or the metric has another name there.`,
        evidence: [ratioEvidence(context)],
        remedy:
          'Send one request to the pool. If there is still no series, look in Prometheus for the name that it has.',
      },
    ];
  },
};

export const sharedMetric: PoolProblemMapper = {
  code: 'shared-metric',
  severity: 'warning',
  detect({ sharesMetricWith, scaledObject, ttftTrigger, name }) {
    if (!scaledObject || !ttftTrigger || sharesMetricWith.length === 0) {
      return [];
    }
    const others = sharesMetricWith.map(stringifyEngineRef);
    const shown = others.slice(0, 3).join(', ');
    const more = others.length > 3 ? ` and ${others.length - 3} more` : '';
    return [
      {
        sentence: `The trigger's query selects by pool name only, so it also counts pool ${name} of ${shown}${more}: these pools scale together.`,
        evidence: [
          evidence(
            'ScaledObject',
            scaledObject.metadata,
            'spec.triggers[].metadata.query',
            ttftTrigger.query,
          ),
        ],
        remedy:
          'Add a namespace matcher to the query, and a cluster matcher where several clusters share a Prometheus, or give the pools different names.',
        fix: renderAgainFix(scaledObject),
      },
    ];
  },
};

/** The chart's own threshold, for pools without a trigger to take one from. */
const DEFAULT_THRESHOLD = 0.1;

/** A remedy that ends in more replicas, where no node has GPUs for one. */
function withRoom(
  { gpus, fit, replicas }: PoolContext,
  found: Pick<Finding, 'remedy' | 'fix'>,
): Pick<Finding, 'remedy' | 'fix'> {
  if (!gpus || !fit || fit.fitNow > replicas.pending) return found;
  return {
    ...found,
    remedy: `Add GPU nodes of this kind, or free GPUs, first: no further replica fits now. ${found.remedy}`,
  };
}

export const timeoutsWithNothingScaling: PoolProblemMapper = {
  code: 'timeouts-with-nothing-scaling',
  severity: 'critical',
  detect(context) {
    const ratio = context.reading.metrics.ttftTimeoutRatio.value;
    const { autoscaling, workload, replicas, pause } = context;
    const scaled = autoscaling.mode !== 'none' && pause?.kind !== 'all';
    const threshold = context.ttftTrigger?.threshold ?? DEFAULT_THRESHOLD;
    if (scaled || ratio === undefined || ratio <= threshold) return [];
    return [
      {
        sentence: `${percent(
          ratio,
        )} of the requests time out, and nothing scales this pool: it stays at ${count(
          workload.replicas,
          'replica',
        )}, ${replicas.ready} Ready.`,
        evidence: [
          ratioEvidence(context),
          evidence(
            workload.kind,
            workload.metadata,
            'spec.replicas',
            workload.replicas,
          ),
        ],
        ...withRoom(
          context,
          pause
            ? resumption(context)
            : {
                remedy:
                  'Raise the replicas in git, or give the pool a ScaledObject.',
              },
        ),
      },
    ];
  },
};

export const timeoutsAboveThreshold: PoolProblemMapper = {
  code: 'timeouts-above-threshold',
  severity: 'warning',
  detect(context) {
    const { replicas, ttftTrigger, pause, reading } = context;
    const ratio = reading.metrics.ttftTimeoutRatio.value;
    const threshold = ttftTrigger?.threshold;
    if (
      ratio === undefined ||
      threshold === undefined ||
      ratio <= threshold ||
      pause?.kind === 'all' ||
      // At max the timeouts are a worse problem, with a remedy of its own.
      (replicas.desired ?? 0) >= (replicas.max ?? Infinity)
    ) {
      return [];
    }
    return [
      {
        sentence: `${percent(
          ratio,
        )} of the requests time out, threshold ${percent(threshold)}; ${count(
          replicas.desired ?? replicas.current,
          'replica',
        )} wanted, ${replicas.ready} Ready.`,
        evidence: [ratioEvidence(context)],
        remedy:
          'Nothing, if the pool scales out in time: its scaling path says when. If this happens often, raise min or let it scale out faster.',
      },
    ];
  },
};

import type {
  Problem,
  ProblemSeverity,
} from '@adaptive-portal/plugin-adaptive-common';
import { iso } from '../view/text';
import type { PoolContext } from '../view/poolContext';
import * as asleep from './asleep';
import * as chart from './chart';
import * as controllers from './controllers';
import { DOCS } from './docs';
import * as engine from './engine';
import * as flux from './flux';
import * as fought from './fought';
import * as gpus from './gpus';
import * as growth from './growth';
import * as limits from './limits';
import * as metrics from './metrics';
import * as namespace from './namespace';
import * as pods from './pods';
import * as scaling from './scaling';
import * as scraping from './scraping';
import * as settling from './settling';
import * as surroundings from './surroundings';
import * as tools from './tools';
import type {
  EngineContext,
  EngineProblemMapper,
  PoolProblemMapper,
  ProblemMapper,
} from './types';

/** Every detector of pool problems. Order among equally severe problems is the order of this table. */
export const POOL_PROBLEMS: readonly PoolProblemMapper[] = [
  pods.crashLoop,
  pods.oomKilled,
  pods.imagePull,
  pods.containerConfigError,
  pods.replicaFailure,
  gpus.pendingForGpus,
  gpus.pendingForNode,
  growth.rolloutDeadlock,
  growth.autoscalerCannotAdd,
  gpus.nodeNotReady,
  controllers.scaledObjectNotReady,
  controllers.hpaCannotReadMetric,
  controllers.hpaCannotScale,
  controllers.hpaMissing,
  metrics.blindTrigger,
  metrics.wrongMetricName,
  limits.atMaxWithTimeouts,
  metrics.timeoutsWithNothingScaling,
  pods.zeroReady,
  asleep.cannotWake,
  controllers.triggerFailing,
  scaling.fallbackActive,
  scaling.paused,
  settling.rolloutStuck,
  settling.desiredNotReached,
  pods.podFailing,
  metrics.timeoutsAboveThreshold,
  scraping.readyButDown,
  scraping.podsNotScraped,
  metrics.scalerErrors,
  metrics.sharedMetric,
  metrics.seriesMissing,
  growth.flapping,
  fought.replicasFoughtOver,
  growth.quotaLimits,
  gpus.minAboveWhatFits,
  scaling.wrongMetricType,
  scaling.noLoadTrigger,
  scaling.noFallback,
  gpus.maxAboveWhatFits,
  limits.scalingLimited,
  growth.idleGpus,
];

/** Every detector of problems of a whole engine. */
export const ENGINE_PROBLEMS: readonly EngineProblemMapper[] = [
  engine.clusterUnreachable,
  engine.clusterStale,
  engine.syncFailed,
  engine.prometheusDown,
  engine.outOfSync,
  engine.applicationDegraded,
  flux.fluxFailed,
  flux.fluxNotReady,
  flux.fluxSourceFailed,
  flux.fluxSuspended,
  engine.componentNotReady,
  engine.poolTwice,
  tools.mlflowDown,
  tools.grafanaDown,
  tools.alertFiring,
  surroundings.twoKedas,
  surroundings.kedaNotReady,
  surroundings.externalMetricsDown,
  namespace.secretNotSynced,
  namespace.volumePending,
  namespace.variantWithoutAdvice,
  namespace.ingressNotServed,
  namespace.budgetBlocksDrain,
  surroundings.certificateExpiring,
  surroundings.tokenExpiring,
  surroundings.clusterLoginExpiring,
  chart.chartFault,
  chart.chartBehind,
];

const SEVERITIES: ProblemSeverity[] = ['critical', 'warning', 'info'];

/** Worst first; equally severe ones keep their order. */
export function bySeverity(problems: readonly Problem[]): Problem[] {
  return [...problems].sort(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
  );
}

function identity(problem: Problem): string {
  return `${problem.code} ${problem.pool ?? ''} ${
    problem.evidence[0]?.object ?? ''
  }`;
}

/** Remembers since when problems are known, from the previous view of the same engine. */
export function knownSince(
  previous: readonly Problem[],
): (problem: Problem) => string | undefined {
  const since = new Map(previous.map(p => [identity(p), p.since]));
  return problem => since.get(identity(problem));
}

function detect<Context>(
  mappers: ReadonlyArray<ProblemMapper<Context>>,
  context: Context,
  options: {
    now: number;
    pool?: string;
    since: (problem: Problem) => string | undefined;
  },
): Problem[] {
  const problems = mappers.flatMap(({ code, severity, detect: find }) =>
    find(context).map((finding): Problem => {
      const { since, fix, ...rest } = finding;
      const problem: Problem = {
        code,
        severity,
        ...(options.pool !== undefined && { pool: options.pool }),
        ...rest,
        ...(fix && { fix }),
      };
      return {
        ...problem,
        docs: DOCS[code],
        since: since ?? options.since(problem) ?? iso(options.now),
      };
    }),
  );
  return bySeverity(problems);
}

/** Problems of one pool, worst first. */
export function detectPoolProblems(
  context: PoolContext,
  since: (problem: Problem) => string | undefined,
): Problem[] {
  const { now, name } = context;
  return detect(POOL_PROBLEMS, context, { now, pool: name, since });
}

/** Problems of the engine itself, worst first. */
export function detectEngineProblems(
  context: EngineContext,
  since: (problem: Problem) => string | undefined,
): Problem[] {
  return detect(ENGINE_PROBLEMS, context, { now: context.now, since });
}

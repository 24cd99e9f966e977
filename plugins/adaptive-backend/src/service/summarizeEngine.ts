import type {
  Engine,
  EngineSummary,
  Problem,
  ProblemSeverity,
} from '@adaptive-portal/plugin-adaptive-common';

/** How many problems there are of each severity. */
export function countSeverities(
  problems: ReadonlyArray<Pick<Problem, 'severity'>>,
): Record<ProblemSeverity, number> {
  const counts = { critical: 0, warning: 0, info: 0 };
  for (const { severity } of problems) counts[severity] += 1;
  return counts;
}

/** What the fleet page needs of an engine. */
export function summarizeEngine(engine: Engine): EngineSummary {
  const {
    ref,
    status,
    statusReason,
    chartVersion,
    freshness,
    owner,
    version,
    computePools,
  } = engine;
  return {
    ref,
    status,
    statusReason,
    chartVersion,
    pools: computePools.map(pool => ({
      name: pool.name,
      key: pool.key,
      status: pool.status,
      statusReason: pool.statusReason,
      replicas: pool.replicas,
      gpus: pool.gpus,
      ttftTimeoutRatio: pool.metrics.ttftTimeoutRatio,
    })),
    problems: countSeverities(engine.problems),
    freshness,
    owner,
    version,
  };
}

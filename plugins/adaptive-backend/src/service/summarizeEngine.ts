import type {
  Engine,
  EngineSummary,
} from '@adaptive-portal/plugin-adaptive-common';

/** What the fleet page needs of an engine. */
export function summarizeEngine(engine: Engine): EngineSummary {
  const problems = { critical: 0, warning: 0, info: 0 };
  for (const { severity } of engine.problems) problems[severity] += 1;
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
    problems,
    freshness,
    owner,
    version,
  };
}

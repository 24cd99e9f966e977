import type {
  Engine,
  EngineSummary,
  Problem,
} from '@adaptive-portal/plugin-adaptive-common';

/** Problems of the engine and of its pools, each once although both lists may hold it. */
function allProblems(engine: Engine): Problem[] {
  const seen = new Map<string, Problem>();
  const add = (problem: Problem, pool?: string) =>
    seen.set(
      JSON.stringify([problem.code, pool, problem.evidence[0]]),
      problem,
    );
  for (const problem of engine.problems) add(problem, problem.pool);
  for (const pool of engine.computePools) {
    for (const problem of pool.problems)
      add(problem, problem.pool ?? pool.name);
  }
  return [...seen.values()];
}

/** What the fleet page needs of an engine. */
export function summarizeEngine(engine: Engine): EngineSummary {
  const problems = { critical: 0, warning: 0, info: 0 };
  for (const { severity } of allProblems(engine)) problems[severity] += 1;
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

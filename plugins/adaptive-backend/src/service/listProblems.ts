import type {
  Engine,
  FleetProblem,
  ProblemsRequest,
  ProblemsResponse,
} from '@adaptive-portal/plugin-adaptive-common';
import { SEVERITIES } from '../schema/schemaParts';
import { cutPage, type SortKey } from './cutPage';
import { refKey } from './listEngines';
import { matchWords } from './matchWords';
import { countSeverities } from './summarizeEngine';

/** A problem with the number it has among those of its engine that have the same code and pool. */
interface Found {
  problem: FleetProblem;
  number: number;
}

function problemKey({ problem, number }: Found): SortKey {
  const { severity, code, ref, pool = '' } = problem;
  return [SEVERITIES.indexOf(severity), code, ...refKey(ref), pool, number];
}

function* problemsOf(engine: Engine): Generator<Found> {
  const { ref, owner, freshness } = engine;
  const numbers = new Map<string, number>();
  for (const problem of engine.problems) {
    const key = JSON.stringify([problem.code, problem.pool]);
    const number = (numbers.get(key) ?? 0) + 1;
    numbers.set(key, number);
    yield { problem: { ...problem, ref, owner, freshness }, number };
  }
}

/**
 * Filters, sorts and cuts a page out of the problems of all engines.
 *
 * @param engines - what the caller may see
 * @throws InputError for a cursor that no page gave out
 */
export function listProblems(
  engines: readonly Engine[],
  request: ProblemsRequest,
): ProblemsResponse {
  const { cluster, namespace, severity, code, search } = request;
  const matches = matchWords(search);
  const found = engines
    .filter(
      ({ ref }) =>
        (cluster === undefined || ref.cluster === cluster) &&
        (namespace === undefined || ref.namespace === namespace),
    )
    .flatMap(engine => [...problemsOf(engine)])
    .filter(
      ({ problem }) =>
        (severity === undefined || problem.severity === severity) &&
        (code === undefined || problem.code === code) &&
        matches([
          ...refKey(problem.ref),
          problem.pool,
          problem.code,
          problem.sentence,
        ]),
    );
  const page = cutPage(found, {
    ...request,
    sort: 'severity',
    keyOf: problemKey,
  });
  return {
    ...page,
    items: page.items.map(({ problem }) => problem),
    counts: countSeverities(found.map(({ problem }) => problem)),
  };
}

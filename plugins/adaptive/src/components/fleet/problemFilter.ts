import type {
  ProblemSeverity,
  ProblemsRequest,
} from '@adaptive-portal/plugin-adaptive-common';

/**
 * What the problems page shows; an empty text means all.
 *
 * @internal
 */
export interface ProblemFilter {
  search: string;
  severity: string;
  cluster: string;
}

/**
 * Shows all problems.
 *
 * @internal
 */
export const NO_PROBLEM_FILTER: ProblemFilter = {
  search: '',
  severity: '',
  cluster: '',
};

const SEVERITIES: readonly ProblemSeverity[] = ['critical', 'warning', 'info'];

/** The most that the backend answers at once. */
const LIMIT = 200;

/**
 * Reads the filter from the query of the page's address; the inverse of `writeFilter`.
 *
 * @internal
 */
export function readProblemFilter(query: URLSearchParams): ProblemFilter {
  return {
    search: query.get('search') ?? '',
    severity: query.get('severity') ?? '',
    cluster: query.get('cluster') ?? '',
  };
}

/**
 * What to ask the backend for; a severity that there is not asks for all.
 *
 * @internal
 */
export function toProblemsRequest(filter: ProblemFilter): ProblemsRequest {
  const severity = SEVERITIES.find(known => known === filter.severity);
  return {
    limit: LIMIT,
    ...(severity && { severity }),
    ...(filter.cluster !== '' && { cluster: filter.cluster }),
    ...(filter.search !== '' && { search: filter.search }),
  };
}

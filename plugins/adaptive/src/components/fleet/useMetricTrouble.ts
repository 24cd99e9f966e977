import { useCallback } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import type { FleetProblem } from '@adaptive-portal/plugin-adaptive-common';
import { adaptiveApiRef } from '../../api';
import { useFollowing } from '../../live/useFollowing';

/** More engines than any fleet has metric sources; each engine tells of its own. */
const LIMIT = 200;

/**
 * A metric source that cannot be trusted, as one of the engines that it measures says.
 *
 * @internal
 */
export interface MetricTrouble {
  /** `Prometheus <id>`. */
  source: string;
  /** Whether it is silent or refuses; else it is late. */
  silent: boolean;
  /** Names the source and the cause. */
  sentence: string;
  /** ISO 8601. */
  since?: string;
}

const SILENT: ReadonlySet<string> = new Set(['unreachable', 'notPermitted']);

/**
 * Metric sources in trouble that concern engines the user may see, each once; undefined while that is not known.
 *
 * @internal
 */
export function useMetricTrouble(): MetricTrouble[] | undefined {
  const api = useApi(adaptiveApiRef);
  const { state } = useFollowing<FleetProblem[]>(
    useCallback(
      async signal => {
        const request = { code: 'prometheus-down', limit: LIMIT };
        return (await api.getProblems(request, { signal })).items;
      },
      [api],
    ),
  );
  return state.status === 'done' ? troubleOf(state.value) : undefined;
}

function troubleOf(problems: FleetProblem[]): MetricTrouble[] {
  const bySource = new Map<string, MetricTrouble>();
  for (const { evidence, sentence, since } of problems) {
    for (const { object, value } of evidence) {
      bySource.set(object, {
        source: object,
        silent: SILENT.has(value),
        sentence,
        since,
      });
    }
  }
  return [...bySource.values()];
}

import {
  type EngineSummary,
  type FreshnessStatus,
  parseEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';

const since = '2026-01-01T00:00:00.000Z';

/** A healthy pool of a summary. */
export function poolFixture(
  name: string,
  key: string,
): EngineSummary['pools'][number] {
  return {
    name,
    key,
    status: 'healthy',
    statusReason: 'All is well.',
    replicas: { current: 1, ready: 1, starting: 0, pending: 0 },
    ttftTimeoutRatio: { value: 0 },
  };
}

/** A healthy engine with one pool, named by `<cluster>/<namespace>/<release>`. */
export function entityFixture(
  ref: string,
  change: Partial<EngineSummary> = {},
): EngineSummary {
  return {
    ref: parseEngineRef(ref),
    status: 'healthy',
    statusReason: 'All is well.',
    pools: [poolFixture('judge', 'judge')],
    problems: { critical: 0, warning: 0, info: 0 },
    freshness: { status: 'live', since },
    version: '1',
    ...change,
  };
}

/** A cluster that is as live as the status says. */
export function clusterFixture(name: string, status: FreshnessStatus) {
  return {
    name,
    title: name,
    freshness: { status, since },
    sources: [],
    engines: 0,
  };
}

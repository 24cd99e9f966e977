import type { EngineSummary } from '@adaptive-portal/plugin-adaptive-common';

/** A healthy engine of team-chat with pools of these names. */
export function engineFixture(
  release: string,
  pools: string[] = [],
): EngineSummary {
  return {
    ref: { cluster: 'eu-1', namespace: 'team-chat', release },
    status: 'healthy',
    statusReason: 'All is well.',
    owner: 'group:default/team-chat',
    chartVersion: '0.23.0',
    freshness: { status: 'live', since: '2026-01-01T00:00:00Z' },
    version: '1',
    problems: { critical: 0, warning: 0, info: 0 },
    pools: pools.map(name => ({
      name,
      key: name,
      status: 'healthy',
      statusReason: 'All is well.',
      replicas: { current: 1, ready: 1, starting: 0, pending: 0 },
      ttftTimeoutRatio: {},
    })),
  };
}

import type { Problem } from '@adaptive-portal/plugin-adaptive-common';
import {
  FakeEnginesService,
  mockEngine,
  mockPool,
} from '../../__testUtils__/FakeEnginesService';

export const CHAT = 'group:default/team-chat';

export function problem(code: string, change: Partial<Problem> = {}): Problem {
  return {
    code,
    severity: 'warning',
    sentence: `There is ${code}.`,
    evidence: [{ object: 'Deployment n/a', field: 'status', value: '1' }],
    remedy: 'Do something.',
    ...change,
  };
}

export const blind = problem('blind-trigger', { pool: 'llama-70b' });
export const starved = problem('pending-for-gpus', {
  severity: 'critical',
  pool: 'mixtral 8x7b',
});

const noMetrics = { ttftTimeoutRatio: {}, requestRate: {}, ttftP95: {} };

export const fleet = () =>
  new FakeEnginesService([
    mockEngine('us-1/team-search/search', {
      computePools: [
        mockPool({
          name: 'mixtral 8x7b',
          key: 'mixtral-8x7b',
          workload: { kind: 'StatefulSet', name: 'mixtral' },
          status: 'waitingForGpus',
          gpus: {
            resource: 'nvidia.com/gpu',
            perReplica: 8,
            requested: 48,
            allocated: 32,
          },
          metrics: {
            ttftTimeoutRatio: { value: 0.3 },
            requestRate: { value: 1 },
            ttftP95: {},
            ttftTimeoutHistory: [[1, 2]],
          },
          problems: [starved],
          scalingPath: {
            stages: [],
            summary: 'No GPUs.',
            agreement: 'explained',
            limitedBy: 'nodes',
          },
        }),
      ],
      problems: [starved],
    }),
    mockEngine('eu-1/team-chat/chat', {
      owner: CHAT,
      computePools: [
        mockPool({ name: 'zeta', metrics: noMetrics, status: 'blind' }),
        mockPool({ problems: [blind] }),
      ],
      problems: [blind, problem('release-drift')],
    }),
  ]);

import type {
  HistoryEntry,
  HistoryResponse,
  PoolReplicas,
} from '@adaptive-portal/plugin-adaptive-common';

const POOL = 'llama-70b';

function replicas(desired: number, ready: number): PoolReplicas {
  const [current, pending] = [desired, Math.max(0, desired - 4)];
  const starting = current - ready - pending;
  return { min: 2, max: 6, desired, current, ready, starting, pending };
}

/** A surge of the last hours: it scales out, GPUs run out, the cluster falls silent, it scales in. */
export function mockHistory(now: number): HistoryResponse {
  const items: HistoryEntry[] = [];
  const at = (minutesAgo: number) =>
    new Date(now - minutesAgo * 60_000).toISOString();
  const add = (minutesAgo: number, entry: object) =>
    items.push({
      id: String(items.length),
      at: at(minutesAgo),
      ...entry,
    } as HistoryEntry);
  const problem = (code: string, severity: string, sentence: string) => ({
    code,
    severity,
    pool: POOL,
    sentence,
    since: at(120),
  });
  const waiting = problem(
    'pending-for-gpus',
    'critical',
    '2 pods wait for 16 GPUs: 6 of 32 GPUs are free on the 4 nodes they may use, but at most 2 on one.',
  );
  const timeouts = problem(
    'timeouts-above-threshold',
    'warning',
    '15 % of the requests time out, threshold 10 %.',
  );
  const scale = (minutesAgo: number, from: number, to: number) =>
    add(minutesAgo, {
      kind: 'scale',
      pool: POOL,
      from,
      to,
      reason: '28 % of the requests time out, above the threshold of 10 %.',
      ttftTimeoutRatio: 0.28,
      threshold: 0.1,
    });
  const size = (minutesAgo: number, desired: number, ready: number) =>
    add(minutesAgo, {
      kind: 'replicas',
      pool: POOL,
      replicas: replicas(desired, ready),
      before: replicas(2, 2),
    });
  const status = (minutesAgo: number, value: string, reason: string) =>
    add(minutesAgo, { kind: 'engineStatus', status: value, reason });

  add(200, { kind: 'problemRaised', ...timeouts });
  scale(195, 2, 3);
  size(195, 3, 2);
  size(190, 3, 3);
  scale(180, 3, 6);
  size(180, 6, 3);
  size(172, 6, 4);
  add(172, { kind: 'problemRaised', ...waiting });
  status(140, 'unknown', 'Cluster eu-1 is unreachable.');
  status(115, 'degraded', 'Pool llama-70b waits for 16 GPUs.');
  add(90, { kind: 'problemCleared', ...timeouts });
  scale(80, 6, 4);
  size(80, 4, 4);
  add(79, { kind: 'problemCleared', ...waiting });
  scale(20, 4, 5);
  size(20, 5, 4);
  add(19, { kind: 'problemRaised', ...waiting });
  return {
    items,
    start: {
      status: 'healthy',
      pools: [
        { name: 'judge', replicas: { ...replicas(1, 1), min: 1, max: 2 } },
        { name: POOL, replicas: replicas(2, 2) },
      ],
      problems: [
        {
          code: 'no-fallback',
          severity: 'info',
          pool: 'judge',
          sentence: 'The ScaledObject has no fallback.',
          since: at(5000),
        },
      ],
    },
    retentionDays: 14,
  };
}

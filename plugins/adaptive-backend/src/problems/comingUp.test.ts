import { poolWorkload } from '../view/__testUtils__/objects';
import { isComingUp } from './comingUp';

describe('isComingUp', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');

  it.each([
    ['4 minutes old, Ready', 4, 1, true],
    ['6 minutes old, Ready', 6, 1, false],
    ['6 minutes old, still loading', 6, 0, true],
    ['11 minutes old, still not Ready', 11, 0, false],
  ])('a pool that is %s', (_, minutes, ready, expected) => {
    const workload = poolWorkload({});
    const creationTimestamp = new Date(now - minutes * 60_000).toISOString();
    expect(
      isComingUp({
        now,
        replicas: { current: 1, ready, starting: 1 - ready, pending: 0 },
        workload: {
          ...workload,
          metadata: { ...workload.metadata, creationTimestamp },
        },
      }),
    ).toBe(expected);
  });
});

import type {
  HistoryEntry,
  PoolReplicas,
} from '@adaptive-portal/plugin-adaptive-common';
import { makeTimeline, place, ticks } from './timeline';

const at = (minute: number) =>
  new Date(Date.UTC(2026, 10, 22, 9, minute)).toISOString();
const ms = (minute: number) => Date.parse(at(minute));
const window = { from: ms(0), to: ms(60) };

const replicas = (ready: number, desired = ready): PoolReplicas => ({
  desired,
  current: ready,
  ready,
  starting: 0,
  pending: 0,
});

const problem = {
  code: 'paused',
  severity: 'warning' as const,
  pool: 'judge',
  sentence: 'Autoscaling is paused.',
  since: at(-30),
};

describe('makeTimeline', () => {
  it('begins a pool with what it had at the start of the window', () => {
    const { pools } = makeTimeline(
      [
        {
          id: '1',
          at: at(10),
          kind: 'replicas',
          pool: 'judge',
          replicas: replicas(2, 5),
          before: replicas(2),
        },
        { id: '2', at: at(50), kind: 'replicas', pool: 'judge' },
      ],
      { pools: [{ name: 'judge', replicas: replicas(2) }], problems: [] },
      window,
    );
    expect(pools).toEqual([
      {
        name: 'judge',
        steps: [
          { at: ms(0), replicas: replicas(2) },
          { at: ms(10), replicas: replicas(2, 5) },
          { at: ms(50), replicas: undefined },
        ],
        scaled: [],
        top: 5,
      },
    ]);
  });

  it('draws problems from raised to cleared, open ones to the end', () => {
    const entries: HistoryEntry[] = [
      { ...problem, id: '1', at: at(10), kind: 'problemCleared' },
      { ...problem, id: '2', at: at(20), kind: 'problemRaised' },
      {
        ...problem,
        id: '3',
        at: at(30),
        kind: 'problemRaised',
        code: 'crash-loop',
      },
    ];
    const { problems } = makeTimeline(
      entries,
      { pools: [], problems: [problem] },
      window,
    );
    expect(
      problems.map(({ label, bars }) => [
        label,
        bars.map(({ from, to, open }) => [from, to, open]),
      ]),
    ).toEqual([
      [
        'Autoscaling paused · judge',
        [
          [ms(0), ms(10), false],
          [ms(20), ms(60), true],
        ],
      ],
      ['Pods crash again and again · judge', [[ms(30), ms(60), true]]],
    ]);
  });

  it('marks when nobody looked, and when the cluster could not be read', () => {
    const { blind } = makeTimeline(
      [
        { id: '1', at: at(10), kind: 'gap', from: at(-60), reason: 'off' },
        {
          id: '2',
          at: at(20),
          kind: 'engineStatus',
          status: 'unknown',
          reason: 'unreachable',
        },
        {
          id: '3',
          at: at(30),
          kind: 'engineStatus',
          status: 'healthy',
          before: 'unknown',
          reason: 'well',
        },
      ],
      undefined,
      window,
    );
    expect(blind).toEqual([
      { from: ms(0), to: ms(10), reason: 'off' },
      { from: ms(20), to: ms(30), reason: 'unreachable' },
    ]);
  });
});

describe('the axis', () => {
  it('never leaves the picture', () => {
    expect([-10, 0, 30, 90].map(m => place(ms(m), window))).toEqual([
      0, 0, 50, 100,
    ]);
  });

  it.each([1, 6, 24, 168])('has few round ticks over %p hours', hours => {
    const span = { from: ms(7), to: ms(7) + hours * 3_600_000 };
    const found = ticks(span, 8);
    expect(found.length).toBeGreaterThan(3);
    expect(found.length).toBeLessThanOrEqual(8);
    expect(found.map(t => new Date(t).getSeconds())).toEqual(
      found.map(() => 0),
    );
    expect(found.every(t => t >= span.from && t <= span.to)).toBe(true);
  });
});

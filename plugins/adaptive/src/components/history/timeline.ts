import { problemTitle } from '@adaptive-portal/plugin-adaptive-common';
import type {
  GapEntry,
  HistoryEntry,
  HistoryProblem,
  HistoryStart,
  PoolReplicas,
  ScaleEntry,
} from '@adaptive-portal/plugin-adaptive-common';

/**
 * A stretch of the time axis, unix milliseconds.
 *
 * @internal
 */
export interface Span {
  from: number;
  to: number;
}

/**
 * Replicas from a time on, until the next step; without replicas the pool was not there.
 *
 * @internal
 */
export interface Step {
  at: number;
  replicas?: PoolReplicas;
}

/**
 * A pool on the time axis.
 *
 * @internal
 */
export interface PoolLane {
  name: string;
  /** Oldest first. */
  steps: Step[];
  scaled: ScaleEntry[];
  /** The largest number on the lane, at least 1. */
  top: number;
}

/**
 * A problem on the time axis.
 *
 * @internal
 */
export interface ProblemBar extends Span, HistoryProblem {
  id: string;
  /** There is no end yet. */
  open: boolean;
}

/**
 * The times of one problem.
 *
 * @internal
 */
export interface ProblemLane {
  /** Of one code and pool. */
  key: string;
  /** Its title, and the pool. */
  label: string;
  code: string;
  bars: ProblemBar[];
}

/**
 * What there is to draw of a window.
 *
 * @internal
 */
export interface Timeline extends Span {
  pools: PoolLane[];
  /** By code and pool, each with its bars, oldest first. */
  problems: ProblemLane[];
  /** When nobody looked, or the cluster could not be read. */
  blind: Array<Span & { reason: string }>;
}

type ProblemName = Pick<HistoryProblem, 'code' | 'pool'>;

const keyOf = ({ code, pool }: ProblemName) => `${code} ${pool ?? ''}`;

const labelOf = ({ code, pool }: ProblemName) =>
  pool === undefined ? problemTitle(code) : `${problemTitle(code)} · ${pool}`;

function poolLanes(
  entries: readonly HistoryEntry[],
  start: HistoryStart | undefined,
  { from }: Span,
): PoolLane[] {
  const lanes = new Map<string, PoolLane>();
  const lane = (name: string) => {
    const known = lanes.get(name);
    if (known) return known;
    const fresh: PoolLane = { name, steps: [], scaled: [], top: 1 };
    lanes.set(name, fresh);
    return fresh;
  };
  for (const { name, replicas } of start?.pools ?? []) {
    lane(name).steps.push({ at: from, replicas });
  }
  for (const entry of entries) {
    if (entry.kind === 'replicas') {
      const { at, pool, replicas } = entry;
      lane(pool).steps.push({ at: Date.parse(at), replicas });
    } else if (entry.kind === 'scale') {
      lane(entry.pool).scaled.push(entry);
    }
  }
  for (const known of lanes.values()) {
    known.top = Math.max(
      1,
      ...known.steps.flatMap(({ replicas }) =>
        replicas ? [replicas.ready, replicas.desired ?? 0] : [],
      ),
    );
  }
  return [...lanes.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function problemBars(
  entries: readonly HistoryEntry[],
  start: HistoryStart | undefined,
  { from, to }: Span,
): Timeline['problems'] {
  const lanes = new Map<string, ProblemLane>();
  const open = new Map<string, ProblemBar>();
  const raise = (id: string, at: number, problem: HistoryProblem) => {
    const key = keyOf(problem);
    const bar = { ...problem, id, from: at, to, open: true };
    const { code } = problem;
    const lane = lanes.get(key) ?? {
      key,
      label: labelOf(problem),
      code,
      bars: [],
    };
    lane.bars.push(bar);
    lanes.set(key, lane);
    open.set(key, bar);
  };
  for (const problem of start?.problems ?? []) {
    raise(`start ${keyOf(problem)}`, from, problem);
  }
  for (const entry of entries) {
    if (entry.kind === 'problemRaised') {
      raise(entry.id, Date.parse(entry.at), entry);
    } else if (entry.kind === 'problemCleared') {
      const bar = open.get(keyOf(entry));
      if (bar) {
        bar.to = Date.parse(entry.at);
        bar.open = false;
        open.delete(keyOf(entry));
      }
    }
  }
  return [...lanes.values()].sort((a, b) => (a.label < b.label ? -1 : 1));
}

const gapSpan = ({ from, at, reason }: GapEntry) => ({
  from: Date.parse(from),
  to: Date.parse(at),
  reason,
});

function blindSpans(
  entries: readonly HistoryEntry[],
  start: HistoryStart | undefined,
  window: Span,
): Timeline['blind'] {
  const spans: Timeline['blind'] = [];
  let blind: { from: number; reason: string } | undefined =
    start?.status === 'unknown'
      ? { from: window.from, reason: 'The state was unknown.' }
      : undefined;
  for (const entry of entries) {
    if (entry.kind === 'gap') spans.push(gapSpan(entry));
    if (entry.kind !== 'engineStatus') continue;
    const at = Date.parse(entry.at);
    if (blind) spans.push({ ...blind, to: at });
    blind =
      entry.status === 'unknown'
        ? { from: at, reason: entry.reason }
        : undefined;
  }
  if (blind) spans.push({ ...blind, to: window.to });
  return spans.map(span => ({
    ...span,
    from: Math.max(span.from, window.from),
  }));
}

/**
 * Makes lanes of entries.
 *
 * @param entries - of the window, oldest first
 * @param start - how the engine was when the window begins
 * @internal
 */
export function makeTimeline(
  entries: readonly HistoryEntry[],
  start: HistoryStart | undefined,
  window: Span,
): Timeline {
  return {
    ...window,
    pools: poolLanes(entries, start, window),
    problems: problemBars(entries, start, window),
    blind: blindSpans(entries, start, window),
  };
}

/**
 * Place of a time on the axis in percent, never outside of it.
 *
 * @internal
 */
export function place(time: number, { from, to }: Span): number {
  const share = (time - from) / Math.max(to - from, 1);
  return Math.min(100, Math.max(0, share * 100));
}

const MINUTE = 60_000;
const STEPS = [5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map(
  minutes => minutes * MINUTE,
);

/**
 * Round local times for the axis, at most so many.
 *
 * @internal
 */
export function ticks({ from, to }: Span, most: number): number[] {
  const step =
    STEPS.find(candidate => (to - from) / candidate <= most) ??
    STEPS[STEPS.length - 1];
  // Round in the reader's own zone.
  const shift = new Date(to).getTimezoneOffset() * MINUTE;
  const first = Math.ceil((from - shift) / step) * step + shift;
  const found: number[] = [];
  for (let at = first; at <= to; at += step) found.push(at);
  return found;
}
